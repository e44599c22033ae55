// One transform of one picture: the affine map with the flips in one reading, then the two changes of color.

import type { Picture } from "../picture.js";
import { affineMap } from "./affine.js";
import type { AugmentSettings, TransformParameters } from "./parameters.js";
import { sampleAffine } from "./sample.js";

/** The transformed picture as values from 0 to 255, not rounded, `[height, width, 3]`. */
export function transformPicture(
  picture: Picture,
  parameters: TransformParameters,
  settings: AugmentSettings,
): Float32Array {
  const values = sampleAffine(picture, affineMap(parameters, picture), settings);
  if (parameters.channelShift !== 0) shiftChannels(values, parameters.channelShift);
  if (parameters.brightness !== 1) multiplyBrightness(values, parameters.brightness);
  return values;
}

/** Keras's `apply_channel_shift`: the same shift for all channels, cut at the least and largest value there is. */
function shiftChannels(values: Float32Array, shift: number): void {
  let least = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < least) least = value;
    if (value > largest) largest = value;
  }
  for (let index = 0; index < values.length; index += 1) {
    values[index] = Math.min(Math.max(values[index]! + shift, least), largest);
  }
}

/** Pillow's brightness: a blend with black. Keras also stretches the contrast to 0..255 before it, which is not done here. */
function multiplyBrightness(values: Float32Array, factor: number): void {
  for (let index = 0; index < values.length; index += 1) values[index] = Math.min(values[index]! * factor, 255);
}
