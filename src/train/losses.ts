// Losses by Keras's names: each a mean over the batch, written with ops.

import { LinnetError } from "../tensor/errors.js";
import { inputOf } from "../tensor/inputOf.js";
import { add, mul, sub } from "../tensor/ops/binary.js";
import { concat } from "../tensor/ops/concat.js";
import { sigmoidBinaryCrossEntropy, softmaxCrossEntropy } from "../tensor/ops/crossEntropy.js";
import { mean, sum } from "../tensor/ops/reduce.js";
import { clip } from "../tensor/ops/relu.js";
import { reshape } from "../tensor/ops/reshape.js";
import { softmaxOp } from "../tensor/ops/softmax.js";
import { log, neg, sigmoidOp, square } from "../tensor/ops/unary.js";
import type { Tensor } from "../tensor/tensor.js";
import { type LossAlias, type LossName, lossName } from "./lossNames.js";

/**
 * The mean loss of a batch, a scalar `[]`; target and output are `[batch, classes]`. If examples have weights `[batch]`,
 * each example's loss is multiplied by its weight, and the sum still divided by the batch size, as in Keras. A loss that
 * ignores its third argument only serves examples without weights.
 */
export type Loss = (target: Tensor, output: Tensor, sampleWeight?: Tensor) => Tensor;

/** Keras adds it to a probability before taking the logarithm. */
const EPSILON = 1e-7;

export interface CategoricalCrossentropyOptions {
  /** The fraction of each target to spread evenly over all classes (arXiv 1512.00567, section 7). Default: 0. */
  readonly labelSmoothing?: number;
}

/**
 * The loss of probabilities of classes that exclude each other. If softmax makes them, the loss is computed from the
 * logits, as in Keras, so that no probability is rounded to 0 before its logarithm.
 * See https://keras.io/api/losses/probabilistic_losses/#categoricalcrossentropy-class.
 * @throws LinnetError if the smoothing is outside 0 to 1
 */
export function categoricalCrossentropy({ labelSmoothing = 0 }: CategoricalCrossentropyOptions = {}): Loss {
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new LinnetError(
      `categoricalCrossentropy: expected labelSmoothing to be a number from 0 to 1, got ${labelSmoothing}`,
    );
  }
  return (target, output, sampleWeight) => {
    const classes = output.shape.at(-1)!;
    const smooth = labelSmoothing === 0 ? target : add(mul(target, 1 - labelSmoothing), labelSmoothing / classes);
    // The loss is linear in the target, so an example's weight can multiply its target.
    const weighted = weigh(smooth, sampleWeight);
    const logits = inputOf(softmaxOp, output);
    if (logits !== null) return softmaxCrossEntropy(logits, weighted);
    return neg(mean(sum(mul(weighted, log(clip(output, EPSILON, 1 - EPSILON))), -1)));
  };
}

/**
 * The loss of independent probabilities of yes. If sigmoid makes them, the loss is computed from the logits.
 * See https://keras.io/api/losses/probabilistic_losses/#binarycrossentropy-class.
 */
export function binaryCrossentropy(): Loss {
  return (target, output, sampleWeight) => {
    const logits = inputOf(sigmoidOp, output);
    if (logits !== null) return binaryFromLogits(target, logits, sampleWeight);
    const p = clip(output, EPSILON, 1 - EPSILON);
    const answers = add(mul(target, log(p)), mul(sub(1, target), log(sub(1, p))));
    return neg(mean(weigh(answers, sampleWeight)));
  };
}

/** `mean((output - target)^2)`. See https://keras.io/api/losses/regression_losses/#meansquarederror-class. */
export function meanSquaredError(): Loss {
  return (target, output, sampleWeight) => mean(weigh(square(sub(output, target)), sampleWeight));
}

/** Losses with default arguments, by name. See https://keras.io/api/losses. */
export const losses: { readonly [Name in LossName]: Loss } = {
  categoricalCrossentropy: categoricalCrossentropy(),
  binaryCrossentropy: binaryCrossentropy(),
  meanSquaredError: meanSquaredError(),
};

/** The loss of that name, or the given function. @throws LinnetError if the name is unknown */
export function lossOf(given: LossName | LossAlias | Loss): Loss {
  return typeof given === "function" ? given : losses[lossName(given)];
}

function binaryFromLogits(target: Tensor, logits: Tensor, sampleWeight: Tensor | undefined): Tensor {
  if (sampleWeight === undefined) return sigmoidBinaryCrossEntropy(logits, target);
  // sigmoid(x) is the softmax of x against 0: an answer is a choice of two, and its targets carry the weights.
  const column = (x: Tensor): Tensor => reshape(x, [x.size, 1]);
  const against = (x: Tensor, other: Tensor): Tensor => concat([column(x), column(other)], -1);
  const weighted = [target, sub(1, target)].map((part) => weigh(part, sampleWeight));
  return softmaxCrossEntropy(against(logits, mul(logits, 0)), against(weighted[0]!, weighted[1]!));
}

function weigh(x: Tensor, sampleWeight: Tensor | undefined): Tensor {
  if (sampleWeight === undefined) return x;
  return mul(x, reshape(sampleWeight, [sampleWeight.size, ...x.shape.slice(1).map(() => 1)]));
}
