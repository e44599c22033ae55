// A network: layers from one input to one output, their weights, and what it predicts.

import type { Backend } from "../backends/backend.js";
import type { BackendName } from "../backends/index.js";
import type { CallContext, Layer, LayerOutput } from "../layers/layer.js";
import type { Parameter } from "../layers/parameter.js";
import { type LayerDescription, layerFromConfig } from "../layers/registry.js";
import { allFinite } from "../tensor/allFinite.js";
import { LinnetError } from "../tensor/errors.js";
import { formatShape, type Shape, sameShape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { type PictureBatches, Predictor } from "./predictor.js";

export interface NetworkOptions {
  /** Where it begins: what `input` gave. */
  readonly inputs: LayerOutput;
  readonly outputs: LayerOutput;
  readonly name?: string;
}

/** Weights by name, as in weight files. */
export type Weights = ReadonlyMap<string, { readonly shape: Shape; readonly values: Float32Array }>;

/** A network as model files describe it: its layers in an order in which they can be connected. */
export interface NetworkConfig {
  readonly name: string;
  readonly layers: readonly (LayerDescription & { readonly inputs: readonly string[] })[];
  readonly output: string;
}

export class Network {
  readonly name: string;
  readonly input: LayerOutput;
  readonly output: LayerOutput;
  /** Every layer once, each after those that it reads. */
  readonly layers: readonly Layer[];
  readonly #connections: readonly LayerOutput[];
  readonly #predictor: Predictor;

  /** @throws LinnetError where the output does not come from the input, or two layers have one name */
  constructor({ inputs, outputs, name = "model" }: NetworkOptions) {
    this.name = name;
    this.input = inputs;
    this.output = outputs;
    this.#connections = connectionsOf(outputs);
    const begin = this.#connections.filter(({ inputs: before }) => before.length === 0);
    if (begin.length !== 1 || begin[0] !== inputs) {
      throw new LinnetError(`model "${name}": expected its outputs to come from its one input`);
    }
    this.layers = this.#connections.map(({ layer }) => layer);
    nameLayers(this.layers);
    this.#predictor = new Predictor(this);
  }

  /** One example, without the batch axis. */
  get inputShape(): Shape {
    return this.input.shape;
  }

  get outputShape(): Shape {
    return this.output.shape;
  }

  /** @throws LinnetError where no layer has that name */
  getLayer(name: string): Layer {
    const found = this.layers.find((layer) => layer.name === name);
    if (found === undefined) throw new LinnetError(`model "${this.name}": it has no layer "${name}"`);
    return found;
  }

  get parameters(): readonly Parameter[] {
    return this.layers.flatMap((layer) => layer.parameters);
  }

  /** Whether `fit` changes any of its layers. */
  get trainable(): boolean {
    return this.layers.some((layer) => layer.trainable);
  }

  /** Freezes or unfreezes all its layers, from the next `compile` on. */
  set trainable(value: boolean) {
    for (const layer of this.layers) layer.trainable = value;
  }

  /** Its ops on x `[batch, ...input]`. */
  call(x: Tensor, context: CallContext): Tensor {
    const outputs = new Map<LayerOutput, Tensor>();
    for (const connection of this.#connections) {
      const inputs = connection === this.input ? [x] : connection.inputs.map((before) => outputs.get(before)!);
      outputs.set(connection, connection.layer.run(inputs, context));
    }
    return outputs.get(this.output)!;
  }

  /** Who runs the plans from now on. */
  useBackend(backend: Backend | BackendName): void {
    this.#predictor.useBackend(backend);
  }

  protected backend(): Promise<Backend> {
    return this.#predictor.backend();
  }

  /**
   * The outputs for x `[count, ...input]`, as `[count, ...output]`; `batchSize`, 32, are run at once. A source's examples
   * are taken in their own order, by its own batches, and its targets are not looked at. Calls that are made meanwhile wait
   * for their turn.
   * @throws LinnetError where x does not fit, or a source has other pictures in every epoch
   */
  async predict(x: Tensor | PictureBatches, { batchSize = 32 }: { readonly batchSize?: number } = {}): Promise<Tensor> {
    return this.#predictor.predict(x, batchSize);
  }

  /** How predictions run, for a person, once there was one. */
  describeBackend(): string {
    return this.#predictor.describe();
  }

  /** Gives back the memory and threads of predictions, once those that were asked for are made. */
  close(): Promise<void> {
    return this.#predictor.close();
  }

  getWeights(): Map<string, { shape: Shape; values: Float32Array }> {
    return new Map(this.parameters.map(({ name, shape, values }) => [name, { shape, values }]));
  }

  /**
   * Sets all weights, by name. Weights that the network does not have are ignored. Everything is checked before the
   * first weight is replaced.
   * @throws LinnetError naming the file and every weight that is missing, has another shape or holds no finite number
   */
  loadWeights(weights: Weights, { file = "weights" }: { readonly file?: string } = {}): void {
    const problems = this.parameters.flatMap((parameter) => problemOf(parameter, weights));
    if (problems.length > 0) {
      const shown = problems.slice(0, 5).join("; ");
      const more = problems.length > 5 ? `; and ${problems.length - 5} more` : "";
      throw new LinnetError(`${file}: does not fit model "${this.name}": ${shown}${more}`);
    }
    for (const parameter of this.parameters) parameter.values = weights.get(parameter.name)!.values;
  }

  toConfig(): NetworkConfig {
    const layers = this.#connections.map(({ layer, inputs }) => ({
      className: layer.className,
      name: layer.name,
      trainable: layer.trainable,
      config: layer.config(),
      inputs: inputs.map((before) => before.layer.name),
    }));
    return { name: this.name, layers, output: this.output.layer.name };
  }
}

/** The input and output of the network that a configuration describes. @throws LinnetError where it is not whole */
export function networkFromConfig({ name, layers, output }: NetworkConfig): NetworkOptions {
  const outputs = new Map<string, LayerOutput>();
  const outputOf = (layer: string): LayerOutput => {
    const found = outputs.get(layer);
    if (found === undefined) throw new LinnetError(`model "${name}": layer "${layer}" is read before it is made`);
    return found;
  };
  for (const { inputs, ...description } of layers) {
    outputs.set(description.name, layerFromConfig(description).apply(inputs.map(outputOf)));
  }
  return { name, inputs: outputOf(layers[0]?.name ?? "input"), outputs: outputOf(output) };
}

/** All connections that lead to `output`, each after those that it reads. */
function connectionsOf(output: LayerOutput): LayerOutput[] {
  const order: LayerOutput[] = [];
  const seen = new Set<LayerOutput>();
  const visit = (connection: LayerOutput): void => {
    if (seen.has(connection)) return;
    seen.add(connection);
    for (const before of connection.inputs) visit(before);
    order.push(connection);
  };
  visit(output);
  return order;
}

/** Names layers as Keras does: `dense`, `dense_1`. */
function nameLayers(layers: readonly Layer[]): void {
  const taken = new Set<string>();
  for (const layer of layers) {
    if (!layer.isNamed) continue;
    if (taken.has(layer.name)) throw new LinnetError(`model: two layers have the name "${layer.name}"`);
    taken.add(layer.name);
  }
  for (const layer of layers) {
    if (layer.isNamed) continue;
    const base = snakeCase(layer.className);
    let name = base;
    for (let number = 1; taken.has(name); number += 1) name = `${base}_${number}`;
    layer.setName(name);
    taken.add(name);
  }
}

function snakeCase(className: string): string {
  return className
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/_?2_?D$/, "2d")
    .toLowerCase();
}

function problemOf({ name, shape }: Parameter, weights: Weights): string[] {
  const found = weights.get(name);
  if (found === undefined) return [`"${name}" is missing`];
  if (!sameShape(found.shape, shape))
    return [`"${name}" expected ${formatShape(shape)}, got ${formatShape(found.shape)}`];
  if (allFinite(found.values)) return [];
  const index = found.values.findIndex((value) => !Number.isFinite(value));
  return [`"${name}" expected finite numbers, got ${found.values[index]} at ${index}`];
}
