// What may be done to a picture, and what is done to one picture of one epoch. Names and ranges are those of Keras's
// ImageDataGenerator (keras_preprocessing 1.1, image_data_generator.py, get_random_transform).

import { LinnetError } from "../../tensor/errors.js";
import { seededRandom } from "../../tensor/random.js";
import type { PictureSize } from "../picture.js";
import { type FillMode, fillModes } from "./fillMode.js";

/** A pair of numbers, the lower first. */
type Range = readonly [low: number, high: number];

export interface AugmentOptions {
  /** Degrees: the picture is turned by -range to range. Default: 0. */
  readonly rotationRange?: number;
  /** Below 1: part of the width; a whole number of 1 or more: that many pixels, not included; a list: one of these pixels or its negative. Default: 0. */
  readonly widthShiftRange?: number | readonly number[];
  /** As `widthShiftRange`, of the height. */
  readonly heightShiftRange?: number | readonly number[];
  /** Degrees: the picture is sheared by -range to range. Default: 0. */
  readonly shearRange?: number;
  /** A number is `[1 - zoom, 1 + zoom]`; below 1 enlarges. Height and width are zoomed apart. Default: 0. */
  readonly zoomRange?: number | Range;
  /** Added to every channel: -range to range, kept between the picture's least and largest value. Default: 0. */
  readonly channelShiftRange?: number;
  /** Factors between which every value is multiplied, and cut at 255. Default: none. */
  readonly brightnessRange?: Range | null;
  /** Mirrors every other picture left to right. Default: false. */
  readonly horizontalFlip?: boolean;
  /** Default: false. */
  readonly verticalFlip?: boolean;
  /** What lies outside the picture. Default: `nearest`. */
  readonly fillMode?: FillMode;
  /** The value outside if `fillMode` is `constant`. Default: 0. */
  readonly cval?: number;
}

/** Every option with its value, checked: plain data that can be sent to a thread. */
export interface AugmentSettings extends Required<AugmentOptions> {
  readonly zoomRange: Range;
}

/** What is done to one picture, in Keras's terms and order; shifts in pixels, angles in degrees. */
export interface TransformParameters {
  readonly theta: number;
  /** Down. */
  readonly tx: number;
  /** Right. */
  readonly ty: number;
  readonly shear: number;
  /** Of the height. */
  readonly zx: number;
  /** Of the width. */
  readonly zy: number;
  readonly flipHorizontal: boolean;
  readonly flipVertical: boolean;
  readonly channelShift: number;
  readonly brightness: number;
}

/** Parameters that change nothing. */
export const noTransform: TransformParameters = {
  theta: 0,
  tx: 0,
  ty: 0,
  shear: 0,
  zx: 1,
  zy: 1,
  flipHorizontal: false,
  flipVertical: false,
  channelShift: 0,
  brightness: 1,
};

/** @throws LinnetError naming the argument that is out of its range */
export function resolveAugmentOptions(options: AugmentOptions): AugmentSettings {
  const { zoomRange = 0, brightnessRange = null, fillMode = "nearest" } = options;
  const settings: AugmentSettings = {
    rotationRange: options.rotationRange ?? 0,
    widthShiftRange: options.widthShiftRange ?? 0,
    heightShiftRange: options.heightShiftRange ?? 0,
    shearRange: options.shearRange ?? 0,
    zoomRange: typeof zoomRange === "number" ? [1 - zoomRange, 1 + zoomRange] : zoomRange,
    channelShiftRange: options.channelShiftRange ?? 0,
    brightnessRange,
    horizontalFlip: options.horizontalFlip ?? false,
    verticalFlip: options.verticalFlip ?? false,
    fillMode,
    cval: options.cval ?? 0,
  };
  for (const name of ["rotationRange", "shearRange", "channelShiftRange"] as const) {
    demand(settings[name] >= 0 && Number.isFinite(settings[name]), name, "a number of 0 or more", settings[name]);
  }
  for (const name of ["widthShiftRange", "heightShiftRange"] as const) {
    const range = settings[name];
    const right = typeof range === "number" ? range >= 0 && Number.isFinite(range) : range.every(Number.isFinite);
    demand(right, name, "a number of 0 or more, or a list of numbers", range);
  }
  const [least, most] = settings.zoomRange;
  demand(
    least > 0 && most >= least && Number.isFinite(most),
    "zoomRange",
    "factors above 0, the lower first",
    zoomRange,
  );
  if (brightnessRange !== null) {
    const [dark, light] = brightnessRange;
    demand(
      dark >= 0 && light >= dark && Number.isFinite(light),
      "brightnessRange",
      "two factors of 0 or more, the lower first",
      brightnessRange,
    );
  }
  demand(fillModes.includes(fillMode), "fillMode", `one of ${fillModes.join(", ")}`, fillMode);
  return settings;
}

function demand(condition: boolean, name: string, expected: string, found: unknown): void {
  if (!condition)
    throw new LinnetError(`ImageDataGenerator: expected ${name} to be ${expected}, got ${JSON.stringify(found)}`);
}

/** What the changes of a picture depend on. */
export interface PictureKey {
  readonly seed: number | string;
  readonly epoch: number;
  readonly index: number;
}

/**
 * The parameters of one picture in one epoch: a function of the seed, the epoch and the index alone, so the order of work
 * and the number of threads do not matter. Every number is drawn whether it is used or not, so switching one option on
 * leaves the others as they were.
 */
export function randomParameters(
  settings: AugmentSettings,
  { width, height }: PictureSize,
  key: PictureKey,
): TransformParameters {
  const random = seededRandom(key.seed, "augment", key.epoch, key.index);
  const within = ([low, high]: Range): number => low + (high - low) * random();
  const around = (range: number): number => within([-range, range]);
  return {
    theta: around(settings.rotationRange),
    tx: randomShift(settings.heightShiftRange, height, random),
    ty: randomShift(settings.widthShiftRange, width, random),
    shear: around(settings.shearRange),
    zx: within(settings.zoomRange),
    zy: within(settings.zoomRange),
    flipHorizontal: random() < 0.5 && settings.horizontalFlip,
    flipVertical: random() < 0.5 && settings.verticalFlip,
    channelShift: around(settings.channelShiftRange),
    brightness: within(settings.brightnessRange ?? [1, 1]),
  };
}

function randomShift(range: number | readonly number[], length: number, random: () => number): number {
  const magnitude = random();
  const sign = random() < 0.5 ? -1 : 1;
  if (typeof range !== "number") return sign * (range[Math.floor(magnitude * range.length)] ?? 0);
  if (range >= 1 && Number.isInteger(range)) return sign * Math.floor(magnitude * range);
  return sign * magnitude * (range < 1 ? range * length : range);
}
