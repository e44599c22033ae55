// Batch normalization over the last axis (arXiv 1502.03167).

import { checkArgument } from "../checkArgument.js";
import { checkOptions } from "../checkOptions.js";
import { expect } from "../errors.js";
import { apply, defineOp } from "../op.js";
import { formatShape } from "../shape.js";
import type { OpDefinition, Site, Tensor, Values } from "../tensor.js";
import { add, div, mul, sub } from "./binary.js";
import { sqrt } from "./unary.js";

export interface BatchNormAttributes {
  readonly epsilon: number;
}

type Inputs = ["x", "mean", "variance", "gamma", "beta"];

/** y = (x - mean) / sqrt(variance + epsilon) * gamma + beta */
export const batchNormOp: OpDefinition<BatchNormAttributes, Inputs, "batchNorm"> = defineOp({
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
  reference: normalize,
  gradient: "listed",
  asAffine: ({ inputs, attributes }) => {
    const [x, average, , , beta] = inputs as [Tensor, Tensor, Tensor, Tensor, Tensor];
    if (!inputs.slice(1).every((vector) => vector.isConcrete)) return null;
    const scale = scaleOf(inputs, attributes);
    return { x, scale, shift: sub(beta, mul(average, scale)) };
  },
});

function normalize(
  [x, average, variance, gamma, beta]: readonly Values[],
  y: Values,
  { attributes: { epsilon } }: Site<BatchNormAttributes>,
): void {
  const channels = gamma!.length;
  const scale = Float64Array.from(gamma!, (value, c) => value / Math.sqrt(variance![c]! + epsilon));
  const shift = Float64Array.from(beta!, (value, c) => value - average![c]! * scale[c]!);
  for (let row = 0; row < y.length; row += channels) {
    for (let c = 0; c < channels; c += 1) y[row + c] = x![row + c]! * scale[c]! + shift[c]!;
  }
}

/** The same with x's own mean and variance: they move with x, and the gradient by x already includes their part. */
export const batchNormOfBatchOp: OpDefinition<BatchNormAttributes, Inputs, "batchNormOfBatch"> = defineOp({
  name: "batchNormOfBatch",
  inputs: ["x", "mean", "variance", "gamma", "beta"],
  elementwise: true,
  shape: batchNormOp.shape,
  reference: normalize,
  gradient: "listed",
});

/** The mean of each channel. Unlike `mean`, a kernel may begin with a difference from a row, so it need not keep an infinity. */
export const channelMeanOp: OpDefinition<object, ["x"], "channelMean"> = defineOp({
  name: "channelMean",
  inputs: ["x"],
  shape: ([x]) => {
    expect(x!.length > 0, () => "x is expected to have an axis");
    return x!.slice(-1);
  },
  reference: ([x], average) => {
    average.set(channelSums(x!, average.length, (value) => value).map((total) => (total * average.length) / x!.length));
  },
  gradient: "listed",
});

/**
 * The mean of the squared distances from the mean, one number a channel. The mean that is given is a float32: what it was
 * rounded by is taken off again, so the result does not depend on it.
 */
export const channelVarianceOp: OpDefinition<object, ["x", "mean"], "channelVariance"> = defineOp({
  name: "channelVariance",
  inputs: ["x", "mean"],
  shape: ([, average]) => average!,
  reference: ([x, average], variance) => {
    const count = x!.length / variance.length;
    const squares = channelSums(x!, variance.length, (value, c) => (value - average![c]!) ** 2);
    const rest = channelSums(x!, variance.length, (value, c) => value - average![c]!);
    for (let c = 0; c < variance.length; c += 1) variance[c] = squares[c]! / count - (rest[c]! / count) ** 2;
  },
  gradient: "listed",
});

function channelSums(x: Values, channels: number, term: (value: number, channel: number) => number): Float64Array {
  const totals = new Float64Array(channels);
  for (let row = 0; row < x.length; row += channels) {
    for (let c = 0; c < channels; c += 1) totals[c]! += term(x[row + c]!, c);
  }
  return totals;
}

/** gamma / sqrt(variance + epsilon) */
export function scaleOf([, , variance, gamma]: readonly Tensor[], { epsilon }: BatchNormAttributes): Tensor {
  return div(gamma!, sqrt(add(variance!, epsilon)));
}

export interface BatchNormVectors {
  readonly mean: Tensor;
  readonly variance: Tensor;
  readonly gamma: Tensor;
  readonly beta: Tensor;
}

/**
 * Normalizes each channel of x `[..., channels]` by a given mean and variance `[channels]`.
 * `epsilon` is added to the variance: Keras's default is 1e-3, PyTorch's 1e-5.
 * @throws ShapeError if a vector is not as long as the last axis
 */
export function batchNorm(x: Tensor, vectors: BatchNormVectors, epsilon = 1e-3): Tensor {
  checkOptions("batchNorm", vectors, { mean: "object", variance: "object", gamma: "object", beta: "object" });
  checkArgument("batchNorm", "epsilon", epsilon, "number");
  const { mean: average, variance, gamma, beta } = vectors;
  return apply(batchNormOp, [x, average, variance, gamma, beta], { epsilon });
}

export interface BatchStatistics {
  readonly y: Tensor;
  readonly mean: Tensor;
  /** Biased: the mean of the squared distances. */
  readonly variance: Tensor;
}

/** Normalizes each channel of x by the batch's own mean and variance, and returns both. */
export function batchNormTraining(x: Tensor, gamma: Tensor, beta: Tensor, epsilon = 1e-3): BatchStatistics {
  checkArgument("batchNormTraining", "epsilon", epsilon, "number");
  const average = apply(channelMeanOp, [x], {});
  const variance = apply(channelVarianceOp, [x, average], {});
  return { y: apply(batchNormOfBatchOp, [x, average, variance, gamma, beta], { epsilon }), mean: average, variance };
}
