// Keras's ImageDataGenerator: random changes to pictures, repeatable by seed, and the standardization of their values
// (https://keras.io/api/preprocessing/image/, class ImageDataGenerator; numbers are Keras 3's).

import { warnOnce } from "../platform/warnOnce.js";
import { checkCount } from "../tensor/checkCount.js";
import { checkOptions, type OptionKinds } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import type { Tensor } from "../tensor/tensor.js";
import { fitFigures, type SampleFigures } from "./augment/featurewise.js";
import { checkRows, pixelsOf } from "./augment/fittedPictures.js";
import {
  checkFinite,
  checkGeneratorOptions,
  checkValidationSplit,
  type FeatureSteps,
  type ImageDataGeneratorOptions,
  resolveSteps,
} from "./augment/generatorOptions.js";
import { type AugmentSettings, changesPictures, resolveAugmentOptions } from "./augment/options.js";
import { noTransform, randomParameters, type TransformParameters } from "./augment/parameters.js";
import { checkPixels, type Pixels } from "./augment/pixels.js";
import { multiply, type Standardization, standardizeValues } from "./augment/standardize.js";
import { transformPicture } from "./augment/transform.js";
import { checkSize, type Picture, type PictureSize } from "./picture.js";

/** Which random change: the same key gives the same one, whatever was asked before. */
export interface TransformKey {
  readonly epoch: number;
  /** The picture's place in the whole set, not in the batch. */
  readonly index: number;
}

export interface GeneratorFitOptions {
  /** Whether the figures are those of changed pictures. Default: false. */
  readonly augment?: boolean;
  /** How often each picture is changed, if it is. Default: 1. */
  readonly rounds?: number;
  /** Of the changes. Default: the generator's. */
  readonly seed?: number | string;
}

const parameterKinds: OptionKinds<TransformParameters> = {
  theta: "number",
  tx: "number",
  ty: "number",
  shear: "number",
  zx: "number",
  zy: "number",
  flipHorizontal: "boolean",
  flipVertical: "boolean",
  channelShiftIntensity: ["number", "null"],
  brightness: ["number", "null"],
};

const fitKinds: OptionKinds<GeneratorFitOptions> = { augment: "boolean", rounds: "number", seed: ["number", "string"] };

const keyKinds: OptionKinds<TransformKey> = { epoch: "number", index: "number" };

export class ImageDataGenerator {
  readonly settings: AugmentSettings;
  readonly seed: number | string;
  readonly preprocessingFunction: ((values: Float32Array, size: PictureSize) => Float32Array) | null;
  readonly validationSplit: number;
  private readonly rescale: number | null;
  private readonly steps: FeatureSteps;
  private fitted: SampleFigures | null = null;

  /** @throws LinnetError naming the argument that is unknown, or out of its range */
  constructor(options: ImageDataGeneratorOptions = {}) {
    checkGeneratorOptions(options);
    this.settings = resolveAugmentOptions(options);
    this.seed = options.seed ?? 0;
    this.preprocessingFunction = options.preprocessingFunction ?? null;
    this.validationSplit = checkValidationSplit(options.validationSplit ?? 0);
    // As in Keras, a factor of 0 is none.
    this.rescale = checkFinite("rescale", options.rescale ?? 0) || null;
    this.steps = resolveSteps(options);
  }

  /** Whether there is a change that it may make: without one, it only standardizes. */
  get isRandom(): boolean {
    return changesPictures(this.settings);
  }

  /** The change that a picture of this size gets. @throws LinnetError if the size or the key is not of whole numbers */
  getRandomTransform(size: PictureSize, key: TransformKey): TransformParameters {
    checkSize("getRandomTransform", size);
    checkOptions("getRandomTransform", key, keyKinds);
    return randomParameters(this.settings, size, { seed: this.seed, ...key });
  }

  /**
   * A picture under this change, not rounded, `[height, width, 3]`. What is not given changes nothing.
   * @throws LinnetError naming a parameter that is unknown, or a picture that is none
   */
  applyTransform(picture: Pixels, parameters: Partial<TransformParameters>): Float32Array {
    checkPixels("applyTransform", picture);
    checkOptions<Partial<TransformParameters>>("applyTransform", parameters, parameterKinds);
    return transformPicture(picture, { ...noTransform, ...parameters }, this.settings);
  }

  /** A picture under the change of this key, not rounded, `[height, width, 3]`. @throws as `applyTransform` */
  randomTransform(picture: Pixels, key: TransformKey): Float32Array {
    return this.applyTransform(picture, this.getRandomTransform(picture, key));
  }

  /**
   * Learns what `featurewiseCenter`, `featurewiseStdNormalization` and `zcaWhitening` need, from pictures or from values
   * `[count, height, width, 3]`, after `rescale`. A flow or loader takes what has been learned when it is opened.
   * @throws LinnetError if there are no pictures, or whitening is asked for and their sizes differ
   */
  fit(pictures: readonly Picture[] | Tensor, options: GeneratorFitOptions = {}): void {
    checkOptions("ImageDataGenerator.fit", options, fitKinds);
    const { augment = false, rounds = 1, seed = this.seed } = options;
    checkCount("ImageDataGenerator.fit", "rounds", rounds);
    const sample = pixelsOf(pictures).map(({ width, height, data }) => ({
      width,
      height,
      data: Float32Array.from(data),
    }));
    const { rescale, settings } = this;
    if (rescale !== null) for (const { data } of sample) multiply(data, rescale);
    const changed = (epoch: number): Float32Array[] =>
      sample.map((one, index) =>
        transformPicture(one, randomParameters(settings, one, { seed, epoch, index }), settings),
      );
    const rows = augment
      ? Array.from({ length: rounds }, (_, epoch) => changed(epoch)).flat()
      : sample.map(({ data }) => data);
    checkRows(rows, this.steps.zcaEpsilon !== null);
    this.fitted = fitFigures(rows, this.steps);
  }

  /** Each channel's mean over what the generator was fitted to, or null. */
  get mean(): readonly number[] | null {
    return this.fitted?.mean ?? null;
  }

  /** Each channel's deviation over what the generator was fitted to, or null. */
  get std(): readonly number[] | null {
    return this.fitted?.std ?? null;
  }

  /** All that `standardize` does after the function, as plain data; warns, as Keras does, where `fit` is missing. */
  get standardization(): Standardization {
    const { fitted, rescale, steps } = this;
    if (fitted === null && (steps.mean || steps.std || steps.zcaEpsilon !== null))
      warnOnce("an ImageDataGenerator that centers, scales or whitens featurewise has not been fitted: call fit first");
    const { mean, std, whitening } = fitted ?? { mean: null, std: null, whitening: null };
    const { samplewiseCenter, samplewiseStdNormalization } = steps;
    return { rescale, samplewiseCenter, samplewiseStdNormalization, mean, std, whitening };
  }

  /**
   * `preprocessingFunction`, `rescale`, the picture's own figures, the sample's, whitening; the values may be changed in place.
   * @throws LinnetError if the function gives another number of values, or whitening was fitted to another size
   */
  standardize(values: Float32Array, size: PictureSize): Float32Array {
    checkPixels("standardize", { ...size, data: values });
    const result = this.preprocessingFunction?.(values, size) ?? values;
    if (!(result instanceof Float32Array) || result.length !== values.length) {
      const expected = `a Float32Array of ${values.length} values, got ${describe(result)}`;
      throw new LinnetError(`ImageDataGenerator: expected preprocessingFunction to give ${expected}`);
    }
    standardizeValues(result, this.standardization);
    return result;
  }
}
