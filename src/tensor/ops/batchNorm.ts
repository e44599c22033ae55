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

export type BatchNormInputs = ["x", "mean", "variance", "gamma", "beta"];

/** y = (x - mean) / sqrt(variance + epsilon) * gamma + beta */
export const batchNormOp: OpDefinition<BatchNormAttributes, BatchNormInputs, "batchNorm"> = defineOp({
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
  reference: normalizeChannels,
  gradient: "listed",
  asAffine: ({ inputs, attributes }) => {
    const [x, average, , , beta] = inputs as [Tensor, Tensor, Tensor, Tensor, Tensor];
    if (!inputs.slice(1).every((vector) => vector.isConcrete)) return null;
    const scale = scaleOf(inputs, attributes);
    return { x, scale, shift: sub(beta, mul(average, scale)) };
  },
});

/** The plain loop. */
export function normalizeChannels(
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
