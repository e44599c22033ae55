// The frozen part of a model, run on a few pictures at a time.

import type { Backend, Program } from "../../backends/backend.js";
import { compileGraph } from "../../backends/compileGraph.js";
import { unpackRows } from "../../model/packedRows.js";
import { LinnetError } from "../../tensor/errors.js";
import { type BatchSource, rowSource } from "../batches/batchSource.js";
import type { FrozenCut } from "../step/frozenCut.js";

/** Pictures in one run: enough to fill threads, few enough that their activations stay small. */
const CHUNK = 8;

export class FrozenBase {
  readonly #program: Program;
  readonly #inputLengths: readonly number[];
  readonly #featureLengths: readonly number[];
  /** For the pictures of a run that has fewer, and anything behind them. */
  readonly #chunks: readonly Float32Array[];

  private constructor(program: Program, inputLengths: readonly number[], featureLengths: readonly number[]) {
    this.#program = program;
    this.#inputLengths = inputLengths;
    this.#featureLengths = featureLengths;
    this.#chunks = inputLengths.map((length) => new Float32Array(CHUNK * length));
  }

  /** Null if nothing is frozen before what is trained. */
  static async compile(split: (batchSize: number) => FrozenCut, backend: Backend): Promise<FrozenBase | null> {
    const { frozen, featureLengths } = split(CHUNK);
    if (frozen === null) return null;
    const inputLengths = frozen.inputs.map(({ size }) => size / CHUNK);
    const { program } = await compileGraph(frozen, backend);
    return new FrozenBase(program, inputLengths, featureLengths);
  }

  describe(): string {
    return this.#program.describe();
  }

  /** Elements of one picture's features. */
  get rowLength(): number {
    return this.#featureLengths.reduce((total, length) => total + length, 0);
  }

  /** The features of `count` rows of x, a row each: all arrays at the cut, one after the other. */
  async run(x: Float32Array, count: number): Promise<Float32Array> {
    const rows = new Float32Array(count * this.rowLength);
    const inputs = unpackRows(x, count, this.#inputLengths);
    for (let start = 0; start < count; start += CHUNK) {
      const used = Math.min(CHUNK, count - start);
      const pictures = this.#inputLengths.map((length, index) => {
        const given = inputs[index]!.subarray(start * length, (start + used) * length);
        if (used === CHUNK) return given;
        this.#chunks[index]!.set(given);
        return this.#chunks[index]!;
      });
      const results = await this.#program.run(pictures);
      this.#pack(results, used, rows.subarray(start * this.rowLength));
    }
    return rows;
  }

  /** The arrays packed in `rows`, as the trained part takes them. */
  unpack(rows: Float32Array, count: number): Float32Array[] {
    return unpackRows(rows, count, this.#featureLengths);
  }

  close(): Promise<void> {
    return this.#program.close();
  }

  #pack(results: readonly Float32Array[], count: number, rows: Float32Array): void {
    let offset = 0;
    results.forEach((values, index) => {
      const length = this.#featureLengths[index]!;
      for (let row = 0; row < count; row += 1) {
        rows.set(values.subarray(row * length, (row + 1) * length), row * this.rowLength + offset);
      }
      offset += length;
    });
  }
}

export interface CacheOptions {
  /** Called after each batch with the number of finished pictures. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
  /** Whether each epoch has its own order. */
  readonly shuffle: boolean;
  readonly seed: number;
}

/**
 * Runs the base once on every picture, and returns the source with features in place of pictures.
 * @throws LinnetError if the source has different pictures in every epoch, or the signal is given
 */
export async function cacheFeatures(
  base: FrozenBase,
  source: BatchSource,
  { shuffle, seed, onProgress, signal }: CacheOptions,
): Promise<BatchSource> {
  if (source.inOrder === null)
    throw new LinnetError("features: pictures that change from epoch to epoch cannot be kept");
  const features = new Float32Array(source.size * base.rowLength);
  const sampleWeights = source.weighted === true ? new Float32Array(source.size) : null;
  let targets: Float32Array | null = null;
  let done = 0;
  for await (const { count, x, y, weights } of source.inOrder()) {
    features.set(await base.run(x, count), done * base.rowLength);
    targets ??= new Float32Array((source.size * y.length) / count);
    targets.set(y, (done * y.length) / count);
    sampleWeights?.set(weights!, done);
    done += count;
    onProgress?.(done, source.size);
    signal?.throwIfAborted();
  }
  const x = { values: features.subarray(0, done * base.rowLength), length: base.rowLength };
  const y = { values: targets ?? new Float32Array(0), length: (targets?.length ?? 0) / Math.max(source.size, 1) };
  const weights = sampleWeights === null ? null : { values: sampleWeights, length: 1 };
  return rowSource(done, { x: [x], y: [y], weights }, { batchSize: source.batchSize, shuffle, seed });
}
