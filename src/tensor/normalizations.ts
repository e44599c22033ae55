// Normalizations composed of ops: over some axes, over groups of channels, over neighboring channels.

import { checkArgument } from "./checkArgument.js";
import { checkOptions } from "./checkOptions.js";
import { checkTensor } from "./checkTensor.js";
import { describe } from "./describe.js";
import { ShapeError } from "./errors.js";
import { add, div, mul, sub } from "./ops/binary.js";
import { pow } from "./ops/elementFunctions.js";
import { mean } from "./ops/reduce.js";
import { resample, type Tap } from "./ops/resample.js";
import { reshape } from "./ops/reshape.js";
import { sqrt, square } from "./ops/unary.js";
import type { Tensor } from "./tensor.js";

/** `(x - mean) / sqrt(variance + epsilon)` with both over `axes`. @throws ShapeError if x lacks an axis */
export function normalized(x: Tensor, axes: readonly number[], epsilon: number): Tensor {
  const centered = sub(x, mean(x, axes, { keepDims: true }));
  return div(centered, sqrt(add(mean(square(centered), axes, { keepDims: true }), epsilon)));
}

/**
 * The channels of each example in groups, each with a mean of 0 and a variance of 1 (arXiv 1803.08494): x
 * `[batch, ..., channels]`. A group a channel is instance normalization (arXiv 1607.08022).
 * @throws ShapeError if groups does not divide the channels
 */
export function groupNorm(x: Tensor, groups: number, epsilon = 1e-3): Tensor {
  checkTensor("groupNorm", "x", x);
  checkArgument("groupNorm", "groups", groups, "number");
  checkArgument("groupNorm", "epsilon", epsilon, "number");
  const channels = x.shape[x.rank - 1] ?? 0;
  if (!(x.rank > 1 && Number.isInteger(groups) && groups >= 1 && channels % groups === 0))
    throw new ShapeError("groupNorm", `groups is expected to divide the channels, got ${describe(groups)}`, [
      ["x", x.shape],
    ]);
  const places = x.shape.slice(1, -1).reduce((a, b) => a * b, 1);
  const inGroups = reshape(x, [x.shape[0]!, places, groups, channels / groups]);
  return reshape(normalized(inGroups, [1, 3], epsilon), x.shape);
}

export interface LocalResponseOptions {
  /** Channels before and after each that are summed with it. Default: 2. */
  readonly before?: number;
  /** Default: `before`. */
  readonly after?: number;
  /** What the sum of squares is multiplied by; in PyTorch and ONNX it is alpha divided by the number of channels. Default: 1. */
  readonly alpha?: number;
  /** Default: 0.5. */
  readonly beta?: number;
  /** Default: 1. */
  readonly bias?: number;
}

/**
 * `x / (bias + alpha * sum)^beta`, with the sum of the squares of neighboring channels (AlexNet, section 3.3): x
 * `[..., channels]`. The defaults are TensorFlow's, but for its depth of 5. See https://www.tensorflow.org/api_docs/python/tf/nn/local_response_normalization.
 */
export function localResponseNorm(x: Tensor, options: LocalResponseOptions = {}): Tensor {
  checkTensor("localResponseNorm", "x", x);
  const kinds = { before: "number", after: "number", alpha: "number", beta: "number", bias: "number" } as const;
  checkOptions("localResponseNorm", options, kinds);
  const { before = 2, after = before, alpha = 1, beta = 0.5, bias = 1 } = options;
  const channels = x.shape[x.rank - 1] ?? 0;
  const taps = Array.from({ length: channels }, (_, channel) => {
    const first = Math.max(channel - before, 0);
    const last = Math.min(channel + after, channels - 1);
    return Array.from({ length: Math.max(last - first + 1, 0) || 0 }, (_, place): Tap => [first + place, 1]);
  });
  return div(x, pow(add(mul(resample(square(x), -1, taps), alpha), bias), beta));
}
