// What several losses are made of.

import type { OptionKinds } from "../tensor/checkOptions.js";
import { LinnetError } from "../tensor/errors.js";
import { add, maximum, minimum, mul } from "../tensor/ops/binary.js";
import { broadcastTo } from "../tensor/ops/broadcastTo.js";
import { sigmoidBinaryCrossEntropies } from "../tensor/ops/crossEntropy.js";
import { exp, log, square } from "../tensor/ops/unary.js";
import { Tensor } from "../tensor/tensor.js";
import { type LossOptions, lossKinds } from "./loss.js";
import type { LossName } from "./lossNames.js";

/** Keras's `backend.epsilon()`: what keeps a logarithm or a quotient finite. */
export const EPSILON = 1e-7;

/** x limited to `low` … `high`; unlike that of `clip`, the gradient at the limits themselves is that of x, as TensorFlow's. */
export function limit(x: Tensor, low: number, high: number): Tensor {
  return maximum(minimum(x, high), low);
}

/** `log(1 + e^x)`, which is the cross entropy of logits x with the answer no. */
export function softplus(x: Tensor): Tensor {
  const no = broadcastTo(Tensor.from(Float32Array.of(0), []), x.shape);
  return sigmoidBinaryCrossEntropies(x, no);
}

/** `x^exponent` of numbers of 0 or more. */
export function power(x: Tensor, exponent: number): Tensor {
  if (exponent === 1) return x;
  if (exponent === 2) return square(x);
  return exp(mul(log(maximum(x, SMALLEST)), exponent));
}

/** Below it, a power counts as that of this. */
const SMALLEST = 1e-30;

export interface CrossentropyOptions extends LossOptions {
  /** Whether outputs are logits, before softmax or sigmoid, in place of probabilities. Default: false. */
  readonly fromLogits?: boolean;
}

export interface SmoothedOptions extends CrossentropyOptions {
  /** The fraction of each target to spread evenly over all classes (arXiv 1512.00567, section 7). Default: 0. */
  readonly labelSmoothing?: number;
}

export const smoothedKinds: OptionKinds<SmoothedOptions> = {
  ...lossKinds,
  fromLogits: "boolean",
  labelSmoothing: "number",
};

/** @throws LinnetError unless the value is a number from `low` to `high` */
export function checkRange(
  loss: LossName,
  option: string,
  value: number,
  [low, high]: readonly [number, number],
): void {
  if (value >= low && value <= high) return;
  const range = high === Number.POSITIVE_INFINITY ? `of ${low} or more` : `from ${low} to ${high}`;
  throw new LinnetError(`${loss}: expected ${option} to be a number ${range}, got ${value}`);
}

/** Targets moved toward their mean over `classes` that exclude each other, or two answers. */
export function smooth(target: Tensor, labelSmoothing: number, classes: number): Tensor {
  return labelSmoothing === 0 ? target : add(mul(target, 1 - labelSmoothing), labelSmoothing / classes);
}
