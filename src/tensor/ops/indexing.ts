// Ops that turn indexes into values and back. Indexes are whole numbers held in float32, exact to 2^24.

import { expect, expectWhole } from "../errors.js";
import { apply, defineOp } from "../op.js";
import { type Shape, sizeOf } from "../shape.js";
import type { OpDefinition, Tensor } from "../tensor.js";
import { LOWEST } from "./pool.js";

export const gatherOp: OpDefinition<object, ["x", "indexes"], "gather"> = defineOp({
  name: "gather",
  inputs: ["x", "indexes"],
  shape: ([x, indexes]) => {
    expect(x!.length > 0, () => "x is expected to have an axis");
    return [...indexes!, ...x!.slice(1)];
  },
  reference: ([x, indexes], y, { inputs: [shape] }) => {
    const row = sizeOf(shape!.slice(1));
    for (let i = 0; i < indexes!.length; i += 1) {
      const start = indexes![i]! * row;
      if (isIndex(indexes![i]!, shape![0]!)) y.set(x!.subarray(start, start + row), i * row);
      else y.fill(0, i * row, (i + 1) * row);
    }
  },
  gradient: {
    x: (dy, { inputs: [x, indexes] }) => apply(gatherGradientOp, [dy, indexes!], { inputShape: x!.shape }),
    indexes: null,
  },
});

function isIndex(index: number, length: number): boolean {
  return Number.isInteger(index) && index >= 0 && index < length;
}

/** Adds each row of dy to the row that it came from. */
export const gatherGradientOp: OpDefinition<{ readonly inputShape: Shape }, ["dy", "indexes"], "gatherGradient"> =
  defineOp({
    name: "gatherGradient",
    inputs: ["dy", "indexes"],
    shape: (_, { inputShape }) => inputShape,
    reference: ([dy, indexes], dx, { output }) => {
      const row = sizeOf(output.slice(1));
      dx.fill(0);
      for (let i = 0; i < indexes!.length; i += 1) {
        if (!isIndex(indexes![i]!, output[0]!)) continue;
        const start = indexes![i]! * row;
        for (let j = 0; j < row; j += 1) dx[start + j]! += dy![i * row + j]!;
      }
    },
    gradient: { dy: (ddx, { inputs: [, indexes] }) => gather(ddx, indexes!), indexes: null },
  });

export const oneHotOp = defineOp<{ readonly depth: number }, ["indexes"], "oneHot">({
  name: "oneHot",
  inputs: ["indexes"],
  shape: ([indexes], { depth }) => {
    expectWhole("depth", depth);
    return [...indexes!, depth];
  },
  reference: ([indexes], y, { attributes: { depth } }) => {
    y.fill(0);
    for (let i = 0; i < indexes!.length; i += 1) {
      const index = indexes![i]!;
      if (index >= 0 && index < depth) y[i * depth + index] = 1;
    }
  },
  gradient: { indexes: null },
});

/** NaN is never larger; 0 is larger than -0, as in Keras. */
function isLarger(value: number, other: number): boolean {
  return value > other || (value === 0 && Object.is(value, 0) && Object.is(other, -0));
}

export const argMaxOp = defineOp<object, ["x"], "argMax">({
  name: "argMax",
  inputs: ["x"],
  shape: ([x]) => {
    expect(x!.length > 0, () => "x is expected to have an axis");
    return x!.slice(0, -1);
  },
  reference: ([x], y, { inputs: [shape] }) => {
    const length = shape![shape!.length - 1]!;
    for (let row = 0; row < y.length; row += 1) {
      let [best, largest] = [0, LOWEST];
      for (let i = 0; i < length; i += 1) {
        const value = x![row * length + i]!;
        if (!isLarger(value, largest)) continue;
        [best, largest] = [i, value];
      }
      y[row] = best;
    }
  },
  gradient: { x: null },
});

/** Entries of x's first axis: `[...indexes, ...rest]`, zeros if an index is outside. @throws ShapeError if x is a scalar */
export function gather(x: Tensor, indexes: Tensor): Tensor {
  return apply(gatherOp, [x, indexes], {});
}

/** `[...indexes, depth]`: 1 at each index, else 0, also if an index is outside. @throws ShapeError if depth is not a whole number above 0 */
export function oneHot(indexes: Tensor, depth: number): Tensor {
  return apply(oneHotOp, [indexes], { depth });
}

/** The place of the largest entry along the last axis, the first if several are equal. NaN is never the largest. Its gradient is 0. */
export function argMax(x: Tensor): Tensor {
  return apply(argMaxOp, [x], {});
}
