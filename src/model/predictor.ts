// The predictions of a network: compiled programs for a few batch sizes, for one backend and set of weights.

import type { Backend, Program } from "../backends/backend.js";
import { compileGraph } from "../backends/compileGraph.js";
import { type BackendChoice, resolveBackend } from "../backends/index.js";
import { ProgramCache } from "../backends/programCache.js";
import { graphOf } from "../graph/trace.js";
import { type CallContext, inferenceContext, type LayerOutput } from "../layers/layer.js";
import type { Parameter } from "../layers/parameter.js";
import { serialQueue } from "../platform/serialQueue.js";
import { checkCount } from "../tensor/checkCount.js";
import { LinnetError } from "../tensor/errors.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import { unpackRows } from "./packedRows.js";

/** Rows of pictures in batches: the part of a batch source that a prediction reads. */
export interface PictureBatches {
  readonly batchSize: number;
  /** All rows. Default: as many as come. */
  readonly size?: number;
  /** Goes through the pictures in their own order; null if every epoch has different pictures. */
  readonly inOrder: (() => AsyncIterable<PictureRows>) | null;
}

export interface PictureRows {
  readonly count: number;
  /** `[count, ...input]`, several inputs one after the other in each row; valid until the next batch is asked for. */
  readonly x: Float32Array;
}

interface InputRows {
  readonly count: number;
  readonly xs: readonly Float32Array[];
}

/** The part of a network that predictions need. */
export interface Predictable {
  readonly inputs: readonly LayerOutput[];
  readonly outputs: readonly LayerOutput[];
  readonly parameters: readonly Parameter[];
  callAll(xs: readonly Tensor[], context: CallContext): Tensor[];
}

/** Compiled predictions, and the weights and backend that they were compiled with. */
interface CompiledPredictions {
  readonly outputs: readonly LayerOutput[];
  readonly weights: readonly object[];
  readonly backend: Backend;
  readonly programs: ProgramCache;
}

export class Predictor {
  readonly #network: Predictable;
  #backend: BackendChoice = "wasm";
  #compiled: CompiledPredictions | null = null;
  #describe = "nothing was predicted yet";
  /** Predictions share programs, which a prediction that needs other ones closes. */
  readonly #queue = serialQueue();

  constructor(network: Predictable) {
    this.#network = network;
  }

  useBackend(backend: BackendChoice): void {
    this.#backend = backend;
  }

  async backend(): Promise<Backend> {
    return resolveBackend(this.#backend);
  }

  /** How predictions run, in words. */
  describe(): string {
    return this.#describe;
  }

  /** A tensor for each output, from a checked one for each input. @throws LinnetError if the batch size is invalid */
  predict(xs: readonly Tensor[], batchSize: number): Promise<Tensor[]> {
    checkCount("predict", "batchSize", batchSize);
    const size = Math.min(batchSize, xs[0]!.shape[0]!);
    return this.#queue(() => this.#predictBatches(inBatches(xs, size), size));
  }

  /** @throws LinnetError if every epoch of the source has different pictures */
  predictSource({ inOrder, batchSize, size = batchSize }: PictureBatches): Promise<Tensor[]> {
    if (inOrder === null) throw new LinnetError("predict: expected a source without augmentation");
    const most = Math.max(1, Math.min(batchSize, size));
    return this.#queue(() => this.#predictBatches(this.#unpacked(inOrder()), most));
  }

  close(): Promise<void> {
    return this.#queue(() => this.#closePrograms());
  }

  async #closePrograms(): Promise<void> {
    await this.#compiled?.programs.close();
    this.#compiled = null;
  }

  async *#unpacked(batches: AsyncIterable<PictureRows>): AsyncIterable<InputRows> {
    const lengths = this.#network.inputs.map(({ shape }) => sizeOf(shape));
    for await (const { count, x } of batches) yield { count, xs: unpackRows(x, count, lengths) };
  }

  async #predictBatches(batches: AsyncIterable<InputRows> | Iterable<InputRows>, batchSize: number): Promise<Tensor[]> {
    const { inputs, outputs } = this.#network;
    const program = await this.#programFor(batchSize);
    const feeds = inputs.map(({ shape }) => new Float32Array(batchSize * sizeOf(shape)));
    const results = outputs.map((): Float32Array[] => []);
    for await (const { count, xs } of batches) {
      feeds.forEach((feed, index) => feed.set(xs[index]!));
      const made = await program.run(feeds);
      outputs.forEach(({ shape }, index) => results[index]!.push(made[index]!.slice(0, count * sizeOf(shape))));
    }
    return outputs.map(({ shape }, index) => joined(results[index]!, shape));
  }

  async #programFor(batchSize: number): Promise<Program> {
    const network = this.#network;
    const { inputs } = network;
    const { programs, backend } = await this.#current();
    const program = await programs.get(batchSize, () => {
      const xs = inputs.map(({ layer, shape }) =>
        Tensor.placeholder([batchSize, ...shape], inputs.length === 1 ? "x" : layer.name),
      );
      return compileGraph(
        graphOf(xs, network.callAll(xs, { ...inferenceContext, integers: backend.storesInt8 === true })),
        backend,
      );
    });
    this.#describe = program.describe();
    return program;
  }

  /** The programs of the network as it is now: those of other weights are closed. */
  async #current(): Promise<CompiledPredictions> {
    const { outputs, parameters } = this.#network;
    const weights = parameters.map(({ version }) => version);
    const backend = await this.backend();
    const known = this.#compiled;
    const isSame = known?.backend === backend && known.outputs === outputs;
    if (isSame && weights.every((version, index) => version === known.weights[index])) return known;
    await this.#closePrograms();
    this.#compiled = { outputs, weights, backend, programs: new ProgramCache() };
    return this.#compiled;
  }
}

function joined(outputs: readonly Float32Array[], outputShape: Shape): Tensor {
  const values = new Float32Array(outputs.reduce((total, { length }) => total + length, 0));
  let start = 0;
  for (const output of outputs) {
    values.set(output, start);
    start += output.length;
  }
  return Tensor.from(values, [values.length / sizeOf(outputShape), ...outputShape]);
}

function* inBatches(xs: readonly Tensor[], batchSize: number): Iterable<InputRows> {
  const count = xs[0]!.shape[0]!;
  for (let start = 0; start < count; start += batchSize) {
    const end = Math.min(start + batchSize, count);
    yield { count: end - start, xs: xs.map((x) => x.slice(start, end).values) };
  }
}
