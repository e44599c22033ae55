// Reading a picture through an affine map, once, with bilinear interpolation (scipy's `order=1`).

import type { Picture } from "../picture.js";
import { type AffineMap, identityMap } from "./affine.js";

/**
 * What lies outside a picture `a b c d`:
 * - `nearest`: `a a a | a b c d | d d d`
 * - `constant`: `k k k | a b c d | k k k`, with no mixing across the edge
 * - `reflect`: `c b a | a b c d | d c b`
 * - `wrap`: `b c d | a b c d | a b c` (scipy's "grid-wrap"; its "wrap", which Keras used, loses a pixel a turn)
 */
export type FillMode = "nearest" | "constant" | "reflect" | "wrap";

export const fillModes: readonly FillMode[] = ["nearest", "constant", "reflect", "wrap"];

/** What is outside the picture, and its value where it is constant. */
export interface Outside {
  readonly fillMode: FillMode;
  readonly cval: number;
}

/** Rounding in the map must not push a place on the edge outside it. */
const tolerance = 1e-6;

/** The values of the picture read through the map, not rounded: `[height, width, 3]`, 0 to 255. */
export function sampleAffine(picture: Picture, map: AffineMap, outside: Outside): Float32Array {
  if (map === identityMap) return Float32Array.from(picture.data);
  const { width, height, data } = picture;
  const [a, b, c, d, e, f] = map;
  const output = new Float32Array(width * height * 3);
  let to = 0;
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1, to += 3) {
      const y = a * row + b * column + c;
      const x = d * row + e * column + f;
      const top = Math.floor(y);
      const left = Math.floor(x);
      if (top < 0 || left < 0 || top >= height - 1 || left >= width - 1) {
        sampleOutside(picture, y, x, outside, output, to);
        continue;
      }
      const down = y - top;
      const right = x - left;
      const northWest = (top * width + left) * 3;
      const southWest = northWest + width * 3;
      const topLeft = (1 - down) * (1 - right);
      const topRight = (1 - down) * right;
      const bottomLeft = down * (1 - right);
      const bottomRight = down * right;
      for (let channel = 0; channel < 3; channel += 1) {
        const upper = topLeft * data[northWest + channel]! + topRight * data[northWest + 3 + channel]!;
        const lower = bottomLeft * data[southWest + channel]! + bottomRight * data[southWest + 3 + channel]!;
        output[to + channel] = upper + lower;
      }
    }
  }
  return output;
}

/** One pixel that has a neighbour outside, or on the last row or column. */
function sampleOutside(
  { width, height, data }: Picture,
  y: number,
  x: number,
  { fillMode, cval }: Outside,
  output: Float32Array,
  to: number,
): void {
  const isOutside = y < -tolerance || x < -tolerance || y > height - 1 + tolerance || x > width - 1 + tolerance;
  if (fillMode === "constant" && isOutside) {
    output.fill(cval, to, to + 3);
    return;
  }
  const top = Math.floor(y);
  const left = Math.floor(x);
  const down = y - top;
  const right = x - left;
  const upperRow = foldIndex(top, height, fillMode) * width;
  const lowerRow = foldIndex(top + 1, height, fillMode) * width;
  const leftColumn = foldIndex(left, width, fillMode);
  const rightColumn = foldIndex(left + 1, width, fillMode);
  for (let channel = 0; channel < 3; channel += 1) {
    const at = (rowStart: number, column: number): number => data[(rowStart + column) * 3 + channel]!;
    const upper = (1 - right) * at(upperRow, leftColumn) + right * at(upperRow, rightColumn);
    const lower = (1 - right) * at(lowerRow, leftColumn) + right * at(lowerRow, rightColumn);
    output[to + channel] = (1 - down) * upper + down * lower;
  }
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
