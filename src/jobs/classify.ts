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

/** What a model's outputs say of each class: a single one is the probability of the second of two. */
function probabilitiesOf(outputs: Float32Array): number[] {
  return outputs.length === 1 ? [1 - outputs[0]!, outputs[0]!] : Array.from(outputs);
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
    const columns = sizeOf(output.shape.slice(1));
    places.forEach((index, row) => {
      const probabilities = probabilitiesOf(output.values.subarray(row * columns, (row + 1) * columns));
      results.push({ index, label: classOf(probabilities, 0, probabilities.length), probabilities });
    });
    onProgress(results.length);
  }
  return results;
}
