// Batch normalization by the batch's own statistics, those statistics, and the gradients.

import { batchNormOfBatchInputGradientOp, scaleGradientOp } from "../../../tensor/gradients/batchNorm.js";
import { batchNormOfBatchOp, channelMeanOp, channelVarianceOp } from "../../../tensor/ops/batchNormTraining.js";
import { sizeOf } from "../../../tensor/shape.js";
import { f32x4, type V128 } from "../assembler/expression.js";
import { type Formula, ScratchSpace, serve } from "../kernel.js";
import { inverseDeviation, normalized, scaleKernel, vectorsKernel } from "./batchNorm.js";
import { channelMoments } from "./channelMoments.js";
import { constant } from "./lanes.js";
import { channelTable } from "./reduce.js";
import { rowSum, serveRows } from "./rowPass.js";

const { add, subtract, multiply, divide, negate } = f32x4;

/** As that of a given mean and variance, but merged with what stands beside it. */
export const batchNormOfBatch = serve(
  batchNormOfBatchOp,
  ({ attributes: { epsilon }, inputs: [x, mean, variance, gamma, beta], output }) =>
    serveRows((scratch) => {
      const scale = scratch.take(sizeOf(gamma.shape));
      const pass = {
        ...{ name: "normalize", table: channelTable(x.shape) },
        ...{ tensors: [x], vectors: [mean, scale, beta], terms: [], results: [] },
        made: [{ formula: normalized, output }],
      };
      return { before: [scaleKernel(epsilon, [variance, gamma], scale)], pass };
    }),
);

export const channelMean = serve(channelMeanOp, ({ inputs: [x], output }) => {
  const { kernel, mean } = channelMoments(x, new ScratchSpace());
  return { kernels: [kernel, mean(output)] };
});

export const channelVariance = serve(channelVarianceOp, ({ inputs: [x, mean], output }) => {
  const { kernel, variance } = channelMoments(x, new ScratchSpace());
  return { kernels: [kernel, variance(mean, output)] };
});

/** dgamma = sum(dy (x - mean)) / sqrt(variance + epsilon) */
export const batchNormScaleGradient = serve(
  scaleGradientOp,
  ({ attributes, inputs: [dy, x, mean, variance], output }) => {
    const { epsilon } = attributes;
    const pass = rowSum({
      name: `scale gradient ${epsilon}`,
      table: channelTable(x.shape),
      tensors: [dy, x],
      vectors: [mean, variance],
      terms: [([slope, value, average]) => multiply(slope!, subtract(value!, average!))],
      finish: ([total], [, v]) => multiply(total!, inverseDeviation(v!, epsilon)),
      output,
    });
    return serveRows(() => ({ before: [], pass }));
  },
);

/**
 * dx = gamma s (dy - (total + z weighted) / n), with s = 1 / sqrt(variance + epsilon) and z = (x - mean) s, as
 * dx = dy a + (x - mean) b + c
 */
export const batchNormOfBatchInputGradient = serve(
  batchNormOfBatchInputGradientOp,
  ({ attributes, inputs, output }) => {
    const { epsilon } = attributes;
    const [dy, x, mean, variance, gamma, total, weighted] = inputs;
    const channels = sizeOf(gamma.shape);
    const count = sizeOf(x.shape) / channels;
    const share = (value: V128): V128 => negate(divide(value, constant(count)));
    const slope = (v: V128, g: V128): V128 => multiply(g, inverseDeviation(v, epsilon));
    return serveRows((scratch) => {
      const [a, b, c] = [scratch.take(channels), scratch.take(channels), scratch.take(channels)];
      const given = [variance, gamma, total, weighted];
      const vectors = vectorsKernel(
        `batch norm input gradient ${epsilon} ${count}`,
        [given, [a, b, c]],
        ([v, g]) => slope(v!, g!),
        ([v, , , w, p]) => multiply(multiply(p!, inverseDeviation(v!, epsilon)), share(w!)),
        ([, , t, , p]) => multiply(p!, share(t!)),
      );
      const pass = {
        ...{ name: "batch norm input gradient", table: channelTable(x.shape) },
        ...{ tensors: [dy, x], vectors: [mean, a, b, c], terms: [], results: [] },
        made: [{ formula: inputGradient, output }],
      };
      return { before: [vectors], pass };
    });
  },
);

const inputGradient: Formula = ([upstream, value, average, p, q, r]) =>
  add(add(multiply(upstream!, p!), multiply(subtract(value!, average!), q!)), r!);
