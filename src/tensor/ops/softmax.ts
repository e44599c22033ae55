// Softmax and its logarithm, over the last axis.

import { expect } from "../errors.js";
import { apply, defineOp } from "../op.js";
import type { Shape } from "../shape.js";
import type { OpDefinition, Tensor, Values } from "../tensor.js";

function sameShape([x]: readonly Shape[]): Shape {
  expect(x!.length > 0, () => "x is expected to have an axis");
  return x!;
}

export const softmaxOp: OpDefinition<object, ["x"], "softmax"> = defineOp({
  name: "softmax",
  inputs: ["x"],
  shape: sameShape,
  reference: ([x], y, { output }) => {
    forEachRow(output, (start, end) => {
      const { largest, logTotal } = logSumExp(x!, start, end);
      for (let i = start; i < end; i += 1) y[i] = Math.exp(x![i]! - largest - logTotal);
    });
  },
  gradient: "listed",
});

export const logSoftmaxOp: OpDefinition<object, ["x"], "logSoftmax"> = defineOp({
  name: "logSoftmax",
  inputs: ["x"],
  shape: sameShape,
  reference: ([x], y, { output }) => {
    forEachRow(output, (start, end) => {
      const { largest, logTotal } = logSumExp(x!, start, end);
      for (let i = start; i < end; i += 1) y[i] = x![i]! - largest - logTotal;
    });
  },
  gradient: "listed",
});

function forEachRow(shape: Shape, visit: (start: number, end: number) => void): void {
  const length = shape[shape.length - 1]!;
  const size = shape.reduce((a, b) => a * b, 1);
  for (let start = 0; start < size; start += length) visit(start, start + length);
}

/**
 * log(sum(e^x)) of a row as `largest + logTotal`, so that no power overflows. The two stay apart because their sum would
 * round the second away where logits are huge.
 */
export function logSumExp(x: Values, start: number, end: number): { largest: number; logTotal: number } {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = start; i < end; i += 1) largest = Math.max(largest, x[i]!);
  let total = 0;
  for (let i = start; i < end; i += 1) total += Math.exp(x[i]! - largest);
  return { largest, logTotal: Math.log(total) };
}

/** `e^x / sum(e^x)` over the last axis. @throws ShapeError on a scalar */
export function softmax(x: Tensor): Tensor {
  return apply(softmaxOp, [x], {});
}

/** The logarithm of `softmax`, without its rounding. @throws ShapeError on a scalar */
export function logSoftmax(x: Tensor): Tensor {
  return apply(logSoftmaxOp, [x], {});
}
