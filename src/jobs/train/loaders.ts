// The two ways in which photographs are read for a training: as they are, and with the tutorial's augmentation.

import { ImageDataGenerator } from "../../data/imageDataGenerator.js";
import type { ImageLoader } from "../../data/loader/imageLoader.js";
import type { ImageLoaderOptions } from "../../data/loader/loaderOptions.js";
import type { PictureSource } from "../../data/pictureSource.js";
import { openPictures, type PictureTaker } from "../openPictures.js";
import { type ReadingOptions, readingOf } from "../reading.js";
import type { TrainSettings } from "./options.js";

type LoaderSettings = ReadingOptions &
  Pick<TrainSettings, "batchSize" | "augment" | "seed" | "strict"> & {
    /** Whether every epoch reads the photographs; else their features are kept, and once is enough. */
    readonly everyEpoch: boolean;
  };

export interface Loaders {
  readonly plain: ImageLoader;
  /** The same one as `plain` if nothing is augmented. */
  readonly training: ImageLoader;
  close(): Promise<void>;
}

/** Kept between epochs: the resized pictures of a few thousand photographs. */
export const CACHE_BYTES = 1e9;

export function openLoaders(taker: PictureTaker, sources: readonly PictureSource[], settings: LoaderSettings): Loaders {
  const { batchSize, augment, seed, strict, everyEpoch } = settings;
  const shared: Partial<ImageLoaderOptions> = {
    batchSize,
    strict,
    ...readingOf(settings),
    cacheBytes: everyEpoch ? CACHE_BYTES : 0,
  };
  const plain = openPictures(taker, sources, shared);
  const training = augment ? openPictures(taker, sources, { ...shared, augmenter: tutorialAugmentation(seed) }) : plain;
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
