// Where a thread finds the element of an input that is broadcast to the output's shape, as text.

import { broadcastStrides, type Shape, stridesOf } from "../../../tensor/shape.js";
import { layoutOf } from "../layout.js";

const [X, Y, Z] = ["this.thread.x", "this.thread.y", "this.thread.z"];

/** `[z][y][x]` in the layout of `input`. */
export function readBroadcast(input: Shape, output: Shape): string {
  const rank = output.length;
  const channel = (input.at(-1) ?? 1) === 1 ? "0" : X;
  // The input's rows of channels, counted through all of its axes but the last.
  const strides = broadcastStrides([...input.slice(0, -1), 1], [...output.slice(0, -1), 1]);
  const [, columns, rows] = layoutOf(input);
  if (rank >= 3 && isWhole(input, output, rank)) return `[${Z}][${Y}][${channel}]`;
  const terms = strides
    .slice(0, -1)
    .map((stride, axis) => (stride === 0 ? null : times(coordinate(output, axis), stride)));
  const line = terms.filter((term) => term !== null).join(" + ") || "0";
  if (columns === 1) return `[${line}][0][${channel}]`;
  if (rows === 1) return `[0][${line}][${channel}]`;
  return `[Math.floor((${line}) / ${columns})][${line} - Math.floor((${line}) / ${columns}) * ${columns}][${channel}]`;
}

/** Whether the input has all of the output's axes before the last. */
function isWhole(input: Shape, output: Shape, rank: number): boolean {
  return input.length === rank && output.slice(0, -1).every((length, axis) => length === input[axis]);
}

/** The thread's place along an axis that is not the last: columns along y, all others along z. */
export function coordinate(output: Shape, axis: number): string {
  const rank = output.length;
  if (rank >= 3 && axis === rank - 2) return Y;
  const leading = rank >= 3 ? output.slice(0, -2) : output.slice(0, -1);
  const stride = stridesOf(leading)[axis]!;
  const place = stride === 1 ? Z : `Math.floor(${Z} / ${stride})`;
  if (axis === 0) return place;
  const group = stride * leading[axis]!;
  return `(${place} - Math.floor(${Z} / ${group}) * ${leading[axis]})`;
}

function times(value: string, factor: number): string {
  return factor === 1 ? value : `${value} * ${factor}`;
}
