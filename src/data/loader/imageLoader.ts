// Batches of pictures, decoded and augmented ahead of the training step, in the same order on any number of threads.

import { availableThreads } from "../../platform/index.js";
import { LinnetError } from "../../tensor/errors.js";
import { DecodeError } from "../decodeError.js";
import { type DecodeOptions, sentDecodeOptions } from "../decodeOptions.js";
import type { ImageDataGenerator } from "../imageDataGenerator.js";
import { checkSize, type PictureSize } from "../picture.js";
import { nameOfSource, type PictureSource } from "../pictureSource.js";
import { checkPreprocessMode, type PreprocessMode, preprocessValues } from "../preprocess.js";
import type { ResizeMethod } from "../resizeMethods.js";
import { BatchInProgress, type ImageBatch } from "./batch.js";
import { inOrder } from "./inOrder.js";
import { createPictureCache } from "./pictureCache.js";
import { startPicturePool } from "./picturePool.js";
import type { PictureTask, TaskSettings } from "./pictureTask.js";

export interface ImageLoaderOptions extends Omit<DecodeOptions, "file" | "onWarning"> {
  /** Paths, Blobs or pictures, in the order that indexes speak of. */
  readonly sources: readonly PictureSource[];
  /** What every picture is resized to. */
  readonly size: PictureSize;
  /** Default: 32. */
  readonly batchSize?: number;
  /** The part of the shorter side that `centerCrop` keeps; null resizes the whole picture. Default: null. */
  readonly crop?: number | null;
  /** Default: `bilinear`. */
  readonly resizeMethod?: ResizeMethod;
  /** Null leaves pictures as they are. Default: null. */
  readonly augmenter?: ImageDataGenerator | null;
  /** Applied last: what the network was trained with, as its file or its architecture says. */
  readonly preprocess: PreprocessMode;
  /** 0 works in this thread. Default: one less than the machine has, between 1 and 4. */
  readonly threads?: number;
  /** How many batches are made ahead of the one in use. Default: 2. */
  readonly prefetch?: number;
  /** True throws at the first picture that cannot be decoded; false leaves it out and notes it in `skipped`. Default: false. */
  readonly strict?: boolean;
  /** How many bytes of resized pictures are kept, so that later epochs do not decode them again. Default: 0. */
  readonly cacheBytes?: number;
}

export interface BatchesOptions {
  /** Which pictures, in which order. Default: all, in theirs. */
  readonly indices?: ArrayLike<number>;
  /** The epoch, which the random changes depend on. Default: 0. */
  readonly epoch?: number;
  /** False leaves out the random changes, as for validation. Default: true. */
  readonly augment?: boolean;
}

export interface ImageLoader {
  /** Batches of `batchSize` pictures; only the last is smaller. A skipped picture's place goes to the next one. */
  batches(options?: BatchesOptions): AsyncGenerator<ImageBatch, void, undefined>;
  /** The pictures that could not be decoded so far, by index, in the order in which they were asked for. */
  readonly skipped: ReadonlyMap<number, DecodeError>;
  /** What is wrong with pictures that `allowTruncated` has read nevertheless, by index. */
  readonly warnings: ReadonlyMap<number, string>;
  /** Stops the threads. */
  close(): Promise<void>;
}

/** @throws LinnetError naming the argument that is out of its range */
export function openImageLoader(options: ImageLoaderOptions): ImageLoader {
  const { sources, size, batchSize = 32, augmenter = null, preprocess, prefetch = 2 } = options;
  const { threads = Math.min(Math.max(availableThreads() - 1, 1), 4), strict = false, cacheBytes = 0 } = options;
  checkSize("openImageLoader", size);
  checkPreprocessMode(preprocess);
  checkCount("batchSize", batchSize, 1);
  checkCount("prefetch", prefetch, 0);
  checkCount("threads", threads, 0);
  const settings = taskSettings(options);
  const pool = startPicturePool(settings, threads);
  const local = startPicturePool(settings, 0);
  const cache = createPictureCache(cacheBytes);
  const skipped = new Map<number, DecodeError>();
  const warnings = new Map<number, string>();
  const valuesPerPicture = size.width * size.height * 3;

  async function load(index: number, epoch: number, augmented: boolean): Promise<Float32Array | DecodeError> {
    const known = skipped.get(index);
    if (known !== undefined) return known;
    const kept = cache.get(index);
    const source = kept ?? sources[index]!;
    const keep = kept === undefined && cache.hasRoom(valuesPerPicture);
    const name = nameOfSource(sources[index]!, `picture ${index}`);
    const task: PictureTask = { index, epoch, augmented, name, source, isResized: kept !== undefined, keep };
    // What is kept and not augmented needs less work than the way to another thread.
    const isLight = kept !== undefined && !(augmented && augmenter !== null);
    try {
      const { values, resized, warning } = await (isLight ? local : pool).run(task);
      if (warning !== null) warnings.set(index, warning);
      if (resized !== null) cache.add(index, resized);
      if (settings.finish !== null || augmenter === null) return values;
      const standardized = augmenter.standardize(values, size);
      preprocessValues(standardized, preprocess);
      return standardized;
    } catch (error) {
      if (error instanceof DecodeError) return error;
      throw error;
    }
  }

  async function* batches(which: BatchesOptions = {}): AsyncGenerator<ImageBatch, void, undefined> {
    const { epoch = 0, augment = true } = which;
    const order = Uint32Array.from(which.indices ?? sources.map((_, index) => index));
    const wrong = order.find((index) => index >= sources.length);
    if (wrong !== undefined) {
      throw new LinnetError(`imageBatches: expected indices below ${sources.length}, got ${wrong}`);
    }
    const ahead = threads === 0 ? 1 : (prefetch + 1) * batchSize;
    const results = inOrder(order.length, ahead, (position) => load(order[position]!, epoch, augment));
    let batch = new BatchInProgress(batchSize, size);
    let position = 0;
    for await (const result of results) {
      const index = order[position]!;
      position += 1;
      if (result instanceof DecodeError) {
        if (strict) throw result;
        skipped.set(index, result);
      } else batch.add(result, index);
      if (batch.count === batchSize) {
        yield batch.finish();
        batch = new BatchInProgress(batchSize, size);
      }
    }
    if (batch.count > 0) yield batch.finish();
  }

  return { batches, skipped, warnings, close: () => pool.close() };
}

/** The batches of one epoch, by a loader of their own that is closed when the loop ends, early or not. */
export async function* imageBatches(
  options: ImageLoaderOptions & BatchesOptions,
): AsyncGenerator<ImageBatch, void, undefined> {
  const loader = openImageLoader(options);
  try {
    yield* loader.batches(options);
  } finally {
    await loader.close();
  }
}

function taskSettings(options: ImageLoaderOptions): TaskSettings {
  const { size, resizeMethod = "bilinear", crop = null, augmenter = null, preprocess } = options;
  const hasFunction = augmenter !== null && augmenter.preprocessingFunction !== null;
  return {
    size: { width: size.width, height: size.height },
    resizeMethod,
    crop,
    decode: sentDecodeOptions(options, "openImageLoader"),
    augment: augmenter === null ? null : { settings: augmenter.settings, seed: augmenter.seed },
    finish: hasFunction ? null : { standardization: augmenter?.standardization ?? null, preprocess },
  };
}

function checkCount(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new LinnetError(`openImageLoader: expected ${name} to be a whole number of ${least} or more, got ${value}`);
  }
}
