// What a loader of pictures is told, checked before it starts a thread.

import { availableThreads } from "../../platform/index.js";
import { checkOptions, type OptionKinds } from "../../tensor/checkOptions.js";
import { describe } from "../../tensor/describe.js";
import { entryByName } from "../../tensor/entryByName.js";
import { LinnetError } from "../../tensor/errors.js";
import { checkCropFraction } from "../crop.js";
import { type DecodeOptions, resolveSentOptions } from "../decodeOptions.js";
import type { ImageDataGenerator } from "../imageDataGenerator.js";
import { checkPicture, checkSize, type PictureSize } from "../picture.js";
import type { PictureSource } from "../pictureSource.js";
import { checkPreprocessMode } from "../preprocess.js";
import type { PreprocessMode } from "../preprocessModes.js";
import { type Interpolation, methodsOfInterpolations, type ResizeMethod, resizeMethods } from "../resizeMethods.js";
import type { TaskSettings } from "./pictureTask.js";

export interface ImageLoaderOptions extends Omit<DecodeOptions, "file" | "onWarning"> {
  /** Paths, Blobs or pictures, in the order that indexes speak of. */
  readonly sources: readonly PictureSource[];
  /** What every picture is resized to. */
  readonly size: PictureSize;
  /** Default: 32. */
  readonly batchSize?: number;
  /** The part of the shorter side that `centerCrop` keeps; null resizes the whole picture. Default: null. */
  readonly crop?: number | null;
  /** Default: `bilinear`, as Keras's `image_dataset_from_directory`, TensorFlow and PyTorch have it. */
  readonly resizeMethod?: ResizeMethod;
  /** Instead of `resizeMethod`: resizes to the pixels of Keras's `load_img` with this `interpolation`. Default: none. */
  readonly interpolation?: Interpolation;
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

/** The kinds of a loader's options, for those who take them too. */
export const imageLoaderKinds: OptionKinds<ImageLoaderOptions> = {
  sources: "list",
  size: "object",
  batchSize: "number",
  crop: ["number", "null"],
  resizeMethod: "string",
  interpolation: "string",
  augmenter: ["object", "null"],
  preprocess: "string",
  threads: "number",
  prefetch: "number",
  strict: "boolean",
  cacheBytes: "number",
  maximumPixels: "number",
  applyOrientation: "boolean",
  allowTruncated: "boolean",
};

/** The options that this thread needs, with their values. */
export interface LoaderSettings {
  readonly batchSize: number;
  readonly threads: number;
  readonly prefetch: number;
  readonly strict: boolean;
  readonly cacheBytes: number;
  /** What the threads need. */
  readonly task: TaskSettings;
}

/** @throws LinnetError naming the argument that is unknown, of another kind or out of its range */
export function resolveLoaderOptions(options: ImageLoaderOptions): LoaderSettings {
  checkOptions("openImageLoader", options, imageLoaderKinds);
  const { sources, size, crop = null, augmenter = null, preprocess, batchSize = 32, prefetch = 2 } = options;
  const { threads = Math.min(Math.max(availableThreads() - 1, 1), 4), strict = false, cacheBytes = 0 } = options;
  checkSources(sources);
  checkSize("openImageLoader", size);
  checkPreprocessMode(preprocess);
  checkCount("batchSize", batchSize, 1);
  checkCount("prefetch", prefetch, 0);
  checkCount("threads", threads, 0);
  if (!(cacheBytes >= 0)) throw new LinnetError(`openImageLoader: expected cacheBytes of 0 or more, got ${cacheBytes}`);
  if (crop !== null) checkCropFraction("openImageLoader", crop);
  // Not by instanceof, which would bring the class into pages that only predict.
  if (augmenter !== null && !("getRandomTransform" in augmenter))
    throw new LinnetError(
      `openImageLoader: expected augmenter to be an ImageDataGenerator, got ${describe(augmenter)}`,
    );
  const hasFunction = augmenter !== null && augmenter.preprocessingFunction !== null;
  const task: TaskSettings = {
    size: { width: size.width, height: size.height },
    resizeMethod: resizeMethodOf(options),
    crop,
    decode: resolveSentOptions(options, "openImageLoader"),
    augment: augmenter === null ? null : { settings: augmenter.settings, seed: augmenter.seed },
    finish: hasFunction ? null : { standardization: augmenter?.standardization ?? null, preprocess },
  };
  return { batchSize, threads, prefetch, strict, cacheBytes, task };
}

function resizeMethodOf({ resizeMethod, interpolation }: ImageLoaderOptions): ResizeMethod {
  if (interpolation !== undefined) {
    if (resizeMethod !== undefined)
      throw new LinnetError("openImageLoader: expected either resizeMethod or interpolation, got both");
    return entryByName("openImageLoader: interpolation", methodsOfInterpolations, interpolation);
  }
  const methods = Object.fromEntries(resizeMethods.map((method) => [method, method]));
  return entryByName("openImageLoader: resizeMethod", methods, resizeMethod ?? "bilinear");
}

function checkSources(sources: readonly PictureSource[]): void {
  if (!Array.isArray(sources))
    throw new LinnetError(`openImageLoader: expected sources in an array, got ${describe(sources)}`);
  for (const [index, source] of sources.entries()) {
    if (typeof source === "string" || source instanceof Blob) continue;
    if (typeof source === "object" && source !== null && "data" in source)
      checkPicture(`openImageLoader: source ${index}`, source);
    else {
      const found = `got ${describe(source)} at place ${index}`;
      throw new LinnetError(`openImageLoader: expected sources to be paths, Blobs or pictures, ${found}`);
    }
  }
}

function checkCount(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) {
    throw new LinnetError(
      `openImageLoader: expected ${name} to be a whole number of ${least} or more, got ${describe(value)}`,
    );
  }
}
