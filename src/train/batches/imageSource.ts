// Labeled photographs as batches for fit.

import type { ImageLoader } from "../../data/loader/imageLoader.js";
import { checkCount } from "../../tensor/checkCount.js";
import { checkOptions, type OptionKinds } from "../../tensor/checkOptions.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { seededRandom, shuffledIndexes } from "../../tensor/random.js";
import type { Batch, BatchSource } from "./batchSource.js";

export interface ImageSourceOptions {
  /** Makes the pictures; whoever opened it closes it. */
  readonly loader: ImageLoader;
  /** Which of the loader's pictures to take. */
  readonly indices: ArrayLike<number>;
  /** The class index of every picture of the loader. */
  readonly labels: ArrayLike<number>;
  /** 1 stands for two classes that a single output tells apart. */
  readonly classes: number;
  /** That of the loader. */
  readonly batchSize: number;
  /** Whether every epoch has different pictures. Default: false. */
  readonly augmented?: boolean;
  /** Seeds the order, which every epoch changes. Default: 0. */
  readonly seed?: number;
}

const kinds: OptionKinds<ImageSourceOptions> = {
  loader: "object",
  indices: "any",
  labels: "any",
  classes: "number",
  batchSize: "number",
  augmented: "boolean",
  seed: "number",
};

/**
 * Photographs that are decoded and augmented during training; y is one-hot `[count, classes]`, or the index of one of two
 * `[count, 1]`.
 * @throws LinnetError if an index is of no picture, or a label of no class
 */
export function imageSource(options: ImageSourceOptions): BatchSource {
  checkOptions("imageSource", options, kinds);
  const { labels, classes, ...rest } = options;
  checkCount("imageSource", "classes", classes);
  checkCount("imageSource", "batchSize", rest.batchSize);
  if (!("batches" in Object(rest.loader)))
    throw new LinnetError(`imageSource: expected loader to be an ImageLoader, got ${describe(rest.loader)}`);
  checkWholes("labels", labels, Math.max(classes, 2));
  checkWholes("indices", rest.indices, labels.length);
  return loaderSource(rest, (indices) => oneHot(indices, labels, classes));
}

/** @throws LinnetError unless it is a list of whole numbers below `end` */
function checkWholes(name: string, list: ArrayLike<number>, end: number): void {
  if (!Array.isArray(list) && !ArrayBuffer.isView(list))
    throw new LinnetError(`imageSource: expected ${name} in an array, got ${describe(list)}`);
  const wrong = Array.from(list).findIndex((number) => !(Number.isInteger(number) && number >= 0 && number < end));
  if (wrong < 0) return;
  throw new LinnetError(
    `imageSource: expected ${name} to be whole numbers below ${end}, got ${describe(list[wrong])} at place ${wrong}`,
  );
}

interface LoaderSourceOptions extends Omit<ImageSourceOptions, "labels" | "classes"> {
  /** Whether every epoch has a different order. Default: true. */
  readonly shuffle?: boolean;
  /** The weight of each of the loader's pictures. Default: null, 1 each. */
  readonly weights?: Float32Array | null;
}

/** A loader's pictures as a source; `targetsOf` gives y for their indices in the loader. */
export function loaderSource(
  options: LoaderSourceOptions,
  targetsOf: (indices: Uint32Array) => Float32Array,
): BatchSource {
  const { loader, batchSize, augmented = false, shuffle = true, seed = 0, weights = null } = options;
  const indices = Uint32Array.from(options.indices);
  const go = async function* (order: Uint32Array, epoch: number): AsyncIterable<Batch> {
    for await (const batch of loader.batches({ indices: order, epoch, augment: augmented, overwrite: true })) {
      const examples = { count: batch.indices.length, x: batch.images, y: targetsOf(batch.indices) };
      yield weights === null
        ? examples
        : { ...examples, weights: Float32Array.from(batch.indices, (index) => weights[index]!) };
    }
  };
  return {
    size: indices.length,
    batchSize,
    weighted: weights !== null,
    inOrder: augmented ? null : () => go(indices, 0),
    epoch: (epoch) => {
      if (!shuffle) return go(indices, epoch);
      const order = shuffledIndexes(indices.length, seededRandom(seed, "order", epoch));
      return go(
        order.map((position) => indices[position]!),
        epoch,
      );
    },
  };
}

function oneHot(indices: Uint32Array, labels: ArrayLike<number>, classes: number): Float32Array {
  if (classes === 1) return Float32Array.from(indices, (index) => labels[index]!);
  const rows = new Float32Array(indices.length * classes);
  indices.forEach((index, row) => {
    rows[row * classes + labels[index]!] = 1;
  });
  return rows;
}
