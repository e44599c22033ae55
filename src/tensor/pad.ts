// Padding of every axis: with a number, or with entries of the tensor again. Negative padding cuts off.

import { checkArgument } from "./checkArgument.js";
import { checkOptions } from "./checkOptions.js";
import { checkTensor } from "./checkTensor.js";
import { describe } from "./describe.js";
import { LinnetError, ShapeError } from "./errors.js";
import { pad2d } from "./ops/pad2d.js";
import { takeAlong } from "./ops/resample.js";
import { slice } from "./ops/slice.js";
import { where } from "./ops/where.js";
import { Tensor } from "./tensor.js";
import type { Pair } from "./window.js";

/** `reflect` leaves the outermost entry out, `symmetric` repeats it; `edge` is the outermost again, `wrap` the other end. */
export type PadMode = "constant" | "reflect" | "symmetric" | "edge" | "wrap";

export interface PadOptions {
  /** Default: `constant`. */
  readonly mode?: PadMode;
  /** For `constant`. Default: 0. */
  readonly value?: number;
}

/** Which entry of an axis stands at a place outside of it. */
const places: { readonly [Mode in Exclude<PadMode, "constant">]: (place: number, length: number) => number } = {
  edge: (place, length) => Math.min(Math.max(place, 0), length - 1),
  wrap: (place, length) => modulo(place, length),
  symmetric: (place, length) => {
    const inside = modulo(place, 2 * length);
    return Math.min(inside, 2 * length - 1 - inside);
  },
  reflect: (place, length) => {
    const inside = modulo(place, Math.max(2 * (length - 1), 1));
    return Math.min(inside, 2 * (length - 1) - inside);
  },
};

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

/**
 * x with `[before, after]` entries more along each axis, or fewer where they are negative. See https://keras.io/api/ops/numpy, pad.
 * @throws ShapeError if there is no pair of whole numbers for each axis, or they cut off more than there is; LinnetError if the mode is unknown
 */
export function pad(x: Tensor, padding: readonly Pair[], options: PadOptions = {}): Tensor {
  checkTensor("pad", "x", x);
  checkArgument("pad", "padding", padding, "list");
  checkOptions("pad", options, { mode: "string", value: "number" });
  const { mode = "constant", value = 0 } = options;
  const isPair = (pair: unknown): boolean =>
    Array.isArray(pair) && pair.length === 2 && pair.every((cells) => Number.isInteger(cells));
  const remains = (pair: Pair, axis: number): boolean => x.shape[axis]! + pair[0] + pair[1] >= 0;
  if (padding.length !== x.rank || !padding.every(isPair) || !padding.every(remains)) {
    const found = `padding is expected as [before, after] for each of ${x.rank} axes, got ${describe(padding)}`;
    throw new ShapeError("pad", found, [["x", x.shape]]);
  }
  if (mode === "constant") return filled(x, padding, value);
  if (!Object.hasOwn(places, mode))
    throw new LinnetError(
      `pad: expected mode to be one of constant, ${Object.keys(places).join(", ")}, got ${describe(mode)}`,
    );
  return padding.reduce((y, pair, axis) => along(y, axis, pair, (place) => places[mode](place, x.shape[axis]!)), x);
}

function along(x: Tensor, axis: number, [before, after]: Pair, placeOf: (place: number) => number): Tensor {
  if (before === 0 && after === 0) return x;
  const length = x.shape[axis]! + before + after;
  return takeAlong(
    x,
    axis,
    Array.from({ length }, (_, place) => placeOf(place - before)),
  );
}

function filled(x: Tensor, padding: readonly Pair[], value: number): Tensor {
  const inside = cut(x, padding);
  const added = padding.map(([before, after]): Pair => [Math.max(before, 0), Math.max(after, 0)]);
  const zeros = zeroPadded(inside, added);
  return value === 0 || zeros === inside ? zeros : where(insideMask(inside.shape, added), zeros, value);
}

function cut(x: Tensor, padding: readonly Pair[]): Tensor {
  const start = padding.map(([before]) => Math.max(-before, 0));
  const size = padding.map(([, after], axis) => x.shape[axis]! - start[axis]! - Math.max(-after, 0));
  return padding.every((pair) => pair[0] >= 0 && pair[1] >= 0) ? x : slice(x, start, size);
}

function zeroPadded(x: Tensor, padding: readonly Pair[]): Tensor {
  const [first, rows, columns, last] = padding;
  const isNone = (pair: Pair | undefined): boolean => pair?.[0] === 0 && pair[1] === 0;
  if (padding.every(isNone)) return x;
  if (x.rank === 4 && isNone(first) && isNone(last)) return pad2d(x, [...rows!, ...columns!]);
  return padding.reduce(
    (y, pair, axis) => along(y, axis, pair, (place) => (place >= 0 && place < x.shape[axis]! ? place : -1)),
    x,
  );
}

/** 1 where the padded tensor has x's entries, else 0. */
function insideMask(shape: readonly number[], padding: readonly Pair[]): Tensor {
  const ones = Tensor.from(new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1), shape);
  return zeroPadded(ones, padding);
}
