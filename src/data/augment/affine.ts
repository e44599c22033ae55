// The affine map of a transform, composed in Keras's order: rotation, shift, shear, zoom, about the picture's center
// (keras_preprocessing 1.1, affine_transformations.py, apply_affine_transform), then the flips.

import type { PictureSize } from "../picture.js";
import type { TransformParameters } from "./parameters.js";

/**
 * From a place in the output to the place in the input whose value it takes, both as (row, column):
 * `row' = a * row + b * column + c`, `column' = d * row + e * column + f`. The last row, 0 0 1, is left out.
 */
export type AffineMap = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const identityMap: AffineMap = [1, 0, 0, 0, 1, 0];

/** `first` after `second`, as matrices are multiplied. */
function multiply(first: AffineMap, second: AffineMap): AffineMap {
  const [a, b, c, d, e, f] = first;
  const [g, h, i, j, k, l] = second;
  return [a * g + b * j, a * h + b * k, a * i + b * l + c, d * g + e * j, d * h + e * k, d * i + e * l + f];
}

/** The map of these parameters on a picture of this size; `identityMap` itself where they move nothing. */
export function affineMap(parameters: TransformParameters, { width, height }: PictureSize): AffineMap {
  const { theta, tx, ty, shear, zx, zy, flipHorizontal, flipVertical } = parameters;
  const maps: AffineMap[] = [];
  if (theta !== 0) {
    const angle = (theta * Math.PI) / 180;
    maps.push([Math.cos(angle), -Math.sin(angle), 0, Math.sin(angle), Math.cos(angle), 0]);
  }
  if (tx !== 0 || ty !== 0) maps.push([1, 0, tx, 0, 1, ty]);
  if (shear !== 0) {
    const angle = (shear * Math.PI) / 180;
    maps.push([1, -Math.sin(angle), 0, 0, Math.cos(angle), 0]);
  }
  if (zx !== 1 || zy !== 1) maps.push([zx, 0, 0, 0, zy, 0]);
  const centerRow = height / 2 - 0.5;
  const centerColumn = width / 2 - 0.5;
  if (maps.length > 0) {
    maps.unshift([1, 0, centerRow, 0, 1, centerColumn]);
    maps.push([1, 0, -centerRow, 0, 1, -centerColumn]);
  }
  // Keras flips what the affine map has made, so a flipped place is looked up in that map's output.
  if (flipHorizontal) maps.push([1, 0, 0, 0, -1, width - 1]);
  if (flipVertical) maps.push([-1, 0, height - 1, 0, 1, 0]);
  return maps.length === 0 ? identityMap : maps.reduce(multiply);
}
