// Reading a picture through an affine map, once, with bilinear interpolation (scipy's `order=1`).

import type { Picture } from "../picture.js";
import { type AffineMap, identityMap } from "./affine.js";
import type { FillMode } from "./fillMode.js";

/** What is outside the picture, and its value where it is constant. */
export interface Outside {
  readonly fillMode: FillMode;
  readonly cval: number;
}

/** Rounding in the map must not push a place on the edge outside it. */
const tolerance = 1e-6;

/** The values of the picture read through the map, not rounded: `[height, width, 3]`, 0 to 255. */
export function sampleAffine(picture: Picture, map: AffineMap, outside: Outside): Float32Array {
  const output = new Float32Array(picture.data.length);
  if (map === identityMap) output.set(picture.data);
  else for (let row = 0; row < picture.height; row += 1) sampleRow(picture, row, map, outside, output);
  return output;
}

function sampleRow(picture: Picture, row: number, map: AffineMap, outside: Outside, output: Float32Array): void {
  const { width, height, data } = picture;
  const [a, b, c, d, e, f] = map;
  const { fillMode, cval } = outside;
  const lastRow = height - 1;
  const lastColumn = width - 1;
  for (let column = 0, to = row * width * 3; column < width; column += 1, to += 3) {
    const y = a * row + b * column + c;
    const x = d * row + e * column + f;
    const top = Math.floor(y);
    const left = Math.floor(x);
    let northWest = (top * width + left) * 3;
    let northEast = northWest + 3;
    let southWest = northWest + width * 3;
    let southEast = southWest + 3;
    if (top < 0 || left < 0 || top >= lastRow || left >= lastColumn) {
      if (fillMode === "constant" && isOutside(y, lastRow, x, lastColumn)) {
        output.fill(cval, to, to + 3);
        continue;
      }
      const upperRow = foldIndex(top, height, fillMode) * width;
      const lowerRow = foldIndex(top + 1, height, fillMode) * width;
      const leftColumn = foldIndex(left, width, fillMode);
      const rightColumn = foldIndex(left + 1, width, fillMode);
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

function isOutside(y: number, lastRow: number, x: number, lastColumn: number): boolean {
  return y < -tolerance || x < -tolerance || y > lastRow + tolerance || x > lastColumn + tolerance;
}

/** The index within 0 to `length - 1` whose value stands at any whole index. */
function foldIndex(index: number, length: number, fillMode: FillMode): number {
  switch (fillMode) {
    case "nearest":
    case "constant":
      return Math.min(Math.max(index, 0), length - 1);
    case "wrap":
      return modulo(index, length);
    case "reflect": {
      const place = modulo(index, 2 * length);
      return place < length ? place : 2 * length - 1 - place;
    }
  }
}

function modulo(index: number, length: number): number {
  return ((index % length) + length) % length;
}
