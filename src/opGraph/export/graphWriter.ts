// The graph of a dialect while it is written: its nodes and constants, and what each tensor of linnet's graph is called in it.

import { takeName } from "../../formats/freeName.js";
import type { AttributeValue, ElementType, GraphNode, ValueQuantization } from "../../formats/opGraphTypes.js";
import type { WrittenGraph } from "../../formats/writtenGraph.js";
import { int8Tensors } from "../../graph/storageType.js";
import { LinnetError } from "../../tensor/errors.js";
import { reshape } from "../../tensor/ops/reshape.js";
import { type Shape, sizeOf } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";
import { int8Quantization } from "../quantizedValue.js";
import { type Length, lengthsOf, ofOne } from "./length.js";
import { inOrder, type Order, permutationBetween, plainOrder, reordered } from "./order.js";
import { quantizationOf, type WholeNumbers } from "./realNumbers.js";
import { type TracedNetwork, unrepeated } from "./tracedNetwork.js";
import { usedNodes } from "./usedNodes.js";
import { WrittenValues } from "./writtenValues.js";

type Attributes = { readonly [name: string]: AttributeValue };

/** A program's ops, as far as the writer itself needs some. */
export interface WriterDialect {
  readonly dialect: WrittenGraph["dialect"];
  readonly opset: number;
  /** The type of shapes and axes. */
  readonly indexType: "int32" | "int64";
  /** Nodes that give a value with its axes permuted, as float32 what was a bool, or as it is. */
  transpose(writer: GraphWriter, value: string, permutation: readonly number[], lengths: readonly Length[]): string;
  toFloat(writer: GraphWriter, value: string, lengths: readonly Length[]): string;
  identity(writer: GraphWriter, value: string, lengths: readonly Length[]): string;
  /** What the integers of a constant stand for. */
  dequantize(writer: GraphWriter, value: string, kind: ValueQuantization, lengths: readonly Length[]): string;
  /** Repeats a value along axes of length 1. */
  repeat(writer: GraphWriter, value: string, lengths: readonly Length[]): string;
}

export type WrittenNode = Pick<GraphNode, "op" | "inputs" | "attributes">;

/** What an op's output is, beside its shape. */
interface Made {
  readonly attributes?: Attributes;
  /** Default: as the axes are numbered. */
  readonly order?: Order;
  /** Default: the tensor's, float32 or int8. */
  readonly type?: ElementType;
}

interface Helper {
  readonly lengths: readonly Length[];
  readonly attributes?: Attributes;
  readonly type?: ElementType;
}

/** A tensor of the traced graph under a name, with its axes in some order. */
interface Stored {
  readonly name: string;
  readonly order: Order;
  readonly type: ElementType;
}

export class GraphWriter {
  readonly #traced: TracedNetwork;
  readonly #dialect: WriterDialect;
  readonly #nodes: GraphNode[] = [];
  readonly #values = new WrittenValues();
  readonly #stored = new Map<Tensor, Stored[]>();
  /** Tensors whose values are of type int8. */
  readonly #int8: ReadonlySet<Tensor>;
  readonly #whole: Map<Tensor, WholeNumbers>;
  /** The layer whose ops are being written, for names. */
  #layer = "";

  constructor(traced: TracedNetwork, dialect: WriterDialect) {
    this.#traced = traced;
    this.#dialect = dialect;
    this.#int8 = int8Tensors(traced.graph);
    this.#whole = new Map(traced.whole);
    for (const input of traced.graph.inputs) {
      const name = this.#values.nameLike(input.name ?? "input");
      this.#values.declare(name, "float32", this.lengthsOf(input), "");
      this.#stored.set(input, [{ name, order: plainOrder(input.rank), type: "float32" }]);
    }
  }

  /** From now on names are those of this tensor's layer. */
  enter(tensor: Tensor): void {
    this.#layer = this.#traced.layerOf(tensor);
  }

  get layer(): string {
    return this.#layer;
  }

  /** A tensor whose first axis is the batch. */
  get batchInput(): Tensor {
    return this.#traced.graph.inputs[0]!;
  }

  lengthsOf(tensor: Tensor): Length[] {
    return lengthsOf(tensor.shape, this.#traced.twinOf(tensor).shape);
  }

  /** The shape with the other traced batch. */
  twinShapeOf(tensor: Tensor): Shape {
    return this.#traced.twinOf(tensor).shape;
  }

  /** The order in which there is a value of the tensor already; that of its axes for a constant. */
  orderOf(tensor: Tensor): Order {
    return this.#stored.get(tensor)?.[0]?.order ?? plainOrder(tensor.rank);
  }

  /**
   * The name of a tensor's value with its axes in that order, which is written now if there is none: float32, or int8 for whole
   * numbers of that kind.
   * @param role what a constant is to the op that reads it. Default: `constant`
   */
  read(tensor: Tensor, order: Order = plainOrder(tensor.rank), role = "constant"): string {
    const stored = this.#storedOf(tensor);
    const type = this.#typeOf(tensor);
    const known = stored.find((one) => one.type === type && isSameOrder(one.order, order));
    if (known !== undefined) return known.name;
    const name = tensor.isConcrete ? this.#constantOf(tensor, order, role) : this.#converted(stored, tensor, order);
    stored.push({ name, order, type });
    return name;
  }

  #typeOf(tensor: Tensor): ElementType {
    return this.#int8.has(tensor) ? "int8" : "float32";
  }

  /** As `read`, of a comparison before it was made ones and zeros; null if the tensor is none. */
  readBool(tensor: Tensor, order: Order): string | null {
    const stored = this.#storedOf(tensor);
    const found = stored.find((one) => one.type === "bool");
    if (found === undefined || isSameOrder(found.order, order)) return found?.name ?? null;
    const name = this.#transposed(found, tensor, order);
    stored.push({ name, order, type: "bool" });
    return name;
  }

  #storedOf(tensor: Tensor): Stored[] {
    const stored = this.#stored.get(tensor) ?? [];
    this.#stored.set(tensor, stored);
    return stored;
  }

  #converted(stored: readonly Stored[], tensor: Tensor, order: Order): string {
    const [first] = stored;
    if (first === undefined) throw new LinnetError(`export: layer "${this.#layer}": it reads what was not written`);
    const name = isSameOrder(first.order, order) ? first.name : this.#transposed(first, tensor, order);
    if (first.type === this.#typeOf(tensor)) return name;
    return this.#dialect.toFloat(this, name, inOrder(this.lengthsOf(tensor), order));
  }

  #transposed({ name, order: from, type }: Stored, tensor: Tensor, order: Order): string {
    const lengths = inOrder(this.lengthsOf(tensor), order);
    const made = this.#dialect.transpose(this, name, permutationBetween(from, order), lengths);
    if (type !== "float32") this.#values.declare(made, type, lengths, this.#layer);
    this.#quantize(made, tensor);
    return made;
  }

  /** Says what the integers of a tensor's value stand for, if it has some. */
  #quantize(name: string, tensor: Tensor): void {
    if (!this.#int8.has(tensor)) return;
    this.#values.quantization.set(name, int8Quantization(quantizationOf(tensor)!));
  }

  /** A constant in another shape, under its name: kernels that another program keeps otherwise. */
  constantInShape(constant: Tensor, shape: Shape): Tensor {
    const reshaped = reshape(constant, shape);
    const named = constant.name === null ? reshaped : reshaped.named(constant.name);
    const whole = this.#whole.get(constant);
    if (whole !== undefined) this.#whole.set(named, whole);
    return named;
  }

  #constantOf(tensor: Tensor, order: Order, role: string): string {
    const whole = this.#whole.get(tensor);
    if (whole !== undefined) return this.#wholeConstant(tensor, whole, order, role);
    const one = unrepeated(tensor, this.#traced.twinOf(tensor));
    const name = this.constant(reordered(one.values, one.shape, order), inOrder(one.shape, order), tensor.name ?? role);
    return one.size === tensor.size ? name : this.#dialect.repeat(this, name, inOrder(this.lengthsOf(tensor), order));
  }

  /** Integers, and a node that makes them real; those of several scales have one for each entry of the last axis. */
  #wholeConstant(tensor: Tensor, { values, ...numbers }: WholeNumbers, order: Order, role: string): string {
    const lengths = inOrder(this.lengthsOf(tensor), order);
    const shape = lengths.map(ofOne);
    const integers = Float64Array.from(reordered(values, tensor.shape, order));
    const { type, scale } = numbers;
    const name = this.#values.addConstant({ type, shape, values: integers }, this.#inLayer(tensor.name ?? role));
    const axis = scale.length === 1 ? 0 : order.indexOf(tensor.rank - 1);
    const kind = { ...numbers, axis };
    this.#values.quantization.set(name, kind);
    return this.#dialect.dequantize(this, name, kind, lengths);
  }

  /** A float32 constant; small ones are written once. */
  constant(values: Float32Array, shape: Shape, role = "constant"): string {
    const constant = { type: "float32", shape, values } as const;
    return sizeOf(shape) > 1 ? this.#values.addConstant(constant, this.#inLayer(role)) : this.#values.shared(constant);
  }

  scalar(value: number): string {
    return this.constant(Float32Array.of(value), []);
  }

  /** Whole numbers, as shapes and axes are given. Default: a list of them, of the type that the dialect has for these. */
  integers(
    values: readonly number[],
    shape: Shape = [values.length],
    type: ElementType = this.#dialect.indexType,
  ): string {
    return this.#values.shared({ type, shape, values: Float64Array.from(values) });
  }

  #inLayer(role: string): string {
    return role.includes("/") ? role : `${this.#layer}/${role}`;
  }

  /** Writes the node that makes a tensor. */
  emit(output: Tensor, op: string, inputs: readonly string[], made: Made = {}): void {
    const { order = plainOrder(output.rank), type = this.#typeOf(output), attributes = {} } = made;
    const lengths = inOrder(this.lengthsOf(output), order);
    const name = this.#node(output.name ?? `${this.#layer}/${op}`, { op, inputs, attributes }, { lengths, type });
    this.#quantize(name, output);
    this.give(output, name, order, type);
  }

  /** Says that a value is there already. */
  give(
    output: Tensor,
    name: string,
    order: Order = plainOrder(output.rank),
    type: ElementType = this.#typeOf(output),
  ): void {
    this.#storedOf(output).push({ name, order, type });
  }

  /** Writes a node that makes no tensor of the traced graph, and returns the name of its value. */
  helper(op: string, inputs: readonly string[], { lengths, attributes = {}, type = "float32" }: Helper): string {
    return this.#node(`${this.#layer}/${op}`, { op, inputs, attributes }, { lengths, type });
  }

  #node(
    name: string,
    { op, inputs, attributes }: WrittenNode,
    { lengths, type }: { readonly lengths: readonly Length[]; readonly type: ElementType },
  ): string {
    const output = this.#values.nameLike(name);
    this.#values.declare(output, type, lengths, this.#layer);
    this.#nodes.push({ op, name, inputs, outputs: [output], attributes });
    return output;
  }

  /** The whole graph, of the nodes that its outputs need, under the names of the network's inputs and outputs. */
  finish(name: string, outputNames: readonly string[]): WrittenGraph {
    const { graph } = this.#traced;
    const inputs = graph.inputs.map((input) => this.read(input));
    const outputs = graph.outputs.map((output, index) => {
      this.#layer = outputNames[index]!;
      return this.#outputOf(output);
    });
    const { constants, types, quantization } = this.#values;
    const whole = { nodes: this.#nodes, constants, types, ...(quantization.size > 0 && { quantization }) };
    const taken = new Set(inputs);
    const renames = new Map(outputs.map((output, index) => [output, takeName(outputNames[index]!, taken)]));
    const used = usedNodes(whole, { inputs, outputs, renames });
    const { dialect, opset } = this.#dialect;
    return {
      ...{ name, dialect, opset, ...used },
      inputs: inputs.map((input) => {
        const { type, shape, openAxes } = used.types.get(input)!;
        return { name: input, type, shape: shape.map((length, axis) => (openAxes.includes(axis) ? null : length)) };
      }),
      outputs: outputs.map((output) => ({ name: renames.get(output)! })),
    };
  }

  /** A value that a node of its own makes, which can be renamed. */
  #outputOf(output: Tensor): string {
    const name = this.read(output);
    const isMade = output.producer !== null;
    const isPlain = isMade && this.#nodes.some(({ outputs }) => outputs.includes(name));
    const { nodes, outputs } = this.#traced.graph;
    const isAlone =
      outputs.filter((other) => other === output).length === 1 && nodes.includes(output as (typeof nodes)[number]);
    return isPlain && isAlone ? name : this.#dialect.identity(this, name, this.lengthsOf(output));
  }
}

function isSameOrder(a: Order, b: Order): boolean {
  return a.every((axis, place) => axis === b[place]);
}
