// The coefficients of the B-spline that passes through a picture's pixels: a recursive filter forward and backward along
// every row and column (Unser, Aldroubi, Eden, "Fast B-spline transforms for continuous image representation and
// interpolation", 1991).

import { LinnetError } from "../../tensor/errors.js";
import type { FillMode } from "./fillMode.js";
import type { Pixels } from "./pixels.js";

export interface Coefficients {
  readonly width: number;
  readonly height: number;
  /** How far the picture lies within them, on every side. */
  readonly padding: number;
  /** `[height, width, 3]` */
  readonly values: Float64Array;
}

/** As far as scipy continues the pixels at the edge, where no exact condition says how they go on. */
const nearestPadding = 12;

/** The poles of the filter by the spline's order: the roots within the unit circle of its pixels' polynomial. */
const polesOf: { readonly [order: number]: readonly number[] } = {
  2: [Math.sqrt(8) - 3],
  3: [Math.sqrt(3) - 2],
  4: [
    Math.sqrt(664 - Math.sqrt(438976)) + Math.sqrt(304) - 19,
    Math.sqrt(664 + Math.sqrt(438976)) - Math.sqrt(304) - 19,
  ],
  5: [
    Math.sqrt(67.5 - Math.sqrt(4436.25)) + Math.sqrt(26.25) - 6.5,
    Math.sqrt(67.5 + Math.sqrt(4436.25)) - Math.sqrt(26.25) - 6.5,
  ],
};

/** @throws LinnetError if there is no such order */
export function splineCoefficients(picture: Pixels, order: number, fillMode: FillMode): Coefficients {
  const poles = polesOf[order];
  if (poles === undefined) throw new LinnetError(`spline: expected an order of 2 to 5, got ${order}`);
  const spline = padded(picture, fillMode === "nearest" ? nearestPadding : 0);
  const { width, height, values } = spline;
  // A line of one pixel is its own spline.
  if (height > 1)
    for (let start = 0; start < width * 3; start += 1)
      filterLine({ values, start, step: width * 3, length: height }, poles, fillMode);
  if (width > 1)
    for (let row = 0; row < height; row += 1)
      for (let channel = 0; channel < 3; channel += 1)
        filterLine({ values, start: row * width * 3 + channel, step: 3, length: width }, poles, fillMode);
  return spline;
}

/** The picture with its edge pixels repeated on every side. */
function padded(picture: Pixels, padding: number): Coefficients {
  const [width, height] = [picture.width + 2 * padding, picture.height + 2 * padding];
  const values = new Float64Array(width * height * 3);
  for (let row = 0, to = 0; row < height; row += 1) {
    const fromRow = Math.min(Math.max(row - padding, 0), picture.height - 1) * picture.width;
    for (let column = 0; column < width; column += 1, to += 3) {
      const from = (fromRow + Math.min(Math.max(column - padding, 0), picture.width - 1)) * 3;
      for (let channel = 0; channel < 3; channel += 1) values[to + channel] = picture.data[from + channel]!;
    }
  }
  return { width, height, padding, values };
}

interface Line {
  readonly values: Float64Array;
  readonly start: number;
  readonly step: number;
  readonly length: number;
}

/** Filters one line in place. */
function filterLine({ values, start, step, length }: Line, poles: readonly number[], fillMode: FillMode): void {
  const line = Float64Array.from({ length }, (_, place) => values[start + place * step]!);
  const gain = poles.reduce((product, pole) => product * (1 - pole) * (1 - 1 / pole), 1);
  for (let place = 0; place < length; place += 1) line[place]! *= gain;
  const isReflected = fillMode === "reflect" || fillMode === "nearest";
  for (const pole of poles) {
    line[0] = isReflected ? firstReflected(line, pole) : firstMirrored(line, pole);
    for (let place = 1; place < length; place += 1) line[place]! += pole * line[place - 1]!;
    const last = line[length - 1]!;
    line[length - 1] = isReflected
      ? (last * pole) / (pole - 1)
      : ((pole * line[length - 2]! + last) * pole) / (pole * pole - 1);
    for (let place = length - 2; place >= 0; place -= 1) line[place] = pole * (line[place + 1]! - line[place]!);
  }
  for (let place = 0; place < length; place += 1) values[start + place * step] = line[place]!;
}

/** The filter's first value where the line goes on as `c b | a b c d | c b a`: the sum over the whole period. */
function firstMirrored(line: Float64Array, pole: number): number {
  const last = line.length - 1;
  const turn = pole ** last;
  let sum = line[0]! + turn * line[last]!;
  for (let place = 1, power = pole; place < last; place += 1, power *= pole)
    sum += power * (line[place]! + turn * line[last - place]!);
  return sum / (1 - turn * turn);
}

/** The same where it goes on as `b a | a b c d | d c b`. Its last term takes the sum so far for the first value, as scipy's does. */
function firstReflected(line: Float64Array, pole: number): number {
  const { length } = line;
  const turn = pole ** length;
  let sum = line[0]! + turn * line[length - 1]!;
  for (let place = 1, power = pole; place < length; place += 1, power *= pole)
    sum += power * (line[place]! + turn * (place === length - 1 ? sum : line[length - 1 - place]!));
  return (sum * pole) / (1 - turn * turn) + line[0]!;
}
