// The kept features of photographs, by the photograph, so that heads can be trained on any part of them.

import { Tensor } from "../../tensor/tensor.js";
import type { BatchSource } from "../../train/batches/batchSource.js";

export interface FeatureRow {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/**
 * The features and target of each photograph of a source of features.
 * @param indices the photographs that the source was made of, by their places in the dataset, in the source's order
 * @param skipped those that could not be decoded, and so have no row
 */
export async function rowsByPhotograph(
  source: BatchSource,
  indices: Uint32Array,
  skipped: ReadonlyMap<number, unknown>,
): Promise<Map<number, FeatureRow>> {
  const rows = new Map<number, FeatureRow>();
  const decoded = indices.filter((index) => !skipped.has(index));
  let done = 0;
  for await (const { count, x, y } of source.inOrder?.() ?? []) {
    for (let row = 0; row < count; row += 1, done += 1) {
      rows.set(decoded[done]!, { x: rowOf(x, row, count), y: rowOf(y, row, count) });
    }
  }
  return rows;
}

/** A copy, for the batch that it stands in is overwritten by the next. */
function rowOf(values: Float32Array, row: number, count: number): Float32Array {
  const length = values.length / count;
  return values.slice(row * length, (row + 1) * length);
}

/** Examples in memory: x `[count, features]`, y `[count, classes]`. */
export interface Examples {
  readonly x: Tensor;
  readonly y: Tensor;
}

/** The rows of those of the photographs that have one, in this order. */
export function selectRows(rows: ReadonlyMap<number, FeatureRow>, indices: ArrayLike<number>): Examples {
  const chosen = Array.from(indices).flatMap((index) => rows.get(index) ?? []);
  return { x: stack(chosen.map(({ x }) => x)), y: stack(chosen.map(({ y }) => y)) };
}

function stack(rows: readonly Float32Array[]): Tensor {
  const length = rows[0]?.length ?? 0;
  const values = new Float32Array(rows.length * length);
  rows.forEach((row, place) => values.set(row, place * length));
  return Tensor.from(values, [rows.length, length]);
}
