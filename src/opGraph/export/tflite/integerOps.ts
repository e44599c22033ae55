// Ops between quantized values, as TensorFlow Lite's ops of integers: DEQUANTIZE, the op and QUANTIZE are one op, where there is one
// (https://ai.google.dev/edge/litert/models/quantization_spec).

import type { GraphNode, ValueQuantization } from "../../../formats/opGraphTypes.js";
import type { WrittenGraph } from "../../../formats/writtenGraph.js";
import type { Quantization } from "../../../tensor/ops/int8/quantization.js";
import { onlyReaders } from "./onlyReaders.js";
import { withRealConstants } from "./realConstants.js";

/** What an op asks of its output's scale: nothing, that it is its inputs', or that it is this one. */
type OutputRule = "any" | "same" | Quantization;

const probability = { scale: 1 / 256, zeroPoint: -128 };

const rules: { readonly [op: string]: OutputRule } = {
  ...{ CONV_2D: "any", DEPTHWISE_CONV_2D: "any", FULLY_CONNECTED: "any", ADD: "any", SUB: "any", MUL: "any" },
  ...{ MEAN: "any", RELU: "any", RELU6: "any", LEAKY_RELU: "any", HARD_SWISH: "any" },
  ...{ RESHAPE: "same", TRANSPOSE: "same", PAD: "same", SLICE: "same", STRIDED_SLICE: "same", CONCATENATION: "same" },
  ...{ MAX_POOL_2D: "same", AVERAGE_POOL_2D: "same", REDUCE_MAX: "same", REDUCE_MIN: "same" },
  ...{ SUM: "any", MAXIMUM: "same", MINIMUM: "same" },
  ...{ SOFTMAX: probability, LOGISTIC: probability, TANH: { scale: 1 / 128, zeroPoint: 0 } },
};

/** Ops that make no numbers of their own: of integers they make integers, whatever follows. */
const movers: ReadonlySet<string> = new Set(["PAD", "RESHAPE", "TRANSPOSE", "SLICE", "STRIDED_SLICE", "MAX_POOL_2D"]);

/** Ops of which one side may be a number. */
const arithmetic: ReadonlySet<string> = new Set(["ADD", "SUB", "MUL"]);

/** The graph with ops of integers wherever all that an op reads and gives is quantized. */
export function integerOps(graph: WrittenGraph): WrittenGraph {
  if (graph.quantization === undefined) return graph;
  const merging = new Merging(withFusedActivations(graph));
  return withRealConstants(merging.graph());
}

/** Sums apply the activation that follows. */
function withFusedActivations(graph: WrittenGraph): WrittenGraph {
  const next = onlyReaders(graph);
  const fused = new Set<GraphNode>();
  const nodes = graph.nodes.map((node) => {
    const reader = node.op === "ADD" ? next.get(node.outputs[0]!) : undefined;
    if (reader === undefined || !(reader.op === "RELU" || reader.op === "RELU6")) return node;
    fused.add(reader);
    return { ...node, outputs: reader.outputs, attributes: { fusedActivationFunction: reader.op } };
  });
  return { ...graph, nodes: nodes.filter((node) => !fused.has(node)) };
}

class Merging {
  readonly #source: WrittenGraph;
  readonly #nodes: GraphNode[] = [];
  readonly #constants;
  readonly #types;
  readonly #quantization;
  readonly #next: ReadonlyMap<string, GraphNode>;
  /** The integers behind real values. */
  readonly #integers = new Map<string, string>();
  /** The values of QUANTIZE nodes that are now part of the op before them. */
  readonly #merged = new Map<string, string>();

  constructor(graph: WrittenGraph) {
    this.#source = graph;
    this.#constants = new Map(graph.constants);
    this.#types = new Map(graph.types);
    this.#quantization = new Map(graph.quantization);
    this.#next = onlyReaders(graph);
  }

  graph(): WrittenGraph {
    for (const node of this.#source.nodes) if (!this.#merged.has(node.outputs[0]!)) this.#add(node);
    const [nodes, constants, types, quantization] = [this.#nodes, this.#constants, this.#types, this.#quantization];
    return { ...this.#source, nodes, constants, types, quantization };
  }

  #add(before: GraphNode): void {
    const node = { ...before, inputs: before.inputs.map((name) => this.#merged.get(name) ?? name) };
    const [output] = node.outputs as readonly [string];
    // Ops of int8 take no kernel of uint8.
    if (node.op === "DEQUANTIZE" && this.#types.get(node.inputs[0]!)?.type !== "uint8")
      this.#integers.set(output, node.inputs[0]!);
    const inputs = node.inputs.map((name) => this.#integersOf(name) ?? this.#asInteger(name, node));
    const reader = this.#next.get(output);
    const rounded = reader?.op === "QUANTIZE" ? reader.outputs[0]! : null;
    const kind = rounded === null ? null : this.#quantization.get(rounded)!;
    const isMerged = kind !== null && areAll(inputs) && fits(node.op, this.#kindsOf(inputs), kind);
    this.#nodes.push(isMerged ? { ...node, inputs } : node);
    if (isMerged) {
      this.#merged.set(rounded!, output);
      this.#say(output, kind);
    } else if (movers.has(node.op) && areAll(inputs)) this.#addMover(node, inputs);
  }

  /** Beside the node of real numbers, of which nobody may read the one or the other, that of their integers. */
  #addMover(node: GraphNode, inputs: readonly string[]): void {
    const [output] = node.outputs as readonly [string];
    const integers = `${output}/int8`;
    this.#nodes.push({ ...node, inputs, outputs: [integers] });
    this.#types.set(integers, this.#types.get(output)!);
    this.#say(integers, this.#quantization.get(inputs[0]!)!);
    this.#integers.set(output, integers);
  }

  /** A constant that is one number, as an integer of a scale of its own; null if it is none, or none for the op. */
  #asInteger(name: string, { op }: GraphNode): string | null {
    const { values = [], shape = [] } = this.#constants.get(name) ?? {};
    const [value] = values as Float32Array;
    if (!arithmetic.has(op) || values.length !== 1 || value === undefined) return null;
    const integer = `${name}/int8`;
    const most = 127;
    const scale = [value === 0 ? 1 : Math.fround(Math.abs(value) / most)];
    const type = "int8";
    this.#constants.set(integer, { type, shape, values: Float64Array.of(most * Math.sign(value)) });
    this.#types.set(integer, { type, shape, openAxes: [] });
    this.#quantization.set(integer, { type, scale, zeroPoint: [0], axis: 0 });
    return integer;
  }

  #say(name: string, kind: ValueQuantization): void {
    this.#types.set(name, { ...this.#types.get(name)!, type: kind.type });
    this.#quantization.set(name, kind);
  }

  /** The value itself if it is not real; null if it is real only. */
  #integersOf(name: string): string | null {
    return this.#types.get(name)?.type === "float32" ? (this.#integers.get(name) ?? null) : name;
  }

  #kindsOf(names: readonly string[]): ValueQuantization[] {
    return names.flatMap((name) => this.#quantization.get(name) ?? []);
  }
}

function areAll(names: readonly (string | null)[]): names is readonly string[] {
  return !names.includes(null);
}

function fits(op: string, from: readonly ValueQuantization[], to: ValueQuantization): boolean {
  const rule = Object.hasOwn(rules, op) ? rules[op] : undefined;
  if (rule === undefined || rule === "any") return rule === "any";
  if (rule !== "same") return isLike(to, rule);
  const own = { scale: to.scale[0]!, zeroPoint: to.zeroPoint[0]! };
  return from.every((one) => isLike(one, own));
}

function isLike(one: ValueQuantization, { scale, zeroPoint }: Quantization): boolean {
  return one.scale.length === 1 && one.scale[0] === scale && one.zeroPoint[0] === zeroPoint;
}
