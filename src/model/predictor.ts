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
import type { ArrivingWeights } from "./arrivingWeights.js";
import { unpackRows } from "./packedRows.js";
import { RunSizes, runsOf } from "./runSizes.js";

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
  readonly sizes: RunSizes;
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
    const count = xs[0]!.shape[0]!;
    const rows = [{ count, xs: xs.map(({ values }) => values) }];
    return this.#queue(() => this.#predictRows(rows, { count, batchSize }));
  }

  /** @throws LinnetError if every epoch of the source has different pictures */
  predictSource({ inOrder, batchSize, size = batchSize }: PictureBatches): Promise<Tensor[]> {
    if (inOrder === null) throw new LinnetError("predict: expected a source without augmentation");
    return this.#queue(() => this.#predictRows(this.#unpacked(inOrder()), { count: size, batchSize }));
  }

  /** Makes the programs for calls of so many rows. @param weights those that have no numbers yet. Default: all have. */
  async prepare(count: number, weights?: ArrivingWeights): Promise<void> {
    checkCount("prepare", "count", count);
    await this.#queue(async () => {
      const compiled = await this.#current(weights);
      for (const size of compiled.sizes.expect(count)) await this.#programFor(size, compiled, weights);
    });
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

  /** @param expected how many pictures there are in all, as far as is known, and the most at once */
  async #predictRows(
    batches: AsyncIterable<InputRows> | Iterable<InputRows>,
    expected: { readonly count: number; readonly batchSize: number },
  ): Promise<Tensor[]> {
    const { inputs, outputs } = this.#network;
    const compiled = await this.#current();
    const sizes = compiled.sizes.choose(expected.count, expected.batchSize);
    const lengths = inputs.map(({ shape }) => sizeOf(shape));
    const results = outputs.map((): Float32Array[] => []);
    for await (const { count, xs } of batches) {
      for (const { from, to } of runsOf(count, sizes)) {
        const program = await this.#programFor(to - from, compiled);
        const made = await program.run(xs.map((x, index) => x.subarray(from * lengths[index]!, to * lengths[index]!)));
        made.forEach((values, index) => {
          results[index]!.push(values.slice());
        });
      }
    }
    return outputs.map(({ shape }, index) => joined(results[index]!, shape));
  }

  async #programFor(
    size: number,
    { programs, backend }: CompiledPredictions,
    weights?: ArrivingWeights,
  ): Promise<Program> {
    const network = this.#network;
    const { inputs } = network;
    const program = await programs.get(size, () => {
      const xs = inputs.map(({ layer, shape }) =>
        Tensor.placeholder([size, ...shape], inputs.length === 1 ? "x" : layer.name),
      );
      const context = { ...inferenceContext, ...weights, integers: backend.storesInt8 === true };
      return compileGraph(graphOf(xs, network.callAll(xs, context)), backend, [], weights?.arrival);
    });
    this.#describe = program.describe();
    return program;
  }

  /** The programs of the network as it is now: those of other weights are closed. */
  async #current(arriving?: ArrivingWeights): Promise<CompiledPredictions> {
    const { outputs, parameters } = this.#network;
    const weights = parameters.map((parameter) => arriving?.arrayOf(parameter) ?? parameter.version);
    const backend = await this.backend();
    const known = this.#compiled;
    const isSame = known?.backend === backend && known.outputs === outputs;
    if (isSame && weights.every((version, index) => version === known.weights[index])) return known;
    await this.#closePrograms();
    this.#compiled = { outputs, weights, backend, programs: new ProgramCache(), sizes: new RunSizes() };
    return this.#compiled;
  }
}

function joined(outputs: readonly Float32Array[], outputShape: Shape): Tensor {
  if (outputs.length === 1) return Tensor.from(outputs[0]!, [outputs[0]!.length / sizeOf(outputShape), ...outputShape]);
  const values = new Float32Array(outputs.reduce((total, { length }) => total + length, 0));
  let start = 0;
  for (const output of outputs) {
    values.set(output, start);
    start += output.length;
  }
  return Tensor.from(values, [values.length / sizeOf(outputShape), ...outputShape]);
}
