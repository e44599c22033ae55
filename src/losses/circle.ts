// The loss of embeddings in which those of one class shall lie together (https://keras.io/api/losses/metric_learning_losses).

import { checkOptions } from "../tensor/checkOptions.js";
import { LinnetError } from "../tensor/errors.js";
import { add, equal, greater, maximum, mul, sub } from "../tensor/ops/binary.js";
import { matMul } from "../tensor/ops/matMul.js";
import { max, sum } from "../tensor/ops/reduce.js";
import { reshape } from "../tensor/ops/reshape.js";
import { exp, log } from "../tensor/ops/unary.js";
import { where } from "../tensor/ops/where.js";
import { Tensor } from "../tensor/tensor.js";
import { defineLoss, type Loss, type LossOptions, lossKinds } from "./loss.js";
import { checkRange, softplus } from "./parts.js";

export interface CircleOptions extends LossOptions {
  /** How sharply far pairs count. Default: 80. */
  readonly gamma?: number;
  /** How far beyond each other the two kinds of pairs shall lie. Default: 0.4. */
  readonly margin?: number;
  /** Whether an example is no pair with itself. Default: true. */
  readonly removeDiagonal?: boolean;
}

/** In place of the minus infinity of pairs that do not count: its exponential is 0, and it has a gradient. */
const NOTHING = -1e30;

/**
 * With the cosine distance d of two examples of a batch, `softplus(logsumexp(-gamma (margin + d) (margin - d)) +
 * logsumexp(gamma (1 + margin - d) (1 - margin - d)))`, the first over the others of the example's class and the second over
 * those of other classes (arXiv 2002.10857, section 3). Outputs `[batch, length]` are embeddings of length 1, targets
 * the classes `[batch]`; examples whose loss is 0 do not count for the mean, as in Keras.
 */
export function circle(options: CircleOptions = {}): Loss {
  checkOptions("circle", options, { ...lossKinds, gamma: "number", margin: "number", removeDiagonal: "boolean" });
  const { gamma = 80, margin = 0.4, removeDiagonal = true } = options;
  checkRange("circle", "gamma", gamma, [0, Number.POSITIVE_INFINITY]);
  checkRange("circle", "margin", margin, [0, 1]);
  const losses = (target: Tensor, output: Tensor) => {
    if (output.rank !== 2) throw new LinnetError(`circle: expected outputs [batch,length], got [${output.shape}]`);
    const count = output.shape[0]!;
    const same = equal(reshape(target, [count, 1]), reshape(target, [1, count]));
    const positive = removeDiagonal ? mul(same, others(count)) : same;
    const distances = maximum(sub(1, matMul(output, output, { transposeB: true })), 0);
    const near = mul(mul(add(distances, margin), sub(distances, margin)), gamma);
    const far = mul(mul(maximum(sub(1 + margin, distances), 0), sub(1 - margin, distances)), gamma);
    const values = softplus(add(logSumExp(near, positive), logSumExp(far, sub(1, same))));
    return { values, counted: greater(values, 0) };
  };
  return defineLoss("circle", options, losses, { shape: (output) => output.slice(0, -1), wrong: () => null });
}

/** 0 on the diagonal, 1 elsewhere. */
function others(count: number): Tensor {
  const values = new Float32Array(count * count).fill(1);
  for (let example = 0; example < count; example += 1) values[example * (count + 1)] = 0;
  return Tensor.from(values, [count, count]);
}

/** `log(sum(e^x))` of each row, over what counts. */
function logSumExp(x: Tensor, counts: Tensor): Tensor {
  const counted = where(counts, x, NOTHING);
  const largest = max(counted, -1, { keepDims: true });
  const total = log(sum(exp(sub(counted, largest)), -1));
  return add(total, reshape(largest, total.shape));
}
