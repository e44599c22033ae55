// Losses of numbers and of distributions, each a mean or sum over the last axis
// (https://keras.io/api/losses/regression_losses, https://keras.io/api/losses/probabilistic_losses).

import { checkOptions } from "../tensor/checkOptions.js";
import { LinnetError } from "../tensor/errors.js";
import { add, div, maximum, minimum, mul, sub } from "../tensor/ops/binary.js";
import { mean, sum } from "../tensor/ops/reduce.js";
import { abs, log, neg, sqrt, square } from "../tensor/ops/unary.js";
import type { Tensor } from "../tensor/tensor.js";
import { defineLoss, type Loss, type LossOptions, lossKinds } from "./loss.js";
import type { LossName } from "./lossNames.js";
import { EPSILON, limit, softplus } from "./parts.js";

/** A loss without options of its own. */
function plainLoss(name: LossName, losses: (target: Tensor, output: Tensor) => Tensor) {
  return (options: LossOptions = {}): Loss => {
    checkOptions(name, options, lossKinds);
    return defineLoss(name, options, losses);
  };
}

/** `mean((output - target)^2)`. See https://keras.io/api/losses/regression_losses/#meansquarederror-class. */
export const meanSquaredError = plainLoss("meanSquaredError", (target, output) =>
  mean(square(sub(output, target)), -1),
);

/** `mean(|output - target|)`. See https://keras.io/api/losses/regression_losses/#meanabsoluteerror-class. */
export const meanAbsoluteError = plainLoss("meanAbsoluteError", (target, output) => mean(abs(sub(target, output)), -1));

/** `100 mean(|(target - output) / target|)`; a target below 1e-7 counts as that. */
export const meanAbsolutePercentageError = plainLoss("meanAbsolutePercentageError", (target, output) =>
  mul(mean(abs(div(sub(target, output), maximum(abs(target), EPSILON))), -1), 100),
);

/** `mean((log(target + 1) - log(output + 1))^2)`; what is below 1e-7 counts as that. */
export const meanSquaredLogarithmicError = plainLoss("meanSquaredLogarithmicError", (target, output) => {
  const logarithm = (x: Tensor): Tensor => log(add(maximum(x, EPSILON), 1));
  return mean(square(sub(logarithm(output), logarithm(target))), -1);
});

/** `mean(log(cosh(output - target)))`: nearly half the square of small errors, and the size of large ones. */
export const logCosh = plainLoss("logCosh", (target, output) => {
  const error = sub(output, target);
  // log(cosh(x)) = x + log(1 + e^-2x) - log(2)
  return mean(sub(add(error, softplus(mul(error, -2))), Math.LN2), -1);
});

/** `mean(output - target log(output))`, of counts. See https://keras.io/api/losses/probabilistic_losses/#poisson-class. */
export const poisson = plainLoss("poisson", (target, output) =>
  mean(sub(output, mul(target, log(add(output, EPSILON)))), -1),
);

/** `sum(target log(target / output))`, both limited to 1e-7 … 1. */
export const klDivergence = plainLoss("klDivergence", (target, output) => {
  const [t, p] = [limit(target, EPSILON, 1), limit(output, EPSILON, 1)];
  return sum(mul(t, log(div(t, p))), -1);
});

/** `-sum(target output) / (|target| |output|)`: -1 if both point the same way. */
export const cosineSimilarity = plainLoss("cosineSimilarity", (target, output) => {
  return neg(sum(mul(direction(target), direction(output)), -1));
});

/** A vector of length 1; one of less than 1e-7 is divided by that. */
function direction(x: Tensor): Tensor {
  const inverse = div(1, sqrt(sum(square(x), -1, { keepDims: true })));
  return mul(x, minimum(inverse, 1 / EPSILON));
}

export interface HuberOptions extends LossOptions {
  /** The error up to which the loss is quadratic. Default: 1. */
  readonly delta?: number;
}

/**
 * Half the square of errors up to `delta`, and beyond it `delta |error| - delta^2 / 2`.
 * See https://keras.io/api/losses/regression_losses/#huber-class.
 */
export function huber(options: HuberOptions = {}): Loss {
  checkOptions("huber", options, { ...lossKinds, delta: "number" });
  const { delta = 1 } = options;
  if (!(delta > 0)) throw new LinnetError(`huber: expected delta to be a number above 0, got ${delta}`);
  return defineLoss("huber", options, (target, output) => {
    const error = abs(sub(output, target));
    const near = minimum(error, delta);
    return mean(add(mul(square(near), 0.5), mul(sub(error, near), delta)), -1);
  });
}
