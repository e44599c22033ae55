// The sources of training's batches: examples in memory, or anything that makes them on the way.

import { checkCount } from "../../tensor/checkCount.js";
import { checkOptions } from "../../tensor/checkOptions.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { seededRandom, shuffledIndexes } from "../../tensor/random.js";
import { sizeOf } from "../../tensor/shape.js";
import { Tensor } from "../../tensor/tensor.js";

/**
 * Some examples, row after row: x of `[count, ...input]`, y of `[count, ...output]`. If a network has several inputs, a
 * row of x holds them one after the other, in its order; so does y for several outputs. The arrays are valid until the
 * next batch is asked for.
 */
export interface Batch {
  readonly count: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** The weight of each example in the loss, `[count]`; present if the source is `weighted`. */
  readonly weights?: Float32Array;
}

/** A set of examples for any number of epochs. */
export interface BatchSource {
  /** Examples in an epoch. */
  readonly size: number;
  readonly batchSize: number;
  /** Whether its batches have weights. Default: false. */
  readonly weighted?: boolean;
  /**
   * Goes through the examples in their own order, so that the features of a frozen base can be kept; null if every epoch
   * has different pictures (augmentation).
   */
  readonly inOrder: (() => AsyncIterable<Batch>) | null;
  /** The batches of an epoch, counted from 0; the same epoch always has the same ones. */
  epoch(epoch: number): AsyncIterable<Batch>;
}

export interface OrderOptions {
  /** Default: 32. */
  readonly batchSize?: number;
  /** Whether every epoch has a different order. Default: true. */
  readonly shuffle?: boolean;
  /** Seeds the order. Default: 0. */
  readonly seed?: number;
}

export interface ArraySourceOptions extends OrderOptions {
  /** The weight of each example in the loss, `[count]`. Default: 1. */
  readonly sampleWeight?: ArrayLike<number> | Tensor;
}

/**
 * Examples in memory: x `[count, ...]`, y `[count, ...]`; if a network has several inputs or outputs, lists of such
 * tensors in its order.
 * @throws LinnetError if the counts differ
 */
export function arraySource(
  x: Tensor | readonly Tensor[],
  y: Tensor | readonly Tensor[],
  options: ArraySourceOptions = {},
): BatchSource {
  const [xs, ys] = [listOf("x", x), listOf("y", y)];
  checkOptions("arraySource", options, {
    batchSize: "number",
    shuffle: "boolean",
    seed: "number",
    sampleWeight: "any",
  });
  const size = xs[0]?.shape[0] ?? 0;
  for (const tensor of xs) checkCounts("arraySource", tensor, ys[0]!);
  for (const tensor of ys) checkCounts("arraySource", xs[0]!, tensor);
  checkCount("arraySource", "batchSize", options.batchSize ?? 32);
  const weights =
    options.sampleWeight === undefined ? null : { values: checkWeights(options.sampleWeight, size), length: 1 };
  return rowSource(size, { x: xs.map(rows), y: ys.map(rows), weights }, options);
}

function listOf(argument: string, tensors: Tensor | readonly Tensor[]): readonly Tensor[] {
  if (tensors instanceof Tensor) return [tensors];
  if (Array.isArray(tensors) && tensors.length > 0 && tensors.every((one) => one instanceof Tensor)) return tensors;
  throw new LinnetError(
    `arraySource: expected ${argument} to be a tensor or a list of tensors, got ${describe(tensors)}`,
  );
}

/** @throws LinnetError if the numbers of targets and examples differ */
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

/** @throws LinnetError if the numbers of weights and examples differ, or a weight is below 0 or not finite */
export function checkWeights(given: ArrayLike<number> | Tensor, size: number): Float32Array {
  const sampleWeight = given instanceof Tensor ? given.values : given;
  if (typeof sampleWeight !== "object" || sampleWeight === null || sampleWeight.length !== size)
    throw new LinnetError(`sampleWeight: expected ${size} weights, one per example, got ${describe(sampleWeight)}`);
  const values = Float32Array.from(sampleWeight);
  const wrong = values.findIndex((weight) => !(weight >= 0 && Number.isFinite(weight)));
  if (wrong >= 0)
    throw new LinnetError(`sampleWeight: expected numbers of 0 or more, got ${values[wrong]} for example ${wrong}`);
  return values;
}

/** The parts of a batch's rows: rows of each input, and of each output. */
export interface ExampleRows {
  readonly x: readonly Rows[];
  readonly y: readonly Rows[];
  /** Null if every example counts 1. */
  readonly weights: Rows | null;
}

/** Examples in memory as a source. */
export function rowSource(
  size: number,
  data: ExampleRows,
  { batchSize = 32, shuffle = true, seed = 0 }: OrderOptions = {},
): BatchSource {
  const most = Math.min(batchSize, size);
  const go = async function* (order: ArrayLike<number>): AsyncIterable<Batch> {
    const x = new Float32Array(most * rowLength(data.x));
    const y = new Float32Array(most * rowLength(data.y));
    const weights = new Float32Array(most);
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

/** Rows by index, all parts one after the other, written to the start of `batch`. Default: a new array. */
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
