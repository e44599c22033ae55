// Reading a picture through an affine map, once (scipy's `affine_transform`).

import { type AffineMap, identityMap } from "./affine.js";
import { type FillMode, foldPlace, isOutside } from "./fillMode.js";
import type { Sampling } from "./interpolation.js";
import type { Pixels } from "./pixels.js";
import { sampleSpline } from "./spline.js";

/** The values of the picture read through the map, not rounded: `[height, width, 3]`, in `output` if its way needs no other. */
export function sampleAffine(
  picture: Pixels,
  map: AffineMap,
  sampling: Sampling,
  output: Float32Array = new Float32Array(picture.data.length),
): Float32Array {
  const { interpolationOrder } = sampling;
  if (map === identityMap) {
    output.set(picture.data);
    return output;
  }
  if (interpolationOrder > 1) return sampleSpline(picture, map, sampling);
  const sampleRow = interpolationOrder === 0 ? nearestRow : bilinearRow;
  for (let row = 0; row < picture.height; row += 1) sampleRow(picture, row, map, sampling, output);
  return output;
}

function bilinearRow(picture: Pixels, row: number, map: AffineMap, sampling: Sampling, output: Float32Array): void {
  const { width, height, data } = picture;
  const [a, b, c, d, e, f] = map;
  const { fillMode, cval } = sampling;
  const isNearest = fillMode === "nearest";
  const [lastRow, lastColumn, rowLength] = [height - 1, width - 1, width * 3];
  const [downOfRow, rightOfRow] = [a * row, d * row];
  for (let column = 0, to = row * rowLength; column < width; column += 1, to += 3) {
    let y = downOfRow + b * column + c;
    let x = rightOfRow + e * column + f;
    if (isNearest) {
      y = y < 0 ? 0 : Math.min(y, lastRow);
      x = x < 0 ? 0 : Math.min(x, lastColumn);
    } else if (!(y >= 0 && x >= 0 && y < lastRow && x < lastColumn)) {
      if (fillMode === "constant" && (isOutside(y, height) || isOutside(x, width))) {
        output.fill(cval, to, to + 3);
        continue;
      }
      y = foldPlace(y, height, fillMode);
      x = foldPlace(x, width, fillMode);
    }
    // As integers, so that all addresses are: half a pixel before the first, where reflections end, is the first.
    const top = y | 0;
    const left = x | 0;
    const down = y < 0 ? 0 : y - top;
    const right = x < 0 ? 0 : x - left;
    const ofNorthWest = (1 - down) * (1 - right);
    const ofNorthEast = (1 - down) * right;
    const ofSouthWest = down * (1 - right);
    const ofSouthEast = down * right;
    const northWest = top * rowLength + left * 3;
    const northEast = left < lastColumn ? northWest + 3 : northWest;
    const toSouth = top < lastRow ? rowLength : 0;
    const southWest = northWest + toSouth;
    const southEast = northEast + toSouth;
    output[to] =
      ofNorthWest * data[northWest]! +
      ofNorthEast * data[northEast]! +
      ofSouthWest * data[southWest]! +
      ofSouthEast * data[southEast]!;
    output[to + 1] =
      ofNorthWest * data[northWest + 1]! +
      ofNorthEast * data[northEast + 1]! +
      ofSouthWest * data[southWest + 1]! +
      ofSouthEast * data[southEast + 1]!;
    output[to + 2] =
      ofNorthWest * data[northWest + 2]! +
      ofNorthEast * data[northEast + 2]! +
      ofSouthWest * data[southWest + 2]! +
      ofSouthEast * data[southEast + 2]!;
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
