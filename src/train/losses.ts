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
 * The mean loss of a batch, a scalar `[]`; target and output are `[batch, classes]`. Where examples have weights
 * `[batch]`, each example's loss is multiplied with its own, and the sum still divided by the batch's size, as in Keras.
 * A loss that does not depend on its third argument is for examples without weights.
 */
export type Loss = (target: Tensor, output: Tensor, sampleWeight?: Tensor) => Tensor;

/** What Keras adds to a probability before it takes the logarithm. */
const EPSILON = 1e-7;

export interface CategoricalCrossentropyOptions {
  /** The part of each target that is spread evenly over all classes, from 0 to 1 (arXiv 1512.00567, section 7); 0. */
  readonly labelSmoothing?: number;
}

/**
 * The loss of probabilities of classes that exclude each other. Where they are made by softmax, the loss is computed from
 * what went into it, as in Keras, so that none is ever rounded to 0 before its logarithm is taken.
 * See https://keras.io/api/losses/probabilistic_losses/#categoricalcrossentropy-class.
 * @throws LinnetError on a smoothing outside 0 to 1
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
    // The loss is linear in the target, so a weight of the example is one of its target.
    const weighted = weigh(smooth, sampleWeight);
    const logits = inputOf(softmaxOp, output);
    if (logits !== null) return softmaxCrossEntropy(logits, weighted);
    return neg(mean(sum(mul(weighted, log(clip(output, EPSILON, 1 - EPSILON))), -1)));
  };
}

/**
 * The loss of answers of yes or no, each a probability. If they are made by sigmoid, the loss is computed from what went
 * into it. See https://keras.io/api/losses/probabilistic_losses/#binarycrossentropy-class.
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

/** Losses by their names, without arguments. See https://keras.io/api/losses. */
export const losses: { readonly [Name in LossName]: Loss } = {
  categoricalCrossentropy: categoricalCrossentropy(),
  binaryCrossentropy: binaryCrossentropy(),
  meanSquaredError: meanSquaredError(),
};

/** The loss of that name, or the function itself. @throws LinnetError on a name that is not known */
export function lossOf(given: LossName | LossAlias | Loss): Loss {
  return typeof given === "function" ? given : losses[lossName(given)];
}

function binaryFromLogits(target: Tensor, logits: Tensor, sampleWeight: Tensor | undefined): Tensor {
  if (sampleWeight === undefined) return sigmoidBinaryCrossEntropy(logits, target);
  // sigmoid(x) is the softmax of x against 0: an answer is a choice of two, and that loss takes weights by its targets.
  const column = (x: Tensor): Tensor => reshape(x, [x.size, 1]);
  const against = (x: Tensor, other: Tensor): Tensor => concat([column(x), column(other)], -1);
  const weighted = [target, sub(1, target)].map((part) => weigh(part, sampleWeight));
  return softmaxCrossEntropy(against(logits, mul(logits, 0)), against(weighted[0]!, weighted[1]!));
}

/** Each example's numbers times its weight. */
function weigh(x: Tensor, sampleWeight: Tensor | undefined): Tensor {
  if (sampleWeight === undefined) return x;
  return mul(x, reshape(sampleWeight, [sampleWeight.size, ...x.shape.slice(1).map(() => 1)]));
}
