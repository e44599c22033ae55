// Sums, means and extremes over axes.

import { checkList } from "../checkArgument.js";
import { checkOptions } from "../checkOptions.js";
import { checkTensor } from "../checkTensor.js";
import { expect } from "../errors.js";
import { apply, defineOp } from "../op.js";
import { normalizeAxes, type Shape, stridesOf } from "../shape.js";
import type { OpDefinition, Tensor, Values } from "../tensor.js";

/** Ascending axes, counted from 0. The output lacks them or, with `keepDims`, has them at length 1. */
export interface Reduction {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

interface ReduceOptions<Name extends string> {
  readonly name: Name;
  readonly start: number;
  readonly step: (total: number, value: number) => number;
  readonly finish: (total: number, count: number) => number;
}

function defineReduce<const Name extends string>({
  name,
  start,
  step,
  finish,
}: ReduceOptions<Name>): OpDefinition<Reduction, ["x"], Name> {
  return defineOp<Reduction, ["x"], Name>({
    name,
    inputs: ["x"],
    shape: ([x], { axes, keepDims }) => {
      expect(
        axes.every((axis) => axis >= 0 && axis < x!.length),
        () => `axes [${axes}] are not all among the ${x!.length} of x`,
      );
      return keepDims ? keptShape(x!, axes) : x!.filter((_, axis) => !axes.includes(axis));
    },
    reference: ([x], y, { inputs: [shape], attributes: { axes } }) => {
      if (axes.length < shape!.length && axes.every((axis, index) => axis === index)) {
        foldRows(x!, y, { start, step, finish });
        return;
      }
      const kept = offsetsOf(shape!, (axis) => !axes.includes(axis));
      const reduced = offsetsOf(shape!, (axis) => axes.includes(axis));
      for (let i = 0; i < kept.length; i += 1) y[i] = finish(fold(x!, kept[i]!, reduced, start, step), reduced.length);
    },
    gradient: "listed",
  });
}

/** Reduces leading axes row by row, in memory order. */
function foldRows(
  x: Values,
  y: Values,
  { start, step, finish }: Pick<ReduceOptions<string>, "start" | "step" | "finish">,
): void {
  const totals = new Float64Array(y.length).fill(start);
  for (let row = 0; row < x.length; row += y.length) {
    for (let i = 0; i < y.length; i += 1) totals[i] = step(totals[i]!, x[row + i]!);
  }
  for (let i = 0; i < y.length; i += 1) y[i] = finish(totals[i]!, x.length / y.length);
}

function fold(
  x: Values,
  base: number,
  offsets: Uint32Array,
  start: number,
  step: ReduceOptions<string>["step"],
): number {
  let total = start;
  for (let i = 0; i < offsets.length; i += 1) total = step(total, x[base + offsets[i]!]!);
  return total;
}

/** The places of the elements that differ only along the chosen axes, in row-major order. */
function offsetsOf(shape: Shape, chosen: (axis: number) => boolean): Uint32Array {
  const strides = stridesOf(shape);
  let offsets = Uint32Array.of(0);
  for (let axis = 0; axis < shape.length; axis += 1) {
    if (!chosen(axis)) continue;
    const length = shape[axis]!;
    const longer = new Uint32Array(offsets.length * length);
    for (let i = 0; i < longer.length; i += 1) {
      longer[i] = offsets[Math.floor(i / length)]! + (i % length) * strides[axis]!;
    }
    offsets = longer;
  }
  return offsets;
}

export function keptShape(shape: Shape, axes: readonly number[]): Shape {
  return shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
}

export const sumOp = defineReduce({
  name: "sum",
  start: 0,
  step: (total, value) => total + value,
  finish: (total) => total,
});

export const meanOp = defineReduce({
  name: "mean",
  start: 0,
  step: (total, value) => total + value,
  finish: (total, count) => total / count,
});

export const maxOp = defineReduce({
  name: "max",
  start: Number.NEGATIVE_INFINITY,
  step: Math.max,
  finish: (total) => total,
});

export const minOp = defineReduce({
  name: "min",
  start: Number.POSITIVE_INFINITY,
  step: Math.min,
  finish: (total) => total,
});

export type Axes = number | readonly number[] | null;

function reduce(op: OpDefinition<Reduction>, x: Tensor, axes: Axes, options: KeepDims): Tensor {
  checkTensor(op.name, "x", x);
  checkOptions(op.name, options, { keepDims: "boolean" });
  if (axes !== null && axes !== undefined) checkList(op.name, "axes", [axes].flat(), "number");
  const { keepDims = false } = options;
  return apply(op, [x], { axes: normalizeAxes(axes, x.rank), keepDims });
}

interface KeepDims {
  /** Whether a summed axis stays, at length 1. Default: false. */
  readonly keepDims?: boolean;
}

/** The sum over `axes`: one, a list, or null for all; -1 is the last. Default: null. @throws ShapeError if x lacks an axis */
export function sum(x: Tensor, axes: Axes = null, options: KeepDims = {}): Tensor {
  return reduce(sumOp, x, axes, options);
}

/** The mean over `axes`, as `sum`. */
export function mean(x: Tensor, axes: Axes = null, options: KeepDims = {}): Tensor {
  return reduce(meanOp, x, axes, options);
}

/** The largest element over `axes`, as `sum`; equal ones share the gradient. */
export function max(x: Tensor, axes: Axes = null, options: KeepDims = {}): Tensor {
  return reduce(maxOp, x, axes, options);
}

/** The smallest element over `axes`, as `sum`; equal ones share the gradient. */
export function min(x: Tensor, axes: Axes = null, options: KeepDims = {}): Tensor {
  return reduce(minOp, x, axes, options);
}
