// Functions over axes: sums, extremes, their places.

import { LinnetError } from "../../tensor/errors.js";
import { add, mul, sub } from "../../tensor/ops/binary.js";
import { argMax } from "../../tensor/ops/indexing.js";
import { max, mean, min, sum } from "../../tensor/ops/reduce.js";
import { reshape } from "../../tensor/ops/reshape.js";
import { slice } from "../../tensor/ops/slice.js";
import { abs, exp, log, neg, sqrt, square } from "../../tensor/ops/unary.js";
import type { Tensor } from "../../tensor/tensor.js";
import { flagOf, numberOf } from "../attributes.js";
import { axisOf } from "../functions/axes.js";
import { arranged, withoutAxes } from "../functions/axesInMemory.js";
import { withLast } from "../functions/lastAxis.js";
import { type Reduction, reduced } from "../functions/reduction.js";
import { sliced } from "../functions/take.js";
import { madeValue } from "../knownValues.js";
import type { OpFunction } from "../opTable.js";
import { shapeOf } from "../value.js";
import { expectInput, listFrom } from "./inputs.js";
import { wholeRanges } from "./parts.js";

/** Axes are an attribute in old versions, an input in new ones; none means all, or with a flag none. */
function reduction(functions: Reduction): OpFunction {
  return (inputs, node) => {
    const x = expectInput(inputs, 0);
    const given = listFrom(node, "axes", inputs, 1);
    const isAll = given === null || given.length === 0;
    if (isAll && flagOf(node, "noop_with_empty_axes", false)) return [reduced(x, [], { ...functions, keepDims: true })];
    return [reduced(x, isAll ? null : given, { ...functions, keepDims: flagOf(node, "keepdims", true) })];
  };
}

const total = (numbers: Float64Array, f: (x: number) => number = (x) => x): number =>
  numbers.reduce((all, one) => all + f(one), 0);

/** Without overflow: the largest is taken out first. */
function logSumExp(x: Tensor, axes: readonly number[], options: { readonly keepDims: boolean }): Tensor {
  const largest = max(x, axes, { keepDims: true });
  const rest = log(sum(exp(sub(x, largest)), axes, { keepDims: true }));
  const result = add(rest, largest);
  return options.keepDims
    ? result
    : reshape(
        result,
        x.shape.filter((_, axis) => !axes.includes(axis)),
      );
}

/** One factor after the other: an axis of many is refused. */
function productOver(x: Tensor, axes: readonly number[], { keepDims }: { readonly keepDims: boolean }): Tensor {
  const MOST_FACTORS = 4096;
  const result = axes.reduce((all, axis) => {
    const length = all.shape[axis]!;
    if (length > MOST_FACTORS)
      throw new LinnetError(`linnet multiplies at most ${MOST_FACTORS} numbers, got ${length}`);
    const one = all.shape.map((own, place) => (place === axis ? 1 : own));
    const factor = (at: number): Tensor =>
      slice(
        all,
        one.map((_, place) => (place === axis ? at : 0)),
        one,
      );
    return Array.from({ length: length - 1 }, (_, at) => factor(at + 1)).reduce((a, b) => mul(a, b), factor(0));
  }, x);
  return keepDims
    ? result
    : reshape(
        result,
        x.shape.filter((_, axis) => !axes.includes(axis)),
      );
}

/** Of several largest the first or, if asked for, the last. */
function place(isLargest: boolean): OpFunction {
  return (inputs, node) => {
    const x = expectInput(inputs, 0);
    const shape = shapeOf(x);
    const axis = axisOf(numberOf(node, "axis", 0), shape.length);
    const isLast = flagOf(node, "select_last_index", false);
    const ranges = wholeRanges(shape);
    if (isLast) ranges[axis] = { begin: shape[axis]! - 1, count: shape[axis]!, step: -1 };
    const turned = isLast ? sliced(x, ranges) : x;
    const axes = withLast(turned, axis, shape.length);
    const tensor = arranged(turned, axes);
    const found = argMax(isLargest ? tensor : neg(tensor));
    const places = isLast ? sub(shape[axis]! - 1, found) : found;
    if (!flagOf(node, "keepdims", true)) return [madeValue(places, "int64", withoutAxes(axes, new Set([axis])))];
    return [madeValue(reshape(places, [...places.shape, 1]), "int64", axes)];
  };
}

export const reductions: { readonly [op: string]: OpFunction } = {
  ReduceSum: reduction({ host: (x) => total(x), tensor: sum }),
  ReduceMean: reduction({ host: (x) => total(x) / x.length, tensor: mean }),
  ReduceMax: reduction({ host: (x) => x.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY), tensor: max }),
  ReduceMin: reduction({ host: (x) => x.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY), tensor: min }),
  ReduceProd: reduction({ host: (x) => x.reduce((a, b) => a * b, 1), tensor: productOver }),
  ReduceL1: reduction({ host: (x) => total(x, Math.abs), tensor: (x, ...how) => sum(abs(x), ...how) }),
  ReduceL2: reduction({
    host: (x) => Math.sqrt(total(x, (one) => one * one)),
    tensor: (x, ...how) => sqrt(sum(square(x), ...how)),
  }),
  ReduceSumSquare: reduction({
    host: (x) => total(x, (one) => one * one),
    tensor: (x, ...how) => sum(square(x), ...how),
  }),
  ReduceLogSum: reduction({ host: (x) => Math.log(total(x)), tensor: (x, ...how) => log(sum(x, ...how)) }),
  ReduceLogSumExp: reduction({ host: (x) => Math.log(total(x, Math.exp)), tensor: logSumExp }),
  ArgMax: place(true),
  ArgMin: place(false),
};
