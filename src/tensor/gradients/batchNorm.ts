// The gradients of batch normalization (arXiv 1502.03167).

import { apply, defineOp, gradientOf } from "../op.js";
import { type BatchNormAttributes, batchNormOp, scaleOf } from "../ops/batchNorm.js";
import { batchNormOfBatchOp, channelMeanOp, channelVarianceOp } from "../ops/batchNormTraining.js";
import { add, div, mul, sub } from "../ops/binary.js";
import { broadcastTo } from "../ops/broadcastTo.js";
import { sum } from "../ops/reduce.js";
import { sqrt } from "../ops/unary.js";
import type { Tensor } from "../tensor.js";

function perChannel(x: Tensor): Tensor {
  return sum(x, leadingAxes(x));
}

function leadingAxes({ rank }: Tensor): number[] {
  return Array.from({ length: rank - 1 }, (_, axis) => axis);
}

/** sum(dy z), one number a channel. */
export const scaleGradientOp = defineOp<BatchNormAttributes, ["dy", "x", "mean", "variance"], "batchNormScaleGradient">(
  {
    name: "batchNormScaleGradient",
    inputs: ["dy", "x", "mean", "variance"],
    shape: ([, , average]) => average!,
    reference: ([dy, x, average, variance], dgamma, { attributes: { epsilon } }) => {
      const channels = dgamma.length;
      const totals = new Float64Array(channels);
      for (let row = 0; row < dy!.length; row += channels) {
        for (let c = 0; c < channels; c += 1) totals[c]! += dy![row + c]! * (x![row + c]! - average![c]!);
      }
      for (let c = 0; c < channels; c += 1) dgamma[c] = totals[c]! / Math.sqrt(variance![c]! + epsilon);
    },
    gradient: { none: "second derivatives of batch norm are not defined" },
  },
);

type InputGradientInputs = ["dy", "x", "mean", "variance", "gamma", "total", "weighted"];

export const batchNormOfBatchInputGradientOp = defineOp<
  BatchNormAttributes,
  InputGradientInputs,
  "batchNormOfBatchInputGradient"
>({
  name: "batchNormOfBatchInputGradient",
  inputs: ["dy", "x", "mean", "variance", "gamma", "total", "weighted"],
  elementwise: true,
  shape: ([dy]) => dy!,
  reference: ([dy, x, average, variance, gamma, total, weighted], dx, { attributes: { epsilon } }) => {
    const channels = gamma!.length;
    const count = dx.length / channels;
    const inverse = Float64Array.from(variance!, (value) => 1 / Math.sqrt(value + epsilon));
    for (let row = 0; row < dx.length; row += channels) {
      for (let c = 0; c < channels; c += 1) {
        const z = (x![row + c]! - average![c]!) * inverse[c]!;
        dx[row + c] = gamma![c]! * inverse[c]! * (dy![row + c]! - (total![c]! + z * weighted![c]!) / count);
      }
    }
  },
  gradient: { none: "second derivatives of batch norm are not defined" },
});

/**
 * With s = 1 / sqrt(variance + epsilon), and sums over all axes but the last, which `gradients` takes:
 *   dx = dy gamma s             dmean = -sum(dy) gamma s        dvariance = -1/2 sum(dy (x - mean)) gamma s^3
 *   dgamma = sum(dy (x - mean)) s                               dbeta = sum(dy)
 */
const batchNormGradient = gradientOf(batchNormOp, {
  x: (dy, call) => mul(dy, scaleOf(call.inputs, call.attributes)),
  mean: (dy, call) => mul(perChannel(dy), mul(scaleOf(call.inputs, call.attributes), -1)),
  variance: (dy, { inputs, attributes }) => {
    const [x, average, variance] = inputs as [Tensor, Tensor, Tensor];
    const slope = div(scaleOf(inputs, attributes), mul(add(variance, attributes.epsilon), -2));
    return mul(perChannel(mul(dy, sub(x, average))), slope);
  },
  gamma: (dy, { inputs: [x, average, variance], attributes }) =>
    div(perChannel(mul(dy, sub(x!, average!))), sqrt(add(variance!, attributes.epsilon))),
  beta: (dy) => perChannel(dy),
});

/**
 * With n elements a channel and z = (x - mean) s:
 *   dx = gamma s (dy - sum(dy) / n - z sum(dy z) / n)           dgamma = sum(dy z)           dbeta = sum(dy)
 */
const batchNormOfBatchGradient = gradientOf(batchNormOfBatchOp, {
  x: (dy, { inputs: [x, average, variance, gamma], attributes }) => {
    const total = perChannel(dy);
    const weighted = apply(scaleGradientOp, [dy, x!, average!, variance!], attributes);
    return apply(batchNormOfBatchInputGradientOp, [dy, x!, average!, variance!, gamma!, total, weighted], attributes);
  },
  mean: null,
  variance: null,
  gamma: (dy, { inputs: [x, average, variance], attributes }) =>
    apply(scaleGradientOp, [dy, x!, average!, variance!], attributes),
  beta: (dy) => perChannel(dy),
});

export const batchNormGradients = [
  batchNormGradient,
  batchNormOfBatchGradient,
  gradientOf(channelMeanOp, {
    x: (dy, { inputs: [x], output }) => broadcastTo(mul(dy, output.size / x!.size), x!.shape),
  }),
  // d/dx = 2 (x - mean) dy / n
  gradientOf(channelVarianceOp, {
    x: (dy, { inputs: [x, average], output }) => mul(sub(x!, average!), mul(dy, (2 * output.size) / x!.size)),
    mean: null,
  }),
];
