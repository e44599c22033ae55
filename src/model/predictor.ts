// The predictions of a network: one compiled program at a time, for one batch size, backend and set of weights.

import type { Backend, Program } from "../backends/backend.js";
import { compileGraph } from "../backends/compileGraph.js";
import { type BackendChoice, resolveBackend } from "../backends/index.js";
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

/** A compiled prediction, and the weights and backend that it was compiled with. */
interface CompiledPrediction {
  readonly batchSize: number;
  readonly outputs: readonly LayerOutput[];
  readonly weights: readonly Float32Array[];
  readonly backend: Backend;
  readonly program: Program;
}

export class Predictor {
  readonly #network: Predictable;
  #backend: BackendChoice = "wasm";
  #compiled: CompiledPrediction | null = null;
  /** Predictions share one program, which a prediction that needs another one closes. */
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
    return this.#compiled?.program.describe() ?? "nothing was predicted yet";
  }

  /** A tensor for each output, from a checked one for each input. @throws LinnetError if the batch size is invalid */
  predict(xs: readonly Tensor[], batchSize: number): Promise<Tensor[]> {
    checkCount("predict", "batchSize", batchSize);
    const size = Math.min(batchSize, xs[0]!.shape[0]!);
    return this.#queue(() => this.#predictBatches(inBatches(xs, size), size));
  }

  /** @throws LinnetError if every epoch of the source has different pictures */
  predictSource({ inOrder, batchSize }: PictureBatches): Promise<Tensor[]> {
    if (inOrder === null) throw new LinnetError("predict: expected a source without augmentation");
    return this.#queue(() => this.#predictBatches(this.#unpacked(inOrder()), batchSize));
  }

  close(): Promise<void> {
    return this.#queue(() => this.#closeProgram());
  }

  async #closeProgram(): Promise<void> {
    await this.#compiled?.program.close();
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
    const weights = network.parameters.map(({ values }) => values);
    const backend = await this.backend();
    const known = this.#compiled;
    const { inputs, outputs } = network;
    const isSame = known?.batchSize === batchSize && known.backend === backend && known.outputs === outputs;
    if (isSame && weights.every((values, index) => values === known.weights[index])) return known.program;
    await this.#closeProgram();
    const xs = inputs.map(({ layer, shape }) =>
      Tensor.placeholder([batchSize, ...shape], inputs.length === 1 ? "x" : layer.name),
    );
    const graph = graphOf(xs, network.callAll(xs, inferenceContext));
    const { program } = await compileGraph(graph, backend);
    this.#compiled = { batchSize, outputs, weights, backend, program };
    return program;
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
