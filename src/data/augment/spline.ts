// Reading a picture through an affine map with splines of order 2 to 5, as scipy does: the pixels become the coefficients
// of a B-spline that passes through them (Unser, Aldroubi, Eden, "Fast B-spline transforms for continuous image
// representation and interpolation", 1991), and a place's value is the sum of the splines that reach it.

import type { AffineMap } from "./affine.js";
import { type FillMode, foldPlace, isOutside } from "./fillMode.js";
import type { Sampling } from "./interpolation.js";
import type { Pixels } from "./pixels.js";
import { type Coefficients, splineCoefficients } from "./splineCoefficients.js";

/** The values of the picture read through the map, not rounded: `[height, width, 3]`. */
export function sampleSpline(picture: Pixels, map: AffineMap, sampling: Sampling): Float32Array {
  const { width, height } = picture;
  const [a, b, c, d, e, f] = map;
  const { fillMode, cval, interpolationOrder: order } = sampling;
  const spline = splineCoefficients(picture, order, fillMode);
  const down = createTaps(order);
  const right = createTaps(order);
  const output = new Float32Array(picture.data.length);
  for (let row = 0, to = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1, to += 3) {
      const y = a * row + b * column + c;
      const x = d * row + e * column + f;
      if (fillMode === "constant" && (isOutside(y, height) || isOutside(x, width))) output.fill(cval, to, to + 3);
      else {
        placeTaps(down, y + spline.padding, spline.height, fillMode);
        placeTaps(right, x + spline.padding, spline.width, fillMode);
        sumTaps(spline, down, right, output, to);
      }
    }
  }
  return output;
}

/** The coefficients that reach a place along one axis, and how much of each. */
interface Taps {
  readonly order: number;
  readonly positions: Int32Array;
  readonly weights: Float64Array;
}

function createTaps(order: number): Taps {
  return { order, positions: new Int32Array(order + 1), weights: new Float64Array(order + 1) };
}

function placeTaps({ order, positions, weights }: Taps, place: number, length: number, fillMode: FillMode): void {
  const within = foldPlace(place, length, fillMode);
  // Splines of odd order have their knots on pixels, those of even order between them.
  const shifted = order % 2 === 1 ? within : within + 0.5;
  const knot = Math.floor(shifted);
  const first = knot - Math.floor(order / 2);
  for (let tap = 0; tap <= order; tap += 1) positions[tap] = foldPosition(first + tap, length, fillMode);
  placeWeights(weights, order, shifted - knot);
}

/** The B-splines of this order that are not 0 at `u`, between 0 and 1 after a knot: the recursion of Cox and de Boor. */
function placeWeights(weights: Float64Array, order: number, u: number): void {
  weights[0] = 1;
  for (let degree = 1; degree <= order; degree += 1) {
    let carried = 0;
    for (let tap = 0; tap < degree; tap += 1) {
      const part = weights[tap]! / degree;
      weights[tap] = carried + (tap + 1 - u) * part;
      carried = (u + degree - tap - 1) * part;
    }
    weights[degree] = carried;
  }
}

/** Coefficients go on beyond the edge as the pixels do that they were made of; where pixels end, as in a mirror. */
function foldPosition(position: number, length: number, fillMode: FillMode): number {
  if (position >= 0 && position < length) return position;
  if (length === 1) return 0;
  if (fillMode === "reflect") {
    const within = position - Math.floor(position / (2 * length)) * 2 * length;
    return within < length ? within : 2 * length - 1 - within;
  }
  if (fillMode === "nearest") return position < 0 ? 0 : length - 1;
  const turn = 2 * length - 2;
  const within = position - Math.floor(position / turn) * turn;
  return within < length ? within : turn - within;
}

function sumTaps({ values, width }: Coefficients, down: Taps, right: Taps, output: Float32Array, to: number): void {
  let [red, green, blue] = [0, 0, 0];
  for (const [tap, row] of down.positions.entries()) {
    for (const [other, column] of right.positions.entries()) {
      const weight = down.weights[tap]! * right.weights[other]!;
      const from = (row * width + column) * 3;
      red += weight * values[from]!;
      green += weight * values[from + 1]!;
      blue += weight * values[from + 2]!;
    }
  }
  output[to] = red;
  output[to + 1] = green;
  output[to + 2] = blue;
}
