// The arguments of Keras's ImageDataGenerator, checked, and which of them ask for others.

import { warnOnce } from "../../platform/warnOnce.js";
import { checkOptions, type OptionKinds } from "../../tensor/checkOptions.js";
import { LinnetError } from "../../tensor/errors.js";
import type { PictureSize } from "../picture.js";
import type { AugmentOptions } from "./options.js";

export interface ImageDataGeneratorOptions extends AugmentOptions {
  /** Takes off each channel's mean over the pictures that `fit` was given. Default: false. */
  readonly featurewiseCenter?: boolean;
  /** Takes off each picture's own mean. Default: false. */
  readonly samplewiseCenter?: boolean;
  /** Divides by each channel's deviation over the pictures that `fit` was given, after their mean is taken off. Default: false. */
  readonly featurewiseStdNormalization?: boolean;
  /** Divides by each picture's own deviation, after its mean is taken off. Default: false. */
  readonly samplewiseStdNormalization?: boolean;
  /** Whitens by the covariance of the pictures that `fit` was given, after their mean is taken off. Default: false. */
  readonly zcaWhitening?: boolean;
  /** Added to what whitening divides by. Default: 1e-6. */
  readonly zcaEpsilon?: number;
  /** Multiplies every value, as in `1 / 255`, before it is centered. Default: null, none. */
  readonly rescale?: number | null;
  /** Called on each augmented picture's values `[height, width, 3]`, before `rescale`; keeps their number. Default: null. */
  readonly preprocessingFunction?: ((values: Float32Array, size: PictureSize) => Float32Array) | null;
  /** The part, between 0 and 1, that `imageFlow` gives as `subset: "validation"`. Default: 0. */
  readonly validationSplit?: number;
  /** Keras takes it in `flow`. Default: 0. */
  readonly seed?: number | string;
}

const optionKinds: OptionKinds<ImageDataGeneratorOptions> = {
  featurewiseCenter: "boolean",
  samplewiseCenter: "boolean",
  featurewiseStdNormalization: "boolean",
  samplewiseStdNormalization: "boolean",
  zcaWhitening: "boolean",
  zcaEpsilon: "number",
  rotationRange: "number",
  widthShiftRange: ["number", "list"],
  heightShiftRange: ["number", "list"],
  brightnessRange: ["list", "null"],
  shearRange: "number",
  zoomRange: ["number", "list"],
  channelShiftRange: "number",
  fillMode: "string",
  cval: "number",
  horizontalFlip: "boolean",
  verticalFlip: "boolean",
  rescale: ["number", "null"],
  preprocessingFunction: ["function", "null"],
  validationSplit: "number",
  interpolationOrder: "number",
  seed: ["number", "string"],
};

/** Keras's arguments that there is no choice in. */
const settled: { readonly [name: string]: string } = {
  dataFormat: "pictures are [height, width, channels]",
  data_format: "pictures are [height, width, channels]",
  dtype: "values are float32",
};

/** @throws LinnetError naming an argument that is unknown, of another kind, or that cannot be chosen */
export function checkGeneratorOptions(options: ImageDataGeneratorOptions): void {
  for (const [name, fact] of Object.entries(settled))
    if (typeof options === "object" && options !== null && name in options)
      throw new LinnetError(`ImageDataGenerator: ${name} cannot be chosen: ${fact}`);
  checkOptions("ImageDataGenerator", options, optionKinds);
}

/** What is done featurewise and samplewise, after Keras's rules of what asks for what. */
export interface FeatureSteps {
  readonly samplewiseCenter: boolean;
  readonly samplewiseStdNormalization: boolean;
  readonly mean: boolean;
  readonly std: boolean;
  readonly zcaEpsilon: number | null;
}

export function resolveSteps(options: ImageDataGeneratorOptions): FeatureSteps {
  const { zcaWhitening = false, zcaEpsilon = 1e-6, featurewiseStdNormalization = false } = options;
  const { samplewiseStdNormalization = false, samplewiseCenter = false, featurewiseCenter = false } = options;
  if (zcaWhitening && featurewiseStdNormalization)
    warnOnce("an ImageDataGenerator with zcaWhitening leaves featurewiseStdNormalization out");
  return {
    samplewiseCenter: samplewiseCenter || samplewiseStdNormalization,
    samplewiseStdNormalization,
    mean: featurewiseCenter || featurewiseStdNormalization || zcaWhitening,
    std: featurewiseStdNormalization && !zcaWhitening,
    zcaEpsilon: zcaWhitening ? checkFinite("zcaEpsilon", zcaEpsilon) : null,
  };
}

export function checkFinite(name: string, value: number): number {
  if (Number.isFinite(value)) return value;
  throw new LinnetError(`ImageDataGenerator: expected ${name} to be a finite number, got ${value}`);
}

export function checkValidationSplit(split: number): number {
  if (split >= 0 && split < 1) return split;
  throw new LinnetError(`ImageDataGenerator: expected validationSplit to be 0 or more and below 1, got ${split}`);
}
