// Keras's ImageDataGenerator: random changes to pictures, repeatable by seed
// (https://keras.io/api/preprocessing/image/, class ImageDataGenerator).

import { LinnetError } from "../tensor/errors.js";
import {
  type AugmentOptions,
  type AugmentSettings,
  randomParameters,
  resolveAugmentOptions,
  type TransformParameters,
} from "./augment/parameters.js";
import { transformPicture } from "./augment/transform.js";
import type { Picture, PictureSize } from "./picture.js";

export interface ImageDataGeneratorOptions extends AugmentOptions {
  /** Multiplies every value after everything else, as in `1 / 255`. Default: none. */
  readonly rescale?: number | null;
  /** Called on each augmented picture's values `[height, width, 3]`, 0 to 255, before `rescale`; keeps their number. */
  readonly preprocessingFunction?: ((values: Float32Array, size: PictureSize) => Float32Array) | null;
  /** Default: 0. Keras takes it in `flow`. */
  readonly seed?: number | string;
}

/** Which random change: the same key gives the same one, whatever was asked before. */
export interface TransformKey {
  readonly epoch: number;
  /** The picture's place in the whole set, not in the batch. */
  readonly index: number;
}

export class ImageDataGenerator {
  readonly settings: AugmentSettings;
  readonly seed: number | string;
  readonly rescale: number | null;
  readonly preprocessingFunction: ((values: Float32Array, size: PictureSize) => Float32Array) | null;

  /** @throws LinnetError naming the argument that is out of its range */
  constructor(options: ImageDataGeneratorOptions = {}) {
    this.settings = resolveAugmentOptions(options);
    this.seed = options.seed ?? 0;
    this.rescale = options.rescale ?? null;
    this.preprocessingFunction = options.preprocessingFunction ?? null;
  }

  /** The change that a picture of this size gets. */
  getRandomTransform(size: PictureSize, key: TransformKey): TransformParameters {
    return randomParameters(this.settings, size, { seed: this.seed, ...key });
  }

  /** A picture under this change: values from 0 to 255, not rounded, `[height, width, 3]`. */
  applyTransform(picture: Picture, parameters: TransformParameters): Float32Array {
    return transformPicture(picture, parameters, this.settings);
  }

  /** A picture under the change of this key: values from 0 to 255, not rounded, `[height, width, 3]`. */
  randomTransform(picture: Picture, key: TransformKey): Float32Array {
    return this.applyTransform(picture, this.getRandomTransform(picture, key));
  }

  /**
   * `preprocessingFunction`, then `rescale`; the values may be changed in place.
   * @throws LinnetError if the function gives another number of values
   */
  standardize(values: Float32Array, size: PictureSize): Float32Array {
    const result = this.preprocessingFunction?.(values, size) ?? values;
    if (result.length !== values.length) {
      const counts = `${values.length} values, got ${result.length}`;
      throw new LinnetError(`ImageDataGenerator: expected preprocessingFunction to give ${counts}`);
    }
    const { rescale } = this;
    if (rescale !== null) for (let index = 0; index < result.length; index += 1) result[index]! *= rescale;
    return result;
  }
}
