// Losses of how far two masks overlap, for maps of segments (https://keras.io/api/losses/segmentation_losses).

import { checkOptions } from "../tensor/checkOptions.js";
import { add, div, mul, sub } from "../tensor/ops/binary.js";
import { sum } from "../tensor/ops/reduce.js";
import type { Tensor } from "../tensor/tensor.js";
import { defineLoss, type Loss, type LossOptions, lossKinds } from "./loss.js";
import { checkRange, EPSILON } from "./parts.js";

export interface DiceOptions extends LossOptions {
  /** The axes that are summed over, the batch's being 0. Default: all, for one loss of the whole batch. */
  readonly axis?: number | readonly number[] | null;
}

const kinds = { ...lossKinds, axis: ["number", "list", "null"] } as const;

/** `1 - 2 sum(target output) / (sum(target) + sum(output))`, also with the sums over `axis` alone. */
export function dice(options: DiceOptions = {}): Loss {
  checkOptions("dice", options, kinds);
  const { axis = null } = options;
  return defineLoss("dice", options, (target, output) => {
    const both = sum(mul(target, output), axis);
    return sub(1, div(mul(both, 2), add(add(sum(target, axis), sum(output, axis)), EPSILON)));
  });
}

export interface TverskyOptions extends DiceOptions {
  /** The weight of what is in the target and not in the output. Default: 0.5. */
  readonly alpha?: number;
  /** The weight of what is in the output and not in the target. Default: 0.5. */
  readonly beta?: number;
}

/**
 * `1 - both / (both + alpha sum(target (1 - output)) + beta sum(output (1 - target)))` with `both = sum(target output)` (arXiv
 * 1706.05721, section 2). The paper's alpha is Keras's beta.
 */
export function tversky(options: TverskyOptions = {}): Loss {
  checkOptions("tversky", options, { ...kinds, alpha: "number", beta: "number" });
  const { axis = null, alpha = 0.5, beta = 0.5 } = options;
  checkRange("tversky", "alpha", alpha, [0, Number.POSITIVE_INFINITY]);
  checkRange("tversky", "beta", beta, [0, Number.POSITIVE_INFINITY]);
  return defineLoss("tversky", options, (target, output) => {
    const both = sum(mul(target, output), axis);
    const missing = (of: Tensor, other: Tensor): Tensor => sum(mul(of, sub(1, other)), axis);
    const wrong = add(mul(missing(target, output), alpha), mul(missing(output, target), beta));
    return sub(1, div(both, add(add(both, wrong), EPSILON)));
  });
}
