// Where training gets its batches: an array of examples, or anything that makes them as it goes.

import { checkCount } from "../../tensor/checkCount.js";
import { LinnetError } from "../../tensor/errors.js";
import { seededRandom, shuffledIndexes } from "../../tensor/random.js";
import { sizeOf } from "../../tensor/shape.js";
import { Tensor } from "../../tensor/tensor.js";

/**
 * Some examples, row after row: x of `[count, ...input]`, y of `[count, ...output]`. A network with several inputs takes rows
 * of x in which they stand one after the other, in its order, and so for several outputs and y. The arrays are the
 * receiver's until it asks for the next batch.
 */
export interface Batch {
  readonly count: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** What each example counts in the loss, `[count]`; there where the source is `weighted`. */
  readonly weights?: Float32Array;
}

/** A set of examples that can be gone through again and again. */
export interface BatchSource {
  /** The number of examples in an epoch. */
  readonly size: number;
  readonly batchSize: number;
  /** Whether its batches have weights; false. */
  readonly weighted?: boolean;
  /**
   * Null where every epoch has other pictures (augmentation). Else goes through the examples in their own order, so that
   * what a frozen base makes of them can be kept.
   */
  readonly inOrder: (() => AsyncIterable<Batch>) | null;
  /** The batches of an epoch, counted from 0; the same ones whenever the same epoch is asked for. */
  epoch(epoch: number): AsyncIterable<Batch>;
}

export interface OrderOptions {
  /** 32. */
  readonly batchSize?: number;
  /** Another order in every epoch; true. */
  readonly shuffle?: boolean;
  /** Of the order; 0. */
  readonly seed?: number;
}

export interface ArraySourceOptions extends OrderOptions {
  /** What each example counts in the loss, `[count]`; 1. */
  readonly sampleWeight?: ArrayLike<number>;
}

/**
 * Examples in memory: x `[count, ...]`, y `[count, ...]`; for a network with several inputs, or outputs, lists of such
 * tensors in its order.
 * @throws LinnetError where the counts differ
 */
export function arraySource(
  x: Tensor | readonly Tensor[],
  y: Tensor | readonly Tensor[],
  options: ArraySourceOptions = {},
): BatchSource {
  const [xs, ys] = [listOf(x), listOf(y)];
  const size = xs[0]?.shape[0] ?? 0;
  for (const tensor of xs) checkCounts("arraySource", tensor, ys[0]!);
  for (const tensor of ys) checkCounts("arraySource", xs[0]!, tensor);
  checkCount("arraySource", "batchSize", options.batchSize ?? 32);
  const weights =
    options.sampleWeight === undefined ? null : { values: checkWeights(options.sampleWeight, size), length: 1 };
  return rowSource(size, { x: xs.map(rows), y: ys.map(rows), weights }, options);
}

function listOf(tensors: Tensor | readonly Tensor[]): readonly Tensor[] {
  return tensors instanceof Tensor ? [tensors] : tensors;
}

/** @throws LinnetError where there are not as many targets as examples */
export function checkCounts(where: string, x: Tensor | number, y: Tensor): void {
  const [examples, targets] = [typeof x === "number" ? x : (x.shape[0] ?? 0), y.shape[0] ?? 0];
  if (examples !== targets) {
    throw new LinnetError(
      `${where}: expected as many targets as examples, got x with ${examples} and y with ${targets}`,
    );
  }
}

/** Rows of numbers, one after the other. */
interface Rows {
  readonly values: Float32Array;
  readonly length: number;
}

function rows({ values, shape }: Tensor): Rows {
  return { values, length: sizeOf(shape.slice(1)) };
}

/** @throws LinnetError where there are not as many weights as examples, or one is below 0 or no finite number */
export function checkWeights(sampleWeight: ArrayLike<number>, size: number): Float32Array {
  if (sampleWeight.length !== size)
    throw new LinnetError(`sampleWeight: expected ${size} weights, one an example, got ${sampleWeight.length}`);
  const values = Float32Array.from(sampleWeight);
  const wrong = values.findIndex((weight) => !(weight >= 0 && Number.isFinite(weight)));
  if (wrong >= 0)
    throw new LinnetError(`sampleWeight: expected numbers of 0 or more, got ${values[wrong]} for example ${wrong}`);
  return values;
}

/** What the rows of batches are put together of: rows of each input, and of each output. */
export interface ExampleRows {
  readonly x: readonly Rows[];
  readonly y: readonly Rows[];
  /** Null where every example counts 1. */
  readonly weights: Rows | null;
}

/** Examples in memory, as rows of numbers. */
export function rowSource(
  size: number,
  data: ExampleRows,
  { batchSize = 32, shuffle = true, seed = 0 }: OrderOptions = {},
): BatchSource {
  const go = async function* (order: ArrayLike<number>): AsyncIterable<Batch> {
    const x = new Float32Array(batchSize * rowLength(data.x));
    const y = new Float32Array(batchSize * rowLength(data.y));
    const weights = new Float32Array(batchSize);
    for (let start = 0; start < size; start += batchSize) {
      const indices = Array.from({ length: Math.min(batchSize, size - start) }, (_, row) => order[start + row]!);
      const batch = { count: indices.length, x: gatherRows(data.x, indices, x), y: gatherRows(data.y, indices, y) };
      yield data.weights === null ? batch : { ...batch, weights: gatherRows([data.weights], indices, weights) };
    }
  };
  const ownOrder = Uint32Array.from({ length: size }, (_, index) => index);
  return {
    size,
    batchSize,
    weighted: data.weights !== null,
    inOrder: () => go(ownOrder),
    epoch: (epoch) => go(shuffle ? shuffledIndexes(size, seededRandom(seed, "order", epoch)) : ownOrder),
  };
}

function rowLength(parts: readonly Rows[]): number {
  return parts.reduce((total, { length }) => total + length, 0);
}

/** Rows by their indices, of all parts one after the other, at the start of `batch`; in an array of their own without one. */
export function gatherRows(
  parts: readonly Rows[],
  indices: ArrayLike<number>,
  batch = new Float32Array(indices.length * rowLength(parts)),
): Float32Array {
  const whole = rowLength(parts);
  let offset = 0;
  for (const { values, length } of parts) {
    for (let row = 0; row < indices.length; row += 1) {
      const start = indices[row]! * length;
      batch.set(values.subarray(start, start + length), row * whole + offset);
    }
    offset += length;
  }
  return batch.subarray(0, indices.length * whole);
}
