// What is transformed: the pixels of a picture, or values that have been computed from them.

import { checkPicture, type Picture, type PictureSize } from "../picture.js";

/** Values `[height, width, 3]` in row-major order: bytes, or any numbers. */
export interface Pixels extends PictureSize {
  readonly data: Picture["data"] | Float32Array;
}

/** @throws LinnetError naming the function that was asked */
export function checkPixels(where: string, pixels: Pixels): void {
  checkPicture(where, pixels, [Uint8Array, Uint8ClampedArray, Float32Array]);
}
