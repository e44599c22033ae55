// The affine map of a transform, composed in Keras's order: rotation, shift, shear, zoom, then the flips
// (Keras 3, src/legacy/preprocessing/image.py, apply_affine_transform).

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

/**
 * The map of these parameters on a picture of this size; `identityMap` itself where they move nothing.
 *
 * Keras 3 composes it on (x, y), x to the right, and changes rows and columns at the end: it writes P M P, where M is the
 * map and P exchanges the axes. The center stands in M as (height / 2 - 0.5, width / 2 - 0.5), so x turns about half of the
 * height: a picture that is not square turns about a point beside its middle. Followed here, for it is what Keras trains on.
 */
export function affineMap(parameters: TransformParameters, { width, height }: PictureSize): AffineMap {
  const { theta, tx, ty, shear, zx, zy, flipHorizontal, flipVertical } = parameters;
  // On (x, y), like all up to the exchange of the axes.
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
  const moved: AffineMap[] = [];
  if (maps.length > 0) {
    const [centerX, centerY] = [height / 2 - 0.5, width / 2 - 0.5];
    const aboutCenter: AffineMap[] = [[1, 0, centerX, 0, 1, centerY], ...maps, [1, 0, -centerX, 0, 1, -centerY]];
    const [a, b, c, d, e, f] = aboutCenter.reduce(multiply);
    moved.push([e, d, f, b, a, c]);
  }
  // Keras flips what the affine map has made, so a flipped place is looked up in that map's output.
  if (flipHorizontal) moved.push([1, 0, 0, 0, -1, width - 1]);
  if (flipVertical) moved.push([-1, 0, height - 1, 0, 1, 0]);
  return moved.length === 0 ? identityMap : moved.reduce(multiply);
}
