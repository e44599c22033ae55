// A network: layers from its inputs to its outputs, their weights, its predictions and its file.

import type { Backend } from "../backends/backend.js";
import type { BackendChoice } from "../backends/index.js";
import type { CallContext, Layer, LayerOutput } from "../layers/layer.js";
import type { Parameter } from "../layers/parameter.js";
import { checkOptions } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import type { ArrivingWeights } from "./arrivingWeights.js";
import { type ConnectedLayers, callLayers, connectLayers, findLayer } from "./connectedLayers.js";
import type { ExportFileOptions } from "./exportNetwork.js";
import type { NetworkLoadOptions } from "./inputShapes.js";
import type { PrepareOptions } from "./loadPrepared.js";
import { type ModelSource, readModelSource } from "./modelSource.js";
import { type NetworkConfig, type NetworkEnds, networkConfig } from "./networkConfig.js";
import { decodeNetwork, encodeNetwork, type NetworkRecord } from "./networkFile.js";
import { openNetwork } from "./openNetwork.js";
import { type PredictOptions, predictionsFor, predictSettings } from "./predictions.js";
import { type PictureBatches, Predictor } from "./predictor.js";
import { type NamedTensors, type NetworkEnd, type Tensors, tensorsFor } from "./tensorArguments.js";
import { checkWeights, loadInto, type Weights, weightOf, weightsFromList } from "./weights.js";
import { writeOutput } from "./writeOutput.js";

export type { Weights } from "./weights.js";

export interface NetworkOptions {
  /** What `input` returned, or a list of such. */
  readonly inputs: LayerOutput | readonly LayerOutput[];
  /** The output of a layer, or a list of such. */
  readonly outputs: LayerOutput | readonly LayerOutput[];
  /** Default: "model". */
  readonly name?: string;
}

/** Options of a network that gets its inputs and outputs later. */
export interface UnbuiltOptions {
  readonly inputs: null;
  readonly outputs: null;
  readonly name: string;
}

/** See https://keras.io/api/models/model. */
export class Network {
  readonly name: string;
  /** What its file says beside the weights, if it came from a file; what `encode` and `save` write. */
  record: NetworkRecord = {};
  #built: ConnectedLayers | null = null;
  readonly #predictor: Predictor;

  /** @throws LinnetError if an output does not come from the inputs, an input leads nowhere, or two layers share a name */
  constructor(options: NetworkOptions | UnbuiltOptions) {
    checkOptions("Model", options, { inputs: "any", outputs: "any", name: "string" });
    const { inputs, outputs, name = "model" } = options;
    this.name = name;
    this.#predictor = new Predictor(this);
    if (inputs !== null || outputs !== null)
      this.connect([inputs].flat() as LayerOutput[], [outputs].flat() as LayerOutput[]);
  }

  /**
   * The network in a model file of any format that linnet reads, given by path, address or bytes: see docs/formats.md.
   * What the file says beside the weights is its `record`.
   * @param options the input's shape, where the file leaves lengths open; and what is prepared while the file arrives
   * @throws LinnetError naming the file if it cannot be read, holds no network, or has layers or ops that linnet does not know
   */
  static async load(source: ModelSource, options: NetworkLoadOptions & PrepareOptions = {}): Promise<Network> {
    const make = (ends: NetworkEnds) => new Network(ends);
    const { network, record } =
      (options?.prepare ?? options?.backend) === undefined
        ? await openNetwork(await readModelSource(source, "model", true), make, options)
        : await (await import("./loadPrepared.js")).loadPrepared(source, make, options);
    network.record = record;
    return network;
  }

  /**
   * The network in the bytes of linnet's own model file, which errors call `file`, at once.
   * @throws LinnetError as `load` does, or if `load` has to fetch code for it
   */
  static decode(bytes: Uint8Array, options: { readonly file?: string } = {}): Network {
    checkOptions("decode", options, { file: "string" });
    const { file = "the model's bytes" } = options;
    const { network, record } = decodeNetwork(bytes, file, (ends) => new Network(ends));
    network.record = record;
    return network;
  }

  /** Sets the network's inputs and outputs, for the first time or anew. */
  protected connect(inputs: readonly LayerOutput[], outputs: readonly LayerOutput[]): void {
    this.#built = connectLayers(this.name, inputs, outputs);
  }

  /** Whether it has inputs and outputs; a `Sequential` without an input gets them from `build` or the first `fit`. */
  get isBuilt(): boolean {
    return this.#built !== null;
  }

  /** Called with x before x is checked. */
  protected prepareFor(_x: unknown): void {}

  #expectBuilt(): ConnectedLayers {
    if (this.#built !== null) return this.#built;
    throw new LinnetError(
      `model "${this.name}": it has no input yet: call build(inputShape), or fit or predict with tensors, first`,
    );
  }

  get inputs(): readonly LayerOutput[] {
    return this.#expectBuilt().inputs;
  }

  get outputs(): readonly LayerOutput[] {
    return this.#expectBuilt().outputs;
  }

  /** The input. @throws LinnetError if there are several */
  get input(): LayerOutput {
    return this.#only("input", this.inputs);
  }

  /** The output. @throws LinnetError if there are several */
  get output(): LayerOutput {
    return this.#only("output", this.outputs);
  }

  #only(end: "input" | "output", [first, ...others]: readonly LayerOutput[]): LayerOutput {
    if (others.length === 0) return first!;
    throw new LinnetError(`model "${this.name}": it has ${others.length + 1} ${end}s, which ${end}s lists`);
  }

  /** Without the batch axis. @throws LinnetError if there are several inputs */
  get inputShape(): Shape {
    return this.input.shape;
  }

  /** @throws LinnetError if there are several outputs */
  get outputShape(): Shape {
    return this.output.shape;
  }

  /** The names and shapes of its inputs, in order; a name is the layer's. */
  get inputEnds(): readonly NetworkEnd[] {
    return this.#expectBuilt().inputEnds;
  }

  /** The names and shapes of its outputs, in order; a name is the layer's. */
  get outputEnds(): readonly NetworkEnd[] {
    return this.#expectBuilt().outputEnds;
  }

  /** Every layer once, each after those that it reads. */
  get layers(): readonly Layer[] {
    return this.#expectBuilt().layers;
  }

  /** The layer of that name, or at that place in `layers`. @throws LinnetError if there is none */
  getLayer(nameOrIndex: string | number): Layer {
    return findLayer(this.name, this.layers, nameOrIndex);
  }

  get parameters(): readonly Parameter[] {
    return this.#expectBuilt().layers.flatMap((layer) => layer.parameters);
  }

  /** Whether `fit` changes any of its layers. */
  get trainable(): boolean {
    return this.layers.some((layer) => layer.trainable);
  }

  /** Freezes or unfreezes all layers. Once the model was trained, that takes effect at the next `compile`. */
  set trainable(value: boolean) {
    for (const layer of this.layers) layer.trainable = value;
  }

  /** Its ops on x `[batch, ...input]`. @throws LinnetError if it has several inputs or outputs */
  call(x: Tensor, context: CallContext): Tensor {
    this.#only("output", this.outputs);
    this.#only("input", this.inputs);
    return this.callAll([x], context)[0]!;
  }

  /** The outputs for a tensor `[batch, ...input]` for each input. */
  callAll(xs: readonly Tensor[], context: CallContext): Tensor[] {
    return callLayers(this.#expectBuilt(), xs, context);
  }

  useBackend(backend: BackendChoice): void {
    this.#predictor.useBackend(backend);
  }

  protected backend(): Promise<Backend> {
    return this.#predictor.backend();
  }

  /**
   * The outputs for x `[count, ...input]`, as `[count, ...output]`. A list gives a list, a tensor for each output; an
   * object with the inputs' names gives one with the outputs' names. A source's examples are taken in their own order
   * and its own batches; its targets are ignored. Concurrent calls run one after the other.
   * @throws LinnetError if x does not fit, a source changes its pictures in every epoch, or x is a single tensor and
   * there are several outputs
   */
  async predict(x: Tensor | PictureBatches, options?: PredictOptions): Promise<Tensor>;
  async predict(x: readonly Tensor[], options?: PredictOptions): Promise<Tensor[]>;
  async predict(x: NamedTensors, options?: PredictOptions): Promise<NamedTensors>;
  async predict(x: Tensors | PictureBatches, options: PredictOptions = {}) {
    const settings = predictSettings(options);
    this.prepareFor(x);
    return predictionsFor(x, this, settings, this.#predictor);
  }

  /** `predict` of all of x at once. @throws LinnetError as `predict` does */
  async predictOnBatch(x: Tensor): Promise<Tensor>;
  async predictOnBatch(x: readonly Tensor[]): Promise<Tensor[]>;
  async predictOnBatch(x: NamedTensors): Promise<NamedTensors>;
  async predictOnBatch(x: Tensors): Promise<Tensors> {
    this.prepareFor(x);
    const [first] = tensorsFor("predictOnBatch", "x", x, this.inputEnds);
    return this.predict(x as Tensor, { batchSize: first!.shape[0]! });
  }

  /** How predictions run, in words, after the first one. */
  describeBackend(): string {
    return this.#predictor.describe();
  }

  /**
   * Makes the program for predictions of so many pictures, which the first one does otherwise.
   * @param weights those of a file that is still on its way. Default: they are there.
   * @throws LinnetError if `count` is not a whole number above 0
   */
  prepare(count: number, weights?: ArrivingWeights): Promise<void> {
    return this.#predictor.prepare(count, weights);
  }

  /** Frees the memory and threads of predictions, once those that wait are made. */
  close(): Promise<void> {
    return this.#predictor.close();
  }

  /** All weights by name, in the order of the layers, as Keras's get_weights has them; no later step changes the arrays. */
  getWeights(): Map<string, { shape: Shape; values: Float32Array }> {
    return new Map(this.parameters.map(({ name, shape, values }) => [name, { shape, values }]));
  }

  /**
   * Sets all weights, by name or as a list in the order of `getWeights`, to copies of the arrays.
   * @throws LinnetError as `loadWeights` does, or if the list has another length
   */
  setWeights(weights: Weights | readonly (Tensor | Float32Array)[]): void {
    const named = Array.isArray(weights) ? weightsFromList(this, weights) : (weights as Weights);
    checkWeights(this, named, "setWeights");
    for (const parameter of this.parameters) parameter.values = weightOf(parameter, named)!.values.slice();
  }

  /**
   * Sets all weights, by name; unknown names are ignored. Everything is checked before the first weight is replaced.
   * @throws LinnetError naming the file and every weight that is missing, has another shape or is not finite
   */
  loadWeights(weights: Weights, options: { readonly file?: string } = {}): void {
    checkOptions("loadWeights", options, { file: "string" });
    loadInto(this, weights, options.file ?? "weights");
  }

  /**
   * Sets all weights to those of a file of any format, as Keras's `load_weights`: by their names, or in the order of Keras's
   * layers where the names are others, with every shape checked. What an optimizer keeps in the file is passed over.
   * @throws LinnetError naming the file if it has more or fewer weights, or of other shapes
   */
  async loadWeightsFrom(source: ModelSource): Promise<void> {
    const { weightsFrom } = await import("./weightsFrom.js");
    const { weights, file } = await weightsFrom(source, this);
    this.loadWeights(weights, { file });
  }

  /** The layers without weights, as a file describes them. @throws LinnetError if a layer is not registered */
  toConfig(): NetworkConfig {
    return networkConfig(this, this.#expectBuilt().connections);
  }

  /**
   * The bytes of a model file: layers, weights and `record`, plain data. Default: the record of the file that it was
   * read from.
   * @throws LinnetError if the file could not be read back, such as when a layer's class is not registered
   */
  encode(record: NetworkRecord = this.record): Uint8Array {
    return encodeNetwork(this, record);
  }

  /**
   * Writes its file, whole or not at all. In a page a path is `indexeddb://NAME`, where `load` finds it again, or
   * `downloads://NAME`, which the browser offers as a download. See https://keras.io/api/models/model_saving_apis.
   * @throws LinnetError as `encode` does, or naming the file if it cannot be written
   */
  async save(path: string, record?: NetworkRecord): Promise<void> {
    if (typeof path !== "string" || path === "")
      throw new LinnetError(`save: expected the path of a file, got ${describe(path)}`);
    await writeOutput("the model", path, this.encode(record));
  }

  /**
   * Writes it for another program: to the path, or into a folder there if the format has several files. What the record says
   * of classes and preprocessing goes along. See docs/formats.md.
   * @throws LinnetError naming a layer that the format has no words for, or a file that cannot be written
   */
  async export(path: string, options: ExportFileOptions = {}): Promise<void> {
    const { exportTo } = await import("./exportNetwork.js");
    await exportTo(this, path, options);
  }
}
