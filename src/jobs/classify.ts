// Running a trained model over photographs.

import type { ImageLoader } from "../data/loader/imageLoader.js";
import { classOf } from "../metrics/classOf.js";
import type { Network } from "../model/network.js";
import { sizeOf } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";

/** What a model says of one photograph. */
export interface Classified {
  /** The photograph's place in the loader. */
  readonly index: number;
  /** The class with the largest probability. */
  readonly label: number;
  readonly probabilities: readonly number[];
}

/** Classifies the loader's photographs, in order; those that cannot be read are in the loader's `skipped`. */
export async function classify(
  network: Network,
  loader: ImageLoader,
  indices: ArrayLike<number>,
  onProgress: (done: number) => void = () => {},
): Promise<Classified[]> {
  const results: Classified[] = [];
  for await (const { images, shape, indices: places } of loader.batches({ indices, augment: false })) {
    const output = await network.predict(Tensor.from(images, shape));
    const classes = sizeOf(output.shape.slice(1));
    places.forEach((index, row) => {
      const probabilities = Array.from(output.values.subarray(row * classes, (row + 1) * classes));
      results.push({ index, label: classOf(probabilities, 0, classes), probabilities });
    });
    onProgress(results.length);
  }
  return results;
}
