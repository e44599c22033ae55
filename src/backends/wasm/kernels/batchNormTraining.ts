// Batch normalization by the batch's own statistics, those statistics, and the gradients.

import { batchNormOfBatchInputGradientOp, scaleGradientOp } from "../../../tensor/gradients/batchNorm.js";
import { batchNormOfBatchOp, channelMeanOp, channelVarianceOp } from "../../../tensor/ops/batchNormTraining.js";
import { sizeOf } from "../../../tensor/shape.js";
import { f32x4, type V128 } from "../assembler/expression.js";
import { type Operand, ScratchSpace, serve } from "../kernel.js";
import { inverseDeviation, normalize, vectorKernel } from "./batchNorm.js";
import { rowsKernel, withVectors } from "./elementwise.js";
import { constant } from "./lanes.js";
import { channelTable, sumRows } from "./reduce.js";

const { add, subtract, multiply, divide, negate } = f32x4;

export const batchNormOfBatch = serve(batchNormOfBatchOp, normalize);

/** mean = first + sum(x - first) / n: differences from the first row are small, however far from zero the data are. */
export const channelMean = serve(channelMeanOp, ({ inputs: [x], output }) => {
  const table = channelTable(x.shape);
  const kernels = sumRows(
    {
      name: "channel mean",
      table,
      tensors: [x],
      // As a vector, x is its first row.
      vectors: [x],
      terms: [([value, first]) => subtract(value!, first!)],
      finish: ([total], [first]) => add(first!, divide(total!, constant(table.rows))),
      output,
    },
    new ScratchSpace(),
  );
  return { kernels };
});

/** variance = sum((x - mean)^2) / n - (sum(x - mean) / n)^2, whose second term is what the mean's rounding adds to the first. */
export const channelVariance = serve(channelVarianceOp, ({ inputs: [x, mean], output }) => {
  const table = channelTable(x.shape);
  const rows = constant(table.rows);
  const kernels = sumRows(
    {
      name: "variance",
      table,
      tensors: [x],
      vectors: [mean],
      terms: [
        ([value, average]) => multiply(subtract(value!, average!), subtract(value!, average!)),
        ([value, average]) => subtract(value!, average!),
      ],
      finish: ([squares, rest]) => subtract(divide(squares!, rows), multiply(divide(rest!, rows), divide(rest!, rows))),
      output,
    },
    new ScratchSpace(),
  );
  return { kernels };
});

/** dgamma = sum(dy (x - mean)) / sqrt(variance + epsilon) */
export const batchNormScaleGradient = serve(
  scaleGradientOp,
  ({ attributes, inputs: [dy, x, mean, variance], output }) => {
    const { epsilon } = attributes;
    const kernels = sumRows(
      {
        name: `scale gradient ${epsilon}`,
        table: channelTable(x.shape),
        tensors: [dy, x],
        vectors: [mean, variance],
        terms: [([slope, value, average]) => multiply(slope!, subtract(value!, average!))],
        finish: ([total], [, v]) => multiply(total!, inverseDeviation(v!, epsilon)),
        output,
      },
      new ScratchSpace(),
    );
    return { kernels };
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
    const scratch = new ScratchSpace();
    const channels = sizeOf(gamma.shape);
    const count = sizeOf(x.shape) / channels;
    const [a, b, c] = [scratch.take(channels), scratch.take(channels), scratch.take(channels)];
    const share = (value: V128): V128 => negate(divide(value, constant(count)));
    const slope = (v: V128, g: V128): V128 => multiply(g, inverseDeviation(v, epsilon));
    const vectors: readonly Operand[] = [mean, a, b, c];
    const kernels = [
      vectorKernel(`slope ${epsilon}`, [variance, gamma], a, ([v, g]) => slope(v!, g!)),
      vectorKernel(`drift ${epsilon} ${count}`, [variance, gamma, weighted], b, ([v, g, w]) =>
        multiply(multiply(slope(v!, g!), inverseDeviation(v!, epsilon)), share(w!)),
      ),
      vectorKernel(`offset ${epsilon} ${count}`, [variance, gamma, total], c, ([v, g, t]) =>
        multiply(slope(v!, g!), share(t!)),
      ),
      rowsKernel(
        withVectors(x.shape, 2, vectors.length),
        "batch norm input gradient",
        [dy, x, ...vectors, output],
        ([upstream, value, average, p, q, r]) =>
          add(add(multiply(upstream!, p!), multiply(subtract(value!, average!), q!)), r!),
      ),
    ];
    return { kernels };
  },
);
