// The random change of one picture in one epoch: loaded by the loader that makes such changes.

import type { Picture } from "../picture.js";
import type { AugmentSettings } from "./options.js";
import { type PictureKey, randomParameters } from "./parameters.js";
import { transformPicture } from "./transform.js";

/** The changed picture as values from 0 to 255, not rounded, `[height, width, 3]`. @param output where it may be */
export function augmentPicture(
  picture: Picture,
  settings: AugmentSettings,
  key: PictureKey,
  output?: Float32Array,
): Float32Array {
  return transformPicture(picture, randomParameters(settings, picture, key), settings, output);
}
