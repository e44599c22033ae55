// A layer that is a whole graph of another program's ops, and the parts of its output if there are several.

import { takeName } from "../formats/freeName.js";
import type {
  Constant,
  ElementType,
  GraphInput,
  GraphNode,
  OpGraph,
  ValueQuantization,
} from "../formats/opGraphTypes.js";
import { type CallContext, Layer, type LayerConfig, type LayerOptions, type LayerOutput } from "../layers/layer.js";
import { registerLayers } from "../layers/layerClasses.js";
import type { Parameter } from "../layers/parameter.js";
import { signatureOf } from "../layers/signature.js";
import { expect } from "../tensor/errors.js";
import { concat } from "../tensor/ops/concat.js";
import { reshape } from "../tensor/ops/reshape.js";
import { slice } from "../tensor/ops/slice.js";
import { type Shape, sameShape, sizeOf } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import { dialectTable } from "./dialects.js";
import { asInt8, rounded } from "./functions/rounding.js";
import {
  checkedGraph,
  type GraphConfig,
  graphToConfig,
  isQuantized,
  learnedConstants,
  learnWhatCanBe,
  weightConstants,
} from "./graphConfig.js";
import { isIntegers } from "./integerNumbers.js";
import { QuantizedParameter } from "./quantizedParameter.js";
import { constantValue } from "./quantizedValue.js";
import { RealParameter } from "./realParameter.js";
import { runGraph } from "./runGraph.js";
import { shapeOf, type TensorValue, tensorValue, toTensor, type Value } from "./value.js";

export interface ImportedGraphOptions extends LayerOptions {
  readonly graph: OpGraph | GraphConfig;
  /** Inputs that the layer takes as `[height, width, channels]`, and the graph as `[channels, height, width]`. Default: none. */
  readonly pictures?: readonly string[];
}

/**
 * The ops of a graph from ONNX, TensorFlow Lite or TensorFlow.js; its weights are the graph's. Of several outputs it gives
 * one row of numbers that holds them all, one after the other: `PackedPart` takes them apart. A quantized graph runs in integers
 * as long as its weights are those of its file, and in real numbers where it, or a layer before it, is trained.
 */
export class ImportedGraph extends Layer {
  static override readonly signature = signatureOf<ImportedGraphOptions>(
    "ImportedGraph",
    { graph: "object", pictures: "list" },
    null,
  );
  readonly className = "ImportedGraph";
  /** Inputs that the graph takes as `[channels, height, width]`. */
  readonly pictures: readonly string[];
  #graph: OpGraph;
  readonly #table;
  /** Constants that training changes. */
  #learned: ReadonlySet<string> = new Set();
  /** Names of the constants that are weights, in the order of `parameters`. */
  #weights: readonly string[] = [];
  #isForOne: boolean | null = null;
  /** Traces the graph for two examples: only a batch, or an export, has to know. */
  #findForOne = (): boolean => false;
  #outputShapes: readonly Shape[] = [];
  /** What the layer was connected to. */
  readonly #before = new Set<LayerOutput>();

  /** @throws LinnetError if the ops of its dialect are not loaded, or what it says of its integers cannot be */
  constructor(options: ImportedGraphOptions) {
    super(options);
    const { graph, pictures = [] } = options;
    this.#graph = checkedGraph(graph, this.name);
    this.pictures = pictures;
    this.#table = dialectTable(this.#graph.dialect);
    this.#learn(() => true);
  }

  /** Takes the constants for weights that nodes read as such. */
  #learn(isWeightOf: (node: GraphNode) => boolean): void {
    this.#learned = learnedConstants(this.#graph, this.#table, isWeightOf);
    this.#weights = weightConstants(this.#graph, this.#learned);
  }

  /** The graph, its weights as they are now. */
  get graph(): OpGraph {
    const constants = new Map(this.#graph.constants);
    const quantization = new Map(this.#graph.quantization);
    this.#weights.forEach((name, index) => {
      const parameter = this.parameters[index]!;
      const ofIntegers = parameter instanceof QuantizedParameter;
      constants.set(name, ofIntegers ? parameter.constant : floatConstant(parameter));
      if (!ofIntegers || !parameter.isInteger) quantization.delete(name);
    });
    return { ...this.#graph, constants, ...(this.#graph.quantization && { quantization }) };
  }

  /** Whether its file has integers that stand for real numbers. */
  get isQuantized(): boolean {
    return this.#graph.quantization !== undefined;
  }

  /** The shapes of the graph's outputs, without the batch axis, once it is connected. */
  get outputShapes(): readonly Shape[] {
    return this.#outputShapes;
  }

  /** Whether the graph is made for one example: then it is repeated for each. */
  get isForOne(): boolean {
    this.#isForOne ??= this.#findForOne();
    return this.#isForOne;
  }

  config(): LayerConfig {
    const pictures = this.pictures.length === 0 ? {} : { pictures: this.pictures };
    return { graph: graphToConfig(this.#graph, new Set(this.#weights)), ...pictures };
  }

  outputShape(inputs: readonly Shape[]): Shape {
    expect(
      inputs.length === this.#graph.inputs.length,
      () => `expected ${this.#graph.inputs.length} inputs, got ${inputs.length}`,
    );
    const shapesFor = (batch: number): Shape[] =>
      this.#run(inputs.map((shape) => Tensor.placeholder([batch, ...shape]))).map(shapeOf);
    const one = learnWhatCanBe(
      () => shapesFor(1),
      (isWeightOf) => this.#learn(isWeightOf),
    );
    this.#isForOne = null;
    this.#findForOne = () => !followsBatch(one, () => shapesFor(2));
    this.#outputShapes = one.map((shape) => (shape[0] !== 1 && this.isForOne ? shape : shape.slice(1)));
    if (this.#outputShapes.length === 1) return this.#outputShapes[0]!;
    return [this.#outputShapes.reduce((total, shape) => total + sizeOf(shape), 0)];
  }

  protected override build(): void {
    const taken = new Set<string>();
    const constants = new Map(this.#graph.constants);
    for (const constant of this.#weights) {
      const stored = this.#graph.constants.get(constant)!;
      const name = takeName(constant.replaceAll("/", ":"), taken);
      const learned = this.#learned.has(constant);
      if (isIntegers(stored.values)) {
        const quantization = this.#graph.quantization?.get(constant) ?? noMoreThan(stored.type);
        this.takeParameter(new QuantizedParameter(`${this.name}/${name}`, stored, { quantization, learned }));
        // The parameter has them as bytes.
        constants.set(constant, { ...stored, values: new Float64Array() });
      } else this.takeParameter(new RealParameter(`${this.name}/${name}`, stored, learned));
    }
    this.#graph = { ...this.#graph, constants };
  }

  override apply(input: LayerOutput | readonly LayerOutput[]): LayerOutput {
    const output = super.apply(input);
    for (const before of output.inputs) this.#before.add(before);
    return output;
  }

  call(inputs: readonly Tensor[], context: CallContext): Tensor {
    const [batch] = inputs[0]!.shape;
    if (batch === 1 || !this.isForOne) return this.#packed(this.#run(inputs, context), batch!);
    const rows = Array.from({ length: batch! }, (_, row) => {
      const example = inputs.map((x) => slice(x, [row, ...x.shape.slice(1).map(() => 0)], [1, ...x.shape.slice(1)]));
      return this.#packed(this.#run(example, context), 1);
    });
    return concat(rows, 0);
  }

  #packed(outputs: readonly Value[], batch: number): Tensor {
    const tensors = outputs.map((output, index) => reshape(toTensor(output), [batch, ...this.#outputShapes[index]!]));
    if (tensors.length === 1) return tensors[0]!;
    return concat(
      tensors.map((tensor) => reshape(tensor, [batch, tensor.size / batch])),
      -1,
    );
  }

  #run(inputs: readonly Tensor[], context?: CallContext): Value[] {
    const integers = context !== undefined && this.#computesIntegers(context);
    const given = new Map<string, Value>();
    this.#graph.inputs.forEach((input, index) => {
      const axes = this.pictures.includes(input.name) ? [0, 3, 1, 2] : null;
      const value = tensorValue(inputs[index]!, input.type, axes);
      given.set(input.name, integers ? this.#roundedInput(input, value) : value);
    });
    this.#weights.forEach((name, index) => {
      const parameter = this.parameters[index];
      const isHost = !isQuantized(this.#graph, name) && parameter instanceof QuantizedParameter;
      if (isHost) given.set(name, constantValue(parameter.constant));
      else if (context === undefined && this.#learned.has(name)) {
        // Only shapes are asked for.
        const { shape } = this.#graph.constants.get(name)!;
        given.set(name, tensorValue(Tensor.placeholder(shape, name)));
      } else if (parameter !== undefined) given.set(name, weightValue(parameter, integers, context));
    });
    return runGraph(this.#graph, given, this.#table, { integers });
  }

  #computesIntegers({ integers = true, training, isTrained }: CallContext): boolean {
    const isFile = (parameter: Parameter): boolean => !(parameter instanceof QuantizedParameter) || parameter.isInteger;
    if (!integers || !this.parameters.every(isFile) || isTrained(this)) return false;
    return !training || !isBehind(this.#before, isTrained);
  }

  /** Callers give real numbers, as whatever the graph's first nodes read them. */
  #roundedInput({ name, type }: GraphInput, value: TensorValue): TensorValue {
    const int8 = asInt8(this.#graph.quantization?.get(name) ?? noMoreThan(type));
    return int8 === null ? value : rounded(value, int8);
  }
}

/** What integers stand for that stand for themselves. */
function noMoreThan(type: ElementType): ValueQuantization {
  return { type, scale: [1], zeroPoint: [0], axis: 0 };
}

function floatConstant({ shape, values }: Parameter): Constant {
  return { type: "float32", shape, values };
}

/** As an op reads it. */
function weightValue(parameter: Parameter, integers: boolean, context: CallContext | undefined): TensorValue {
  const value = integers && parameter instanceof QuantizedParameter ? parameter.value : null;
  if (value !== null) return value;
  const isRead = context !== undefined && parameter.learned;
  return tensorValue(isRead ? context.read(parameter) : Tensor.from(parameter.values, parameter.shape));
}

/** Whether the graph behind these outputs has a layer that is trained. */
function isBehind(outputs: Iterable<LayerOutput>, isTrained: (layer: Layer) => boolean): boolean {
  const all = new Set(outputs);
  // A set goes on to what is added to it meanwhile.
  for (const { layer, inputs } of all) {
    if (layer.parameters.some(({ learned }) => learned) && isTrained(layer)) return true;
    for (const input of inputs) all.add(input);
  }
  return false;
}

/** Whether every output has a row for each example. A graph that fits one example only may also refuse two. */
function followsBatch(one: readonly Shape[], shapesOfTwo: () => readonly Shape[]): boolean {
  try {
    const two = shapesOfTwo();
    return one.every(([batch, ...rest], index) => {
      const [batchOfTwo, ...restOfTwo] = two[index]!;
      return batch === 1 && batchOfTwo === 2 && sameShape(rest, restOfTwo);
    });
  } catch {
    return false;
  }
}

export interface PackedPartOptions extends LayerOptions {
  /** The place of its first number in the row. */
  readonly begin: number;
  /** Its shape, without the batch axis. */
  readonly shape: Shape;
}

/** One of the outputs that an `ImportedGraph` gives in one row. */
export class PackedPart extends Layer {
  static override readonly signature = signatureOf<PackedPartOptions>("PackedPart", { begin: "number", shape: "list" });
  readonly className = "PackedPart";
  readonly #begin: number;
  readonly #shape: Shape;

  constructor(options: PackedPartOptions) {
    super(options);
    this.#begin = options.begin;
    this.#shape = options.shape;
  }

  config(): LayerConfig {
    return { begin: this.#begin, shape: this.#shape };
  }

  outputShape(): Shape {
    return this.#shape;
  }

  call([x]: readonly Tensor[]): Tensor {
    const [batch] = x!.shape;
    return reshape(slice(x!, [0, this.#begin], [batch!, sizeOf(this.#shape)]), [batch!, ...this.#shape]);
  }
}

registerLayers({ ImportedGraph, PackedPart }, { package: "linnet" });
