// The two ways in which pictures are read for a training job: as they are, and with the tutorial's augmentation.

import { ImageDataGenerator } from "../../data/imageDataGenerator.js";
import { type ImageLoader, type ImageLoaderOptions, openImageLoader } from "../../data/loader/imageLoader.js";
import type { Dataset } from "./dataset.js";

export interface LoaderSettings {
  readonly size: number;
  readonly batchSize: number;
  readonly augment: boolean;
  readonly seed: number;
  readonly threads?: number;
  readonly strict: boolean;
  /** Whether every epoch reads the photographs; else their features are kept, and once is enough. */
  readonly everyEpoch: boolean;
}

export interface Loaders {
  readonly plain: ImageLoader;
  /** The same one as `plain` where nothing is augmented. */
  readonly training: ImageLoader;
  close(): Promise<void>;
}

/** Kept between epochs: the resized pictures of a few thousand photographs. */
export const CACHE_BYTES = 1e9;

export function openLoaders({ files }: Dataset, settings: LoaderSettings): Loaders {
  const { size, batchSize, augment, threads, strict, everyEpoch } = settings;
  const shared: ImageLoaderOptions = {
    sources: files,
    size: { width: size, height: size },
    batchSize,
    strict,
    ...(threads !== undefined && { threads }),
    cacheBytes: everyEpoch ? CACHE_BYTES : 0,
  };
  const plain = openImageLoader(shared);
  const training = augment ? openImageLoader({ ...shared, augmenter: tutorialAugmentation(settings.seed) }) : plain;
  return {
    plain,
    training,
    close: async () => {
      await plain.close();
      if (training !== plain) await training.close();
    },
  };
}

/** The tutorial's changes: rotation 20 degrees, zoom 0.15, shifts 0.2, shear 0.15, flips, nearest fill. */
function tutorialAugmentation(seed: number): ImageDataGenerator {
  return new ImageDataGenerator({
    rotationRange: 20,
    zoomRange: 0.15,
    widthShiftRange: 0.2,
    heightShiftRange: 0.2,
    shearRange: 0.15,
    horizontalFlip: true,
    fillMode: "nearest",
    seed,
  });
}
