// Photographs as a model takes them: sized and preprocessed as its file says.

import { type ImageLoader, openImageLoader } from "../data/loader/imageLoader.js";
import type { ImageLoaderOptions } from "../data/loader/loaderOptions.js";
import type { PictureSource } from "../data/pictureSource.js";
import type { ModelRecord } from "../model/networkFile.js";
import type { Shape } from "../tensor/shape.js";

/** What a loader has to know of a model. */
export interface PictureTaker {
  /** `[height, width, 3]`. */
  readonly inputShape: Shape;
  readonly preprocessing: ModelRecord["preprocessing"];
}

/** A loader of the pictures. Default: batches of 8 at most, and this thread for a single picture. */
export function openPictures(
  { inputShape, preprocessing }: PictureTaker,
  sources: readonly PictureSource[],
  options: Partial<ImageLoaderOptions> = {},
): ImageLoader {
  const [height, width] = inputShape as readonly [number, number, number];
  return openImageLoader({
    sources,
    size: { width, height },
    preprocess: preprocessing.mode,
    resizeMethod: preprocessing.resize,
    crop: preprocessing.crop ?? null,
    batchSize: Math.min(8, sources.length),
    ...(sources.length === 1 && { threads: 0 }),
    ...options,
  });
}
