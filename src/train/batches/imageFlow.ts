// Keras's ImageDataGenerator.flow: pictures and their targets as batches for fit, evaluate and predict
// (https://keras.io/api/preprocessing/image/, class ImageDataGenerator).

import type { DecodeError } from "../../data/decodeError.js";
import type { ImageDataGenerator } from "../../data/imageDataGenerator.js";
import { type ImageLoaderOptions, openImageLoader } from "../../data/loader/imageLoader.js";
import type { PictureSource } from "../../data/pictureSource.js";
import type { Tensor } from "../../tensor/tensor.js";
import { type BatchSource, checkCounts, gatherRows } from "./batchSource.js";
import { loaderSource } from "./imageSource.js";

export interface ImageFlowOptions extends Omit<ImageLoaderOptions, "sources" | "augmenter"> {
  /** Changes every picture anew in every epoch. Default: null, no changes. */
  readonly generator?: ImageDataGenerator | null;
  /** Seeds the order, which every epoch changes. Default: 0. */
  readonly seed?: number;
}

export interface ImageFlow extends BatchSource {
  /** The pictures that could not be decoded so far, by index; batches leave them out. */
  readonly skipped: ReadonlyMap<number, DecodeError>;
  /** Stops the threads that decode and augment, which keep the process alive. */
  close(): Promise<void>;
}

/**
 * Files, Blobs or pictures in memory, decoded, resized, augmented and preprocessed during training, with their targets
 * y `[count, ...]`.
 *
 *     const training = imageFlow(files, y, { size: { width: 224, height: 224 }, generator: new ImageDataGenerator({ rotationRange: 20 }) });
 *     await model.fit(training, { epochs: 20 });
 *
 * @throws LinnetError if the numbers of targets and pictures differ, or an argument is out of range
 */
export function imageFlow(sources: readonly PictureSource[], y: Tensor, options: ImageFlowOptions): ImageFlow {
  const { generator = null, seed = 0, batchSize = 32 } = options;
  checkCounts("imageFlow", sources.length, y);
  const loader = openImageLoader({ ...options, sources, augmenter: generator });
  const rows = { values: y.values, length: y.size / sources.length };
  const source = loaderSource(
    { loader, indices: sources.map((_, index) => index), batchSize, augmented: generator !== null, seed },
    (indices) => gatherRows([rows], indices),
  );
  return { ...source, skipped: loader.skipped, close: () => loader.close() };
}
