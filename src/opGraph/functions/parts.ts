// Parts of values, and joins, as TensorFlow and TensorFlow Lite write them.

import { LinnetError } from "../../tensor/errors.js";
import { formatShape, type Shape, sizeOf } from "../../tensor/shape.js";
import { shapeOf, toNumbers, type Value } from "../value.js";
import { axesOf, axisOf } from "./axes.js";
import { padded } from "./pad.js";
import { squeezed, transposed, unsqueezed } from "./shapes.js";
import { joined, sliced, taken } from "./take.js";

/** Longer axes are not picked from entry by entry: the list of entries would take long to make. */
const MOST_ENTRIES = 2 ** 20;

function checkEntries(length: number): void {
  if (length > MOST_ENTRIES)
    throw new LinnetError(`expected an axis of at most ${MOST_ENTRIES} entries, got ${length}`);
}

/** Parts of these lengths along an axis. @throws LinnetError if they are not the whole axis */
function partsOf(x: Value, axis: number, lengths: readonly number[]): Value[] {
  const shape = shapeOf(x);
  const at = axisOf(axis, shape.length);
  if (lengths.reduce((sum, length) => sum + length, 0) !== shape[at])
    throw new LinnetError(`expected parts of ${shape[at]} together, got ${lengths.slice(0, 8).join(", ")}`);
  let begin = 0;
  return lengths.map((count) => {
    const ranges = shape.map((length, place) =>
      place === at ? { begin, count, step: 1 } : { begin: 0, count: length, step: 1 },
    );
    begin += count;
    return sliced(x, ranges);
  });
}

/** @throws LinnetError if the axis has no such number of equal parts */
export function equalParts(x: Value, axis: number, count: number): Value[] {
  const length = shapeOf(x)[axisOf(axis, shapeOf(x).length)]!;
  const isPossible = Number.isInteger(count) && count > 0 && count <= Math.max(length, 1);
  if (isPossible && Number.isInteger(length / count))
    return partsOf(x, axis, new Array<number>(count).fill(length / count));
  throw new LinnetError(`expected axis ${axis} of ${formatShape(shapeOf(x))} to have ${count} equal parts`);
}

/** Parts of an axis, one of whose lengths may be -1, for the rest. */
export function partsByLengths(x: Value, axis: number, lengths: readonly number[]): Value[] {
  const whole = shapeOf(x)[axisOf(axis, shapeOf(x).length)]!;
  const known = lengths.filter((length) => length >= 0).reduce((sum, length) => sum + length, 0);
  return partsOf(
    x,
    axis,
    lengths.map((length) => (length < 0 ? whole - known : length)),
  );
}

/** From `begin` on, of the size; -1 is all that is left. @throws LinnetError if it is not inside */
export function block(x: Value, begin: readonly number[], size: readonly number[]): Value {
  const shape = shapeOf(x);
  if (begin.length !== shape.length || size.length !== shape.length)
    throw new LinnetError(
      `expected a begin and a size for each of ${shape.length} axes, got ${begin.length} and ${size.length}`,
    );
  const counts = size.map((count, axis) => (count === -1 ? shape[axis]! - begin[axis]! : count));
  if (counts.some((count) => !(count >= 0)))
    throw new LinnetError(`expected sizes of 0 or more, got ${size.join(", ")}`);
  return sliced(
    x,
    counts.map((count, axis) => ({ begin: begin[axis]!, count, step: 1 })),
  );
}

/** Values of one shape along a new axis. */
export function packed(values: readonly Value[], axis: number): Value {
  const at = axisOf(axis, shapeOf(values[0]!).length + 1);
  return joined(
    values.map((one) => unsqueezed(one, [at])),
    at,
  );
}

/** The entries of an axis, each without it. */
export function unpacked(x: Value, axis: number): Value[] {
  const at = axisOf(axis, shapeOf(x).length);
  return equalParts(x, at, shapeOf(x)[at]!).map((part) => squeezed(part, [at]));
}

/** The entries of these axes from last to first. */
export function reversedAlong(x: Value, axes: readonly number[]): Value {
  return axesOf(axes, shapeOf(x).length).reduce((value, axis) => {
    const length = shapeOf(value)[axis]!;
    checkEntries(length);
    return taken(
      value,
      axis,
      Array.from({ length }, (_, index) => length - 1 - index),
    );
  }, x);
}

/** Matrices, transposed if they are asked for so. */
export function turned(value: Value, isTurned: boolean): Value {
  const { length } = shapeOf(value);
  const order = Array.from({ length }, (_, axis) => (axis < length - 2 ? axis : 2 * length - 3 - axis));
  return isTurned ? transposed(value, order) : value;
}

/** Cells before and after each axis, from a value `[axes, 2]`. @throws LinnetError if it is not one for these axes */
export function padsOf(value: Value, rank: number): readonly [before: number[], after: number[]] {
  const numbers = toNumbers(value, "the padding");
  if (numbers.length !== 2 * rank || numbers.some((cells) => cells < 0))
    throw new LinnetError(
      `expected two lengths of 0 or more for each of ${rank} axes, got ${numbers.slice(0, 16).join(", ")}`,
    );
  return [numbers.filter((_, place) => place % 2 === 0), numbers.filter((_, place) => place % 2 === 1)];
}

/** Padded with what lies inside of it. @throws LinnetError if that is more than there is */
export function mirrored(x: Value, pads: Value, mode: "reflect" | "symmetric"): Value {
  const shape = shapeOf(x);
  const [before, after] = padsOf(pads, shape.length);
  shape.forEach((length, axis) => {
    if (before[axis]! + after[axis]! > 0) checkEntries(length + before[axis]! + after[axis]!);
  });
  const most = (axis: number): number => shape[axis]! - Number(mode === "reflect");
  const tooMuch = shape.findIndex((_, axis) => Math.max(before[axis]!, after[axis]!) > Math.max(most(axis), 0));
  if (tooMuch < 0) return padded(x, before, after, mode);
  throw new LinnetError(
    `expected at most ${Math.max(most(tooMuch), 0)} cells around axis ${tooMuch} of ${formatShape(shape)}`,
  );
}

/** The first number of a value that is known. @throws LinnetError if there is none */
export function numberIn(value: Value, what: string): number {
  const [number] = toNumbers(value, what);
  if (number !== undefined) return number;
  throw new LinnetError(`expected ${what}, got nothing`);
}

/** A shape that was written down for one example, for as many as there are: the first axis stays what it is. */
export function forBatch(shape: Shape, wanted: Shape): Shape {
  const [batch = 1] = shape;
  const isForOne = wanted[0] === 1 && batch > 1 && !wanted.includes(-1);
  return isForOne && sizeOf(wanted) * batch === sizeOf(shape) ? [batch, ...wanted.slice(1)] : wanted;
}

/** Two numbers for each axis, from a value `[axes, 2]`. */
export function pairsOf(value: Value, what: string): readonly (readonly [number, number])[] {
  const numbers = toNumbers(value, what);
  return Array.from({ length: numbers.length / 2 }, (_, axis) => [numbers[2 * axis]!, numbers[2 * axis + 1]!] as const);
}
