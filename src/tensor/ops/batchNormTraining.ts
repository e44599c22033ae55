// Batch normalization in training: by the batch's own mean and variance (arXiv 1502.03167).

import { checkArgument } from "../checkArgument.js";
import { expect } from "../errors.js";
import { apply, defineOp } from "../op.js";
import type { OpDefinition, Tensor, Values } from "../tensor.js";
import { type BatchNormAttributes, type BatchNormInputs, batchNormOp, normalizeChannels } from "./batchNorm.js";

/** The same with x's own mean and variance: they move with x, and the gradient by x already includes their part. */
export const batchNormOfBatchOp: OpDefinition<BatchNormAttributes, BatchNormInputs, "batchNormOfBatch"> = defineOp({
  name: "batchNormOfBatch",
  inputs: ["x", "mean", "variance", "gamma", "beta"],
  elementwise: true,
  shape: batchNormOp.shape,
  reference: normalizeChannels,
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
