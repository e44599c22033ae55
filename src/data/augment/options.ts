// What may be done to pictures: the arguments of Keras's ImageDataGenerator that its threads need, checked.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { type FillMode, fillModes } from "./fillMode.js";

/** A pair of numbers, in any order. */
export type Range = readonly [from: number, to: number];

export interface AugmentOptions {
  /** Degrees: the picture is turned by -range to range. Default: 0. */
  readonly rotationRange?: number;
  /**
   * How far the picture is shifted to either side. Below 1: a part of the width; a whole number of 1 or more: that many pixels,
   * not included; another number: pixels; a list: one of its numbers, which are parts of the width if all are below 1.
   * (Keras takes 1.0 for less than a pixel; JavaScript cannot tell it from 1, which is no shift.) Default: 0.
   */
  readonly widthShiftRange?: number | readonly number[];
  /** As `widthShiftRange`, of the height. */
  readonly heightShiftRange?: number | readonly number[];
  /** Degrees: the picture is sheared by -range to range. Default: 0. */
  readonly shearRange?: number;
  /** A number is `[1 - zoom, 1 + zoom]`; below 1 enlarges. Height and width are zoomed apart. Default: 0. */
  readonly zoomRange?: number | Range;
  /** Added to every channel: -range to range, kept between the picture's least and largest value. Default: 0. */
  readonly channelShiftRange?: number;
  /** Factors between which the picture's bytes are multiplied; the results are bytes. Default: null, none. */
  readonly brightnessRange?: Range | null;
  /** Mirrors every other picture left to right. Default: false. */
  readonly horizontalFlip?: boolean;
  /** Mirrors every other picture top to bottom. Default: false. */
  readonly verticalFlip?: boolean;
  /** What lies outside the picture. Default: `nearest`. */
  readonly fillMode?: FillMode;
  /** The value outside if `fillMode` is `constant`. Default: 0. */
  readonly cval?: number;
  /** The order of the spline between pixels: 0 the nearest pixel, 1 bilinear, up to 5. Default: 1. */
  readonly interpolationOrder?: number;
}

/** Every option with its value, checked: plain data that can be sent to a thread. */
export interface AugmentSettings extends Required<AugmentOptions> {
  readonly zoomRange: Range;
}

/** @throws LinnetError naming the argument that is no number, or out of its range */
export function resolveAugmentOptions(options: AugmentOptions): AugmentSettings {
  const { zoomRange = 0, brightnessRange = null, fillMode = "nearest", interpolationOrder = 1 } = options;
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
    interpolationOrder,
  };
  for (const name of ["rotationRange", "shearRange", "channelShiftRange", "cval"] as const)
    demand(Number.isFinite(settings[name]), name, "a number", settings[name]);
  for (const name of ["widthShiftRange", "heightShiftRange"] as const)
    demand(areNumbers([settings[name]].flat()), name, "a number or a list of numbers", settings[name]);
  demand(isRange(settings.zoomRange), "zoomRange", "a number or two numbers", zoomRange);
  demand(brightnessRange === null || isRange(brightnessRange), "brightnessRange", "two numbers", brightnessRange);
  demand(fillModes.includes(fillMode), "fillMode", `one of ${fillModes.join(", ")}`, fillMode);
  const isOrder = Number.isInteger(interpolationOrder) && interpolationOrder >= 0 && interpolationOrder <= 5;
  demand(isOrder, "interpolationOrder", "a whole number from 0 to 5", interpolationOrder);
  return settings;
}

/** Whether any random change is asked for. */
export function changesPictures(settings: AugmentSettings): boolean {
  const { rotationRange, shearRange, channelShiftRange, zoomRange, widthShiftRange, heightShiftRange } = settings;
  const ranges = [rotationRange, shearRange, channelShiftRange, widthShiftRange, heightShiftRange].flat();
  return (
    ranges.some((range) => range !== 0) ||
    zoomRange.some((zoom) => zoom !== 1) ||
    settings.brightnessRange !== null ||
    settings.horizontalFlip ||
    settings.verticalFlip
  );
}

function isRange(range: readonly unknown[]): boolean {
  return range.length === 2 && areNumbers(range);
}

function areNumbers(list: readonly unknown[]): boolean {
  return list.every((number) => Number.isFinite(number));
}

function demand(condition: boolean, name: string, expected: string, found: unknown): void {
  if (condition) return;
  const words = Array.isArray(found)
    ? `[${found.slice(0, 5).map(describe).join(", ")}${found.length > 5 ? ", …" : ""}]`
    : describe(found);
  throw new LinnetError(`ImageDataGenerator: expected ${name} to be ${expected}, got ${words}`);
}
