// Losses by Keras's names: each a mean over the batch, written with ops.

import { add, mul, sub } from "../tensor/ops/binary.js";
import { sigmoidBinaryCrossEntropy, softmaxCrossEntropy } from "../tensor/ops/crossEntropy.js";
import { clip } from "../tensor/ops/ramp.js";
import { mean, sum } from "../tensor/ops/reduce.js";
import { softmaxOp } from "../tensor/ops/softmax.js";
import { log, neg, sigmoidOp, square } from "../tensor/ops/unary.js";
import type { OpDefinition, Tensor } from "../tensor/tensor.js";

/** The mean loss of a batch, a scalar `[]`; target and output are `[batch, classes]`. */
export type Loss = (target: Tensor, output: Tensor) => Tensor;

export type LossName = "categoricalCrossentropy" | "binaryCrossentropy" | "meanSquaredError";

/** What Keras adds to a probability before it takes the logarithm. */
const EPSILON = 1e-7;

/**
 * Losses of probabilities. Where the probabilities are made by softmax or sigmoid, the loss is computed from what went
 * into it, as in Keras, so that none is ever rounded to 0 before its logarithm is taken.
 * See https://keras.io/api/losses/probabilistic_losses.
 */
export const losses: { readonly [Name in LossName]: Loss } = {
  categoricalCrossentropy: (target, output) => {
    const logits = inputOf(softmaxOp, output);
    if (logits !== null) return softmaxCrossEntropy(logits, target);
    return neg(mean(sum(mul(target, log(clip(output, EPSILON, 1 - EPSILON))), -1)));
  },
  binaryCrossentropy: (target, output) => {
    const logits = inputOf(sigmoidOp, output);
    if (logits !== null) return sigmoidBinaryCrossEntropy(logits, target);
    const p = clip(output, EPSILON, 1 - EPSILON);
    return neg(mean(add(mul(target, log(p)), mul(sub(1, target), log(sub(1, p))))));
  },
  meanSquaredError: (target, output) => mean(square(sub(output, target))),
};

/** What went into this op, where the output is the op's. */
export function inputOf<A extends object>(op: OpDefinition<A, "x">, output: Tensor): Tensor | null {
  return output.producer?.op === (op as OpDefinition) ? output.producer.inputs[0]! : null;
}
