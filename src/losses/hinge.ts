// Losses of margins (https://keras.io/api/losses/hinge_losses).

import { checkOptions } from "../tensor/checkOptions.js";
import { add, equal, maximum, mul, sub } from "../tensor/ops/binary.js";
import { max, mean, min, sum } from "../tensor/ops/reduce.js";
import { square } from "../tensor/ops/unary.js";
import type { Tensor } from "../tensor/tensor.js";
import { defineLoss, type Loss, type LossOptions, lossKinds } from "./loss.js";

/** `mean(max(1 - target output, 0))`; targets are -1 and 1, or all 0 and 1. */
export function hinge(options: LossOptions = {}): Loss {
  checkOptions("hinge", options, lossKinds);
  return defineLoss("hinge", options, (target, output) => mean(margins(target, output), -1));
}

/** `mean(max(1 - target output, 0)^2)`; targets are -1 and 1, or all 0 and 1. */
export function squaredHinge(options: LossOptions = {}): Loss {
  checkOptions("squaredHinge", options, lossKinds);
  return defineLoss("squaredHinge", options, (target, output) => mean(square(margins(target, output)), -1));
}

/** `max(wrong - right + 1, 0)`: right is the output of the target's class, wrong the largest of the others. */
export function categoricalHinge(options: LossOptions = {}): Loss {
  checkOptions("categoricalHinge", options, lossKinds);
  return defineLoss("categoricalHinge", options, (target, output) => {
    const right = sum(mul(target, output), -1);
    const wrong = max(mul(sub(1, target), output), -1);
    return maximum(add(sub(wrong, right), 1), 0);
  });
}

function margins(target: Tensor, output: Tensor): Tensor {
  return maximum(sub(1, mul(signs(target), output)), 0);
}

/** Targets of -1 and 1 from those of 0 and 1; if any is neither 0 nor 1, all stay as they are. */
function signs(target: Tensor): Tensor {
  const isBinary = min(add(equal(target, 0), equal(target, 1)));
  return add(mul(isBinary, sub(target, 1)), target);
}
