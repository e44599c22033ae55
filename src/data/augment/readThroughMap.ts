// Reading a picture through an affine map, once (scipy's `affine_transform`).

import { type AffineMap, identityMap } from "./affine.js";
import { type FillMode, foldPlace, isOutside } from "./fillMode.js";
import type { Sampling } from "./interpolation.js";
import type { Pixels } from "./pixels.js";
import { sampleSpline } from "./spline.js";

/** The values of the picture read through the map, not rounded: `[height, width, 3]`. */
export function sampleAffine(picture: Pixels, map: AffineMap, sampling: Sampling): Float32Array {
  if (map === identityMap) return Float32Array.from(picture.data);
  const { interpolationOrder } = sampling;
  if (interpolationOrder > 1) return sampleSpline(picture, map, sampling);
  const output = new Float32Array(picture.data.length);
  const sampleRow = interpolationOrder === 0 ? nearestRow : bilinearRow;
  for (let row = 0; row < picture.height; row += 1) sampleRow(picture, row, map, sampling, output);
  return output;
}

function bilinearRow(picture: Pixels, row: number, map: AffineMap, sampling: Sampling, output: Float32Array): void {
  const { width, height, data } = picture;
  const [a, b, c, d, e, f] = map;
  const { fillMode, cval } = sampling;
  const lastRow = height - 1;
  const lastColumn = width - 1;
  for (let column = 0, to = row * width * 3; column < width; column += 1, to += 3) {
    let y = a * row + b * column + c;
    let x = d * row + e * column + f;
    let top = Math.floor(y);
    let left = Math.floor(x);
    let northWest = (top * width + left) * 3;
    let northEast = northWest + 3;
    let southWest = northWest + width * 3;
    let southEast = southWest + 3;
    if (top < 0 || left < 0 || top >= lastRow || left >= lastColumn) {
      if (fillMode === "constant" && (isOutside(y, height) || isOutside(x, width))) {
        output.fill(cval, to, to + 3);
        continue;
      }
      y = foldPlace(y, height, fillMode);
      x = foldPlace(x, width, fillMode);
      top = Math.floor(y);
      left = Math.floor(x);
      const upperRow = Math.max(top, 0) * width;
      const lowerRow = Math.min(top + 1, lastRow) * width;
      const leftColumn = Math.max(left, 0);
      const rightColumn = Math.min(left + 1, lastColumn);
      northWest = (upperRow + leftColumn) * 3;
      northEast = (upperRow + rightColumn) * 3;
      southWest = (lowerRow + leftColumn) * 3;
      southEast = (lowerRow + rightColumn) * 3;
    }
    const down = y - top;
    const right = x - left;
    const ofNorthWest = (1 - down) * (1 - right);
    const ofNorthEast = (1 - down) * right;
    const ofSouthWest = down * (1 - right);
    const ofSouthEast = down * right;
    for (let channel = 0; channel < 3; channel += 1) {
      output[to + channel] =
        ofNorthWest * data[northWest + channel]! +
        ofNorthEast * data[northEast + channel]! +
        ofSouthWest * data[southWest + channel]! +
        ofSouthEast * data[southEast + channel]!;
    }
  }
}

function nearestRow(picture: Pixels, row: number, map: AffineMap, sampling: Sampling, output: Float32Array): void {
  const { width, height, data } = picture;
  const [a, b, c, d, e, f] = map;
  const { fillMode, cval } = sampling;
  for (let column = 0, to = row * width * 3; column < width; column += 1, to += 3) {
    const y = a * row + b * column + c;
    const x = d * row + e * column + f;
    if (fillMode === "constant" && (isOutside(y, height) || isOutside(x, width))) output.fill(cval, to, to + 3);
    else {
      const nearest = nearestPixel(y, height, fillMode) * width + nearestPixel(x, width, fillMode);
      for (let channel = 0; channel < 3; channel += 1) output[to + channel] = data[nearest * 3 + channel]!;
    }
  }
}

function nearestPixel(place: number, length: number, fillMode: FillMode): number {
  return Math.min(Math.floor(foldPlace(place, length, fillMode) + 0.5), length - 1);
}
