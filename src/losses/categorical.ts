// Losses of classes that exclude each other (https://keras.io/api/losses/probabilistic_losses).

import { checkOptions } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import { inputOf } from "../tensor/inputOf.js";
import { div, equal, mul, sub } from "../tensor/ops/binary.js";
import { softmaxCrossEntropies } from "../tensor/ops/crossEntropy.js";
import { oneHot } from "../tensor/ops/indexing.js";
import { sum } from "../tensor/ops/reduce.js";
import { softmax, softmaxOp } from "../tensor/ops/softmax.js";
import { log, neg } from "../tensor/ops/unary.js";
import type { Shape } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import { defineLoss, type Loss, type LossOptions, lossKinds, type Targets } from "./loss.js";
import type { LossName } from "./lossNames.js";
import {
  type CrossentropyOptions,
  checkRange,
  EPSILON,
  limit,
  power,
  type SmoothedOptions,
  smooth,
  smoothedKinds,
} from "./parts.js";

/**
 * `-sum(target log(p))` for targets `[batch, ..., classes]`, one-hot or shares; outputs are first divided by their sum. If
 * softmax makes them, or they are logits, the loss is computed from the logits, so that no probability is rounded to 0
 * before its logarithm. See https://keras.io/api/losses/probabilistic_losses/#categoricalcrossentropy-class.
 * @throws LinnetError if the smoothing is outside 0 to 1; used, if there is but one class
 */
export function categoricalCrossentropy(options: SmoothedOptions = {}): Loss {
  const name = "categoricalCrossentropy";
  checkOptions(name, options, smoothedKinds);
  const { fromLogits = false, labelSmoothing = 0 } = options;
  checkRange(name, "labelSmoothing", labelSmoothing, [0, 1]);
  return defineLoss(name, options, (target, output) => {
    const smoothed = smooth(target, labelSmoothing, classesOf(name, output));
    const logits = logitsOf(output, fromLogits);
    if (logits !== null) return softmaxCrossEntropies(logits, smoothed);
    return neg(sum(mul(smoothed, log(shares(output))), -1));
  });
}

export interface SparseCategoricalCrossentropyOptions extends CrossentropyOptions {
  /** A class whose positions do not count, as 255 in maps of segments. Default: none. */
  readonly ignoreClass?: number | null;
}

/**
 * `-log(p[target])` for targets that are the index of the class, `[batch, ...]` or `[batch, ..., 1]`, beside outputs
 * `[batch, ..., classes]`. See https://keras.io/api/losses/probabilistic_losses/#sparsecategoricalcrossentropy-class.
 */
export function sparseCategoricalCrossentropy(options: SparseCategoricalCrossentropyOptions = {}): Loss {
  const name = "sparseCategoricalCrossentropy";
  checkOptions(name, options, { ...lossKinds, fromLogits: "boolean", ignoreClass: "any" });
  const { fromLogits = false, ignoreClass = null } = options;
  if (ignoreClass !== null && !Number.isInteger(ignoreClass))
    throw new LinnetError(`${name}: expected ignoreClass to be a whole number, got ${ignoreClass}`);
  const losses = (target: Tensor, output: Tensor): Tensor => {
    const logits = logitsOf(output, fromLogits) ?? log(limit(output, EPSILON, 1 - EPSILON));
    return softmaxCrossEntropies(logits, oneHot(target, classesOf(name, output)));
  };
  const withIgnored = (target: Tensor, output: Tensor) => {
    const counted = sub(1, equal(target, ignoreClass!));
    return { values: losses(target, output), counted };
  };
  return defineLoss(name, options, ignoreClass === null ? losses : withIgnored, indexTargets(ignoreClass));
}

/** Targets that are indexes of the classes. */
function indexTargets(ignoreClass: number | null): Targets {
  return {
    shape: (output) => output.slice(0, -1),
    wrong: (values, output: Shape) => {
      const classes = output.at(-1)!;
      const wrong = values.find(
        (value) => !(Number.isInteger(value) && value >= 0 && value < classes) && value !== ignoreClass,
      );
      return wrong === undefined ? null : { expected: `classes from 0 to ${classes - 1}`, got: String(wrong) };
    },
  };
}

export interface CategoricalFocalCrossentropyOptions extends SmoothedOptions {
  /** The factor of the loss, or one for each class. Default: 0.25. */
  readonly alpha?: number | readonly number[];
  /** How much less examples count that are already right. Default: 2. */
  readonly gamma?: number;
}

/**
 * `-sum(alpha (1 - p)^gamma target log(p))` (arXiv 1708.02002, section 3). See
 * https://keras.io/api/losses/probabilistic_losses/#categoricalfocalcrossentropy-class.
 */
export function categoricalFocalCrossentropy(options: CategoricalFocalCrossentropyOptions = {}): Loss {
  const name = "categoricalFocalCrossentropy";
  checkOptions(name, options, { ...smoothedKinds, alpha: ["number", "list"], gamma: "number" });
  const { fromLogits = false, labelSmoothing = 0, alpha = 0.25, gamma = 2 } = options;
  checkRange(name, "labelSmoothing", labelSmoothing, [0, 1]);
  checkRange(name, "gamma", gamma, [0, Number.POSITIVE_INFINITY]);
  return defineLoss(name, options, (target, output) => {
    const classes = classesOf(name, output);
    const p = shares(fromLogits ? softmax(output) : output);
    const entropies = neg(mul(smooth(target, labelSmoothing, classes), log(p)));
    if (typeof alpha !== "number" && alpha.length !== classes)
      throw new LinnetError(`${name}: expected alpha to be a number, or a list of ${classes}, got ${describe(alpha)}`);
    const factor = typeof alpha === "number" ? alpha : Tensor.from(Float32Array.from(alpha), [classes]);
    const focus = gamma === 0 ? factor : mul(power(sub(1, p), gamma), factor);
    return sum(mul(focus, entropies), -1);
  });
}

export interface CategoricalGeneralizedCrossEntropyOptions extends LossOptions {
  /** From 0, which is cross-entropy, to 1, which is the mean absolute error; neither included. Default: 0.5. */
  readonly q?: number;
}

/**
 * `(1 - p[target]^q) / q`, for labels of which some are wrong (arXiv 1805.07836, equation 6); targets are the index of the
 * class. See https://keras.io/api/losses/probabilistic_losses/#categoricalgeneralizedcrossentropy-class.
 */
export function categoricalGeneralizedCrossEntropy(options: CategoricalGeneralizedCrossEntropyOptions = {}): Loss {
  const name = "categoricalGeneralizedCrossEntropy";
  checkOptions(name, options, { ...lossKinds, q: "number" });
  const { q = 0.5 } = options;
  if (!(q > 0 && q < 1))
    throw new LinnetError(`${name}: expected q to be a number between 0 and 1, got ${describe(q)}`);
  const losses = (target: Tensor, output: Tensor): Tensor => {
    const p = sum(mul(output, oneHot(target, classesOf(name, output))), -1);
    return mul(sub(1, power(p, q)), 1 / q);
  };
  return defineLoss(name, options, losses, indexTargets(null));
}

/** Outputs divided by their sum, and kept off 0 and 1. */
function shares(output: Tensor): Tensor {
  return limit(div(output, sum(output, -1, { keepDims: true })), EPSILON, 1 - EPSILON);
}

/** The logits of outputs, if they are known. */
function logitsOf(output: Tensor, fromLogits: boolean): Tensor | null {
  // Logits that are called so and come out of a softmax are taken as its probabilities, as in Keras.
  return inputOf(softmaxOp, output) ?? (fromLogits ? output : null);
}

/** @throws LinnetError if there is only one class: its probability is always 1 */
function classesOf(name: LossName, output: Tensor): number {
  const classes = output.shape.at(-1);
  if (classes !== undefined && classes > 1) return classes;
  throw new LinnetError(
    `${name}: expected outputs for two classes or more, got [${output.shape}]: use binaryCrossentropy for one output`,
  );
}
