// Batch normalisation over the last axis (arXiv 1502.03167), as the batch norms of the MobileNets.

import { expect } from "../errors.js";
import { apply, defineOp } from "../op.js";
import { formatShape } from "../shape.js";
import type { OpDefinition, Tensor } from "../tensor.js";
import { add, div, mul, sub } from "./binary.js";
import { mean, sum } from "./reduce.js";
import { sqrt, square } from "./unary.js";

interface BatchNormAttributes {
  readonly epsilon: number;
}

type Names = "x" | "mean" | "variance" | "gamma" | "beta";

/**
 * y = (x - mean) / sqrt(variance + epsilon) * gamma + beta
 *
 * With s = 1 / sqrt(variance + epsilon), and sums over all axes but the last, which `gradients` takes:
 *   dx = dy gamma s             dmean = -sum(dy) gamma s        dvariance = -1/2 sum(dy (x - mean)) gamma s^3
 *   dgamma = sum(dy (x - mean)) s                               dbeta = sum(dy)
 */
export const batchNormOp: OpDefinition<BatchNormAttributes, Names> = defineOp({
  name: "batchNorm",
  inputs: ["x", "mean", "variance", "gamma", "beta"],
  elementwise: true,
  shape: ([x, ...vectors]) => {
    const channels = x![x!.length - 1];
    for (const vector of vectors) {
      expect(
        vector.length === 1 && vector[0] === channels,
        () => `expected vectors of ${channels}, got ${formatShape(vector)}`,
      );
    }
    return x!;
  },
  reference: ([x, average, variance, gamma, beta], y, { attributes: { epsilon } }) => {
    const channels = gamma!.length;
    for (let c = 0; c < channels; c += 1) {
      const scale = gamma![c]! / Math.sqrt(variance![c]! + epsilon);
      for (let i = c; i < y.length; i += channels) y[i] = (x![i]! - average![c]!) * scale + beta![c]!;
    }
  },
  gradient: {
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
  },
  asAffine: ({ inputs, attributes }) => {
    const [x, average, , , beta] = inputs as [Tensor, Tensor, Tensor, Tensor, Tensor];
    if (!inputs.slice(1).every((vector) => vector.isConcrete)) return null;
    const scale = scaleOf(inputs, attributes);
    return { x, scale, shift: sub(beta, mul(average, scale)) };
  },
});

/** gamma / sqrt(variance + epsilon) */
function scaleOf([, , variance, gamma]: readonly Tensor[], { epsilon }: BatchNormAttributes): Tensor {
  return div(gamma!, sqrt(add(variance!, epsilon)));
}

function perChannel(x: Tensor): Tensor {
  return sum(x, leadingAxes(x));
}

function leadingAxes({ rank }: Tensor): number[] {
  return Array.from({ length: rank - 1 }, (_, axis) => axis);
}

export interface BatchNormVectors {
  readonly mean: Tensor;
  readonly variance: Tensor;
  readonly gamma: Tensor;
  readonly beta: Tensor;
}

/**
 * Normalises each channel of x `[..., channels]` by a given mean and variance `[channels]`.
 * `epsilon` is added to the variance: Keras's default is 1e-3, PyTorch's 1e-5.
 * @throws ShapeError where a vector is not as long as the last axis
 */
export function batchNorm(
  x: Tensor,
  { mean: average, variance, gamma, beta }: BatchNormVectors,
  epsilon = 1e-3,
): Tensor {
  return apply(batchNormOp, [x, average, variance, gamma, beta], { epsilon });
}

export interface BatchStatistics {
  readonly y: Tensor;
  readonly mean: Tensor;
  /** Biased: the mean of the squared distances. */
  readonly variance: Tensor;
}

/** Normalises each channel of x by the batch's own mean and variance, and gives both. */
export function batchNormTraining(x: Tensor, gamma: Tensor, beta: Tensor, epsilon = 1e-3): BatchStatistics {
  const axes = leadingAxes(x);
  const average = mean(x, axes);
  const variance = mean(square(sub(x, average)), axes);
  return { y: batchNorm(x, { mean: average, variance, gamma, beta }, epsilon), mean: average, variance };
}
