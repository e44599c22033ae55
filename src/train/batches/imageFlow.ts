// Keras's ImageDataGenerator.flow: pictures and their targets as batches for fit, evaluate and predict
// (https://keras.io/api/preprocessing/image/, class ImageDataGenerator).

import type { DecodeError } from "../../data/decodeError.js";
import type { ImageDataGenerator } from "../../data/imageDataGenerator.js";
import { openImageLoader } from "../../data/loader/imageLoader.js";
import { type ImageLoaderOptions, imageLoaderKinds } from "../../data/loader/loaderOptions.js";
import type { PictureSource } from "../../data/pictureSource.js";
import { checkOptions, type OptionKinds } from "../../tensor/checkOptions.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { Tensor } from "../../tensor/tensor.js";
import { type BatchSource, checkCounts, checkWeights, gatherRows } from "./batchSource.js";
import { type FlowSubset, placesOfSubset } from "./flowSubset.js";
import { loaderSource } from "./imageSource.js";

export interface ImageFlowOptions extends Omit<ImageLoaderOptions, "sources" | "augmenter"> {
  /** Changes every picture anew in every epoch, and standardizes it. Default: null, neither. */
  readonly generator?: ImageDataGenerator | null;
  /**
   * The generator's `validationSplit` of the pictures, which are the first, or the rest. As in Keras, the generator changes the
   * pictures of both. Default: all pictures.
   */
  readonly subset?: FlowSubset;
  /** Allows subsets whose targets have different values. Default: false. */
  readonly ignoreClassSplit?: boolean;
  /** Whether every epoch has a different order. Default: true. */
  readonly shuffle?: boolean;
  /** The weight of each picture in the loss, `[count]`. Default: 1. */
  readonly sampleWeight?: ArrayLike<number>;
  /** Seeds the order. Default: 0. */
  readonly seed?: number;
}

const { sources: _, augmenter: __, ...loaderKinds } = imageLoaderKinds;
const kinds: OptionKinds<ImageFlowOptions> = {
  ...loaderKinds,
  generator: ["object", "null"],
  subset: "string",
  ignoreClassSplit: "boolean",
  shuffle: "boolean",
  sampleWeight: "any",
  seed: "number",
};

export interface ImageFlow extends BatchSource {
  /** The pictures that could not be decoded so far, by index; batches leave them out. */
  readonly skipped: ReadonlyMap<number, DecodeError>;
  /** Stops the threads that decode and augment, which keep the process alive only while they work. */
  close(): Promise<void>;
}

/**
 * Files, Blobs or pictures in memory, decoded, resized, augmented and preprocessed during training, with their targets
 * y `[count, ...]`.
 *
 *     const training = imageFlow(files, y, { size: { width: 224, height: 224 }, generator: new ImageDataGenerator({ rotationRange: 20 }) });
 *     await model.fit(training, { epochs: 20 });
 *
 * @throws LinnetError if the numbers of targets and pictures differ, or an argument is unknown or out of range
 */
export function imageFlow(sources: readonly PictureSource[], y: Tensor, options: ImageFlowOptions): ImageFlow {
  if (!Array.isArray(sources))
    throw new LinnetError(`imageFlow: expected pictures in an array, got ${describe(sources)}`);
  if (!(y instanceof Tensor)) throw new LinnetError(`imageFlow: expected y to be a tensor, got ${describe(y)}`);
  checkOptions("imageFlow", options, kinds);
  const {
    generator = null,
    subset,
    ignoreClassSplit = false,
    shuffle = true,
    sampleWeight,
    seed = 0,
    ...loading
  } = options;
  checkCounts("imageFlow", sources.length, y);
  const weights = sampleWeight === undefined ? null : checkWeights(sampleWeight, sources.length);
  const indices =
    subset === undefined
      ? sources.map((_, index) => index)
      : placesOfSubset(y, subset, { validationSplit: generator?.validationSplit ?? 0, ignoreClassSplit });
  const loader = openImageLoader({ ...loading, sources, augmenter: generator });
  const rows = { values: y.values, length: y.size / sources.length };
  const augmented = generator?.isRandom ?? false;
  const source = loaderSource(
    { loader, indices, batchSize: loading.batchSize ?? 32, augmented, shuffle, seed, weights },
    (places) => gatherRows([rows], places),
  );
  return { ...source, skipped: loader.skipped, close: () => loader.close() };
}
