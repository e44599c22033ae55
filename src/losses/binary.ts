// Losses of independent answers, yes or no (https://keras.io/api/losses/probabilistic_losses).

import { checkOptions } from "../tensor/checkOptions.js";
import { inputOf } from "../tensor/inputOf.js";
import { add, mul, sub } from "../tensor/ops/binary.js";
import { sigmoidBinaryCrossEntropies } from "../tensor/ops/crossEntropy.js";
import { mean } from "../tensor/ops/reduce.js";
import { log, neg, sigmoid, sigmoidOp } from "../tensor/ops/unary.js";
import type { Tensor } from "../tensor/tensor.js";
import { defineLoss, type Loss } from "./loss.js";
import { checkRange, EPSILON, limit, power, type SmoothedOptions, smooth, smoothedKinds } from "./parts.js";

/**
 * The mean over the last axis of `-target log(p) - (1 - target) log(1 - p)`. If sigmoid makes the probabilities, or they
 * are logits, the loss is computed from the logits. Behind a softmax it is the mathematics' and not Keras's, which on
 * TensorFlow takes the softmax's logits for a sigmoid's (docs/main-job.md).
 * See https://keras.io/api/losses/probabilistic_losses/#binarycrossentropy-class.
 * @throws LinnetError if the smoothing is outside 0 to 1
 */
export function binaryCrossentropy(options: SmoothedOptions = {}): Loss {
  const name = "binaryCrossentropy";
  checkOptions(name, options, smoothedKinds);
  const { fromLogits = false, labelSmoothing = 0 } = options;
  checkRange(name, "labelSmoothing", labelSmoothing, [0, 1]);
  return defineLoss(name, options, (target, output) =>
    mean(entropies(smooth(target, labelSmoothing, 2), output, fromLogits), -1),
  );
}

export interface BinaryFocalCrossentropyOptions extends SmoothedOptions {
  /** Whether yes counts `alpha`, and no `1 - alpha`. Default: false. */
  readonly applyClassBalancing?: boolean;
  /** The weight of yes, from 0 to 1. Default: 0.25. */
  readonly alpha?: number;
  /** How much less answers count that are already right. Default: 2. */
  readonly gamma?: number;
}

/**
 * Binary cross-entropy times `(1 - p)^gamma`, with p the probability of the right answer (arXiv 1708.02002, section 3).
 * See https://keras.io/api/losses/probabilistic_losses/#binaryfocalcrossentropy-class.
 */
export function binaryFocalCrossentropy(options: BinaryFocalCrossentropyOptions = {}): Loss {
  const name = "binaryFocalCrossentropy";
  checkOptions(name, options, { ...smoothedKinds, applyClassBalancing: "boolean", alpha: "number", gamma: "number" });
  const { fromLogits = false, labelSmoothing = 0, applyClassBalancing = false, alpha = 0.25, gamma = 2 } = options;
  checkRange(name, "labelSmoothing", labelSmoothing, [0, 1]);
  checkRange(name, "alpha", alpha, [0, 1]);
  checkRange(name, "gamma", gamma, [0, Number.POSITIVE_INFINITY]);
  return defineLoss(name, options, (target, output) => {
    const yes = smooth(target, labelSmoothing, 2);
    const p = fromLogits ? sigmoid(output) : output;
    const right = choose(yes, p, sub(1, p));
    const focus = gamma === 0 ? 1 : power(sub(1, right), gamma);
    const focused = mul(entropies(yes, p, false), focus);
    return mean(applyClassBalancing ? mul(choose(yes, alpha, 1 - alpha), focused) : focused, -1);
  });
}

/** `a` where the target is yes, `b` where it is no. */
function choose(target: Tensor, a: Tensor | number, b: Tensor | number): Tensor {
  return add(mul(target, a), mul(sub(1, target), b));
}

function entropies(target: Tensor, output: Tensor, fromLogits: boolean): Tensor {
  // Logits that are called so and come out of a sigmoid are taken as its probabilities, as in Keras.
  const logits = inputOf(sigmoidOp, output) ?? (fromLogits ? output : null);
  if (logits !== null) return sigmoidBinaryCrossEntropies(logits, target);
  const p = limit(output, EPSILON, 1 - EPSILON);
  return neg(choose(target, log(p), log(sub(1, p))));
}
