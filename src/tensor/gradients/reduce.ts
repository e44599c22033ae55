// Gradients of sums, means and extremes, and of softmax.

import { gradientOf } from "../op.js";
import { div, equal, mul, sub } from "../ops/binary.js";
import { broadcastTo } from "../ops/broadcastTo.js";
import { keptShape, maxOp, meanOp, minOp, type Reduction, sum, sumOp } from "../ops/reduce.js";
import { reshape } from "../ops/reshape.js";
import { logSoftmaxOp, softmaxOp } from "../ops/softmax.js";
import { exp } from "../ops/unary.js";
import { sizeOf } from "../shape.js";
import type { GradientRule, Tensor } from "../tensor.js";

/** A gradient of the reduced shape, repeated over x's. */
function spread(dy: Tensor, x: Tensor, axes: readonly number[]): Tensor {
  return broadcastTo(reshape(dy, keptShape(x.shape, axes)), x.shape);
}

/** Every element that equals the extreme gets an equal share. */
const extremeGradient: GradientRule<Reduction> = (dy, { inputs, output, attributes: { axes } }) => {
  const x = inputs[0]!;
  const isExtreme = equal(x, reshape(output, keptShape(x.shape, axes)));
  const share = div(isExtreme, sum(isExtreme, axes, { keepDims: true }));
  return mul(share, reshape(dy, keptShape(x.shape, axes)));
};

export const reduceGradients = [
  gradientOf(sumOp, { x: (dy, { inputs: [x], attributes }) => spread(dy, x!, attributes.axes) }),
  gradientOf(meanOp, {
    x: (dy, { inputs: [x], output, attributes }) =>
      spread(mul(dy, sizeOf(output.shape) / x!.size), x!, attributes.axes),
  }),
  gradientOf(maxOp, { x: extremeGradient }),
  gradientOf(minOp, { x: extremeGradient }),
  // dx = y (dy - sum(dy y))
  gradientOf(softmaxOp, {
    x: (dy, { output: y }) => {
      const weighted = mul(dy, y);
      return sub(weighted, mul(y, sum(weighted, -1, { keepDims: true })));
    },
  }),
  // dx = dy - softmax(x) sum(dy)
  gradientOf(logSoftmaxOp, {
    x: (dy, { output: y }) => sub(dy, mul(exp(y), sum(dy, -1, { keepDims: true }))),
  }),
];
