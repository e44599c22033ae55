// One transform of one picture: the affine map with the flips in one reading, then the two changes of color.

import { affineMap } from "./affine.js";
import type { Sampling } from "./interpolation.js";
import type { TransformParameters } from "./parameters.js";
import type { Pixels } from "./pixels.js";
import { sampleAffine } from "./readThroughMap.js";

/** The transformed picture, not rounded, `[height, width, 3]`. @param output where it may be. Default: new memory */
export function transformPicture(
  picture: Pixels,
  parameters: TransformParameters,
  sampling: Sampling,
  output?: Float32Array,
): Float32Array {
  const values = sampleAffine(picture, affineMap(parameters, picture), sampling, output);
  const { channelShiftIntensity, brightness } = parameters;
  if (channelShiftIntensity !== null) shiftChannels(values, channelShiftIntensity);
  if (brightness !== null) multiplyBrightness(values, brightness);
  return values;
}

/** Keras's `apply_channel_shift`: the same shift for all channels, cut at the least and largest value there is. */
function shiftChannels(values: Float32Array, shift: number): void {
  const [least, largest] = extent(values);
  for (let index = 0; index < values.length; index += 1) {
    values[index] = Math.min(Math.max(values[index]! + shift, least), largest);
  }
}

/**
 * Keras's `apply_brightness_shift`, which goes by way of Pillow's bytes: fractions are dropped before and after. Values that
 * are not all within 0 to 255 are stretched over the bytes before and back after.
 */
function multiplyBrightness(values: Float32Array, brightness: number): void {
  const [least, largest] = extent(values);
  const isStretched = least < 0 || largest > 255;
  const span = Math.fround(largest - least);
  const factor = Math.fround(brightness);
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index]!;
    const byte = Math.trunc(isStretched ? stretched(value, least, span) : value);
    const brighter = Math.trunc(Math.min(Math.max(Math.fround(byte * factor), 0), 255));
    values[index] = isStretched ? (brighter / 255) * span + least : brighter;
  }
}

function stretched(value: number, least: number, span: number): number {
  const above = Math.fround(value - least);
  return Math.fround((span === 0 ? above : Math.fround(above / span)) * 255);
}

function extent(values: Float32Array): readonly [least: number, largest: number] {
  let least = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < least) least = value;
    if (value > largest) largest = value;
  }
  return [least, largest];
}
