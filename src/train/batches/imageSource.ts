// Labeled photographs as batches for fit.

import type { ImageLoader } from "../../data/loader/imageLoader.js";
import { seededRandom, shuffledIndexes } from "../../tensor/random.js";
import type { Batch, BatchSource } from "./batchSource.js";

export interface ImageSourceOptions {
  /** Makes the pictures; whoever opened it closes it. */
  readonly loader: ImageLoader;
  /** Which of the loader's pictures to take. */
  readonly indices: ArrayLike<number>;
  /** The class index of every picture of the loader. */
  readonly labels: ArrayLike<number>;
  readonly classes: number;
  /** That of the loader. */
  readonly batchSize: number;
  /** Whether every epoch has different pictures. Default: false. */
  readonly augmented?: boolean;
  /** Seeds the order, which every epoch changes. Default: 0. */
  readonly seed?: number;
}

/** Photographs that are decoded and augmented during training; y is one-hot `[count, classes]`. */
export function imageSource(options: ImageSourceOptions): BatchSource {
  const { labels, classes, ...rest } = options;
  return loaderSource(rest, (indices) => oneHot(indices, labels, classes));
}

/** A loader's pictures as a source; `targetsOf` gives y for their indices in the loader. */
export function loaderSource(
  options: Omit<ImageSourceOptions, "labels" | "classes">,
  targetsOf: (indices: Uint32Array) => Float32Array,
): BatchSource {
  const { loader, batchSize, augmented = false, seed = 0 } = options;
  const indices = Uint32Array.from(options.indices);
  const go = async function* (order: Uint32Array, epoch: number): AsyncIterable<Batch> {
    for await (const batch of loader.batches({ indices: order, epoch, augment: augmented })) {
      yield { count: batch.indices.length, x: batch.images, y: targetsOf(batch.indices) };
    }
  };
  return {
    size: indices.length,
    batchSize,
    inOrder: augmented ? null : () => go(indices, 0),
    epoch: (epoch) => {
      const order = shuffledIndexes(indices.length, seededRandom(seed, "order", epoch));
      return go(
        order.map((position) => indices[position]!),
        epoch,
      );
    },
  };
}

function oneHot(indices: Uint32Array, labels: ArrayLike<number>, classes: number): Float32Array {
  const rows = new Float32Array(indices.length * classes);
  indices.forEach((index, row) => {
    rows[row * classes + labels[index]!] = 1;
  });
  return rows;
}
