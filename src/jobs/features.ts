// What a frozen network makes of photographs, a row each, on which heads can be trained in seconds and by which copies are
// found.

import type { ImageLoader } from "../data/loader/imageLoader.js";
import type { Network } from "../model/network.js";
import { Tensor } from "../tensor/tensor.js";
import type { BatchSource } from "../train/batches/batchSource.js";
import type { JobControl } from "./events.js";

/**
 * The features of every photograph of a loader, by the photograph; those that cannot be read have none.
 * @throws the signal's reason, once it is given
 */
export async function photographFeatures(
  network: Network,
  loader: ImageLoader,
  total: number,
  { signal, onEvent }: JobControl = {},
): Promise<Map<number, Float32Array>> {
  const rows = new Map<number, Float32Array>();
  for await (const { images, shape, indices } of loader.batches({ augment: false })) {
    signal?.throwIfAborted();
    const { values } = await network.predict(Tensor.from(images, shape), { batchSize: shape[0] });
    indices.forEach((index, row) => void rows.set(index, rowOf(values, row, indices.length)));
    onEvent?.({ kind: "progress", task: "features", done: rows.size + loader.skipped.size, total });
  }
  return rows;
}

/**
 * The features that `fit` has kept, by the photograph.
 * @param indices the photographs that the source was made of, by their places in the dataset, in the source's order
 * @param skipped those that could not be decoded, and so have no row
 */
export async function keptFeatures(
  source: BatchSource,
  indices: Uint32Array,
  skipped: ReadonlyMap<number, unknown>,
): Promise<Map<number, Float32Array>> {
  const rows = new Map<number, Float32Array>();
  const decoded = indices.filter((index) => !skipped.has(index));
  let done = 0;
  for await (const { count, x } of source.inOrder?.() ?? []) {
    for (let row = 0; row < count; row += 1, done += 1) rows.set(decoded[done]!, rowOf(x, row, count));
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

/** The classes of the photographs, as indexes, and how many there are. */
export interface Labels {
  readonly labels: ArrayLike<number>;
  readonly classes: readonly string[];
}

/** The rows of those of the photographs that have one, in this order, and their classes, one-hot. */
export function selectRows(
  rows: ReadonlyMap<number, Float32Array>,
  indices: ArrayLike<number>,
  { labels, classes }: Labels,
): Examples {
  const chosen = Array.from(indices).filter((index) => rows.has(index));
  const length = rows.get(chosen[0] ?? -1)?.length ?? 0;
  const x = new Float32Array(chosen.length * length);
  const y = new Float32Array(chosen.length * classes.length);
  chosen.forEach((index, row) => {
    x.set(rows.get(index)!, row * length);
    y[row * classes.length + labels[index]!] = 1;
  });
  return { x: Tensor.from(x, [chosen.length, length]), y: Tensor.from(y, [chosen.length, classes.length]) };
}
