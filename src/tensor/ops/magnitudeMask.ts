// Which weights magnitude pruning keeps: the gradual schedule of arXiv 1710.01878, and the ops that follow it.

import { apply, defineOp } from "../op.js";
import { power } from "../power.js";
import type { Tensor, Values } from "../tensor.js";

/** Sparsities are parts from 0 to 1, steps are those of training. */
export interface PruningSchedule {
  readonly initialSparsity: number;
  readonly finalSparsity: number;
  /** The step of the first pruning, which reaches the initial sparsity. */
  readonly beginStep: number;
  /** The step of the last pruning, which reaches the final sparsity. */
  readonly endStep: number;
  /** Steps from one pruning to the next. */
  readonly frequency: number;
  /** How much of the way is made early: 1 for a straight line, 3 in the paper. */
  readonly power: number;
}

/** `final + (initial - final) (1 - (step - begin) / (end - begin))^power`: equation 1. */
export function sparsityAt(schedule: PruningSchedule, step: number): number {
  const { initialSparsity, finalSparsity, beginStep, endStep, power: exponent } = schedule;
  if (step >= endStep) return finalSparsity;
  const left = 1 - (step - beginStep) / (endStep - beginStep);
  return finalSparsity + (initialSparsity - finalSparsity) * power(left, exponent);
}

/** Whether masks change in this step. They always do in the last, so that the final sparsity is reached. */
export function prunesAt({ beginStep, endStep, frequency }: PruningSchedule, step: number): boolean {
  if (step < beginStep || step > endStep) return false;
  return (step - beginStep) % frequency === 0 || step === endStep;
}

export const magnitudeMaskOp = defineOp<PruningSchedule, ["weights", "mask", "step"], "magnitudeMask">({
  name: "magnitudeMask",
  inputs: ["weights", "mask", "step"],
  shape: ([weights]) => weights!,
  reference: ([weights, mask, step], output, { attributes: schedule }) => {
    if (!prunesAt(schedule, step![0]!)) output.set(mask!);
    else maskSmallest(weights!, mask!, { output, count: Math.round(sparsityAt(schedule, step![0]!) * output.length) });
  },
  gradient: { none: "it is the update of an optimizer" },
});

/**
 * The mask of the step, 1 for kept weights and 0 for others: a new one if the schedule prunes now, else the old one.
 * Its zeros are `round(sparsity * size)` weights: those pruned already, then those nearest to 0, the first if several are
 * equal.
 */
export function magnitudeMask(weights: Tensor, mask: Tensor, step: Tensor, schedule: PruningSchedule): Tensor {
  return apply(magnitudeMaskOp, [weights, mask, step], schedule);
}

function maskSmallest(
  weights: Values,
  mask: Values,
  { output, count }: { readonly output: Values; readonly count: number },
): void {
  const magnitudes = Float32Array.from(weights, (weight, index) => (mask[index] === 0 ? -1 : Math.abs(weight)));
  const sorted = magnitudes.slice().sort();
  const threshold = count === 0 ? Number.NEGATIVE_INFINITY : sorted[count - 1]!;
  let ties = count - Math.max(sorted.indexOf(threshold), 0);
  magnitudes.forEach((magnitude, index) => {
    const isTie = magnitude === threshold && ties > 0;
    if (isTie) ties -= 1;
    output[index] = magnitude < threshold || isTie ? 0 : 1;
  });
}

export const keepMaskedOp = defineOp<object, ["x", "mask"], "keepMasked">({
  name: "keepMasked",
  inputs: ["x", "mask"],
  elementwise: true,
  shape: ([x]) => x!,
  reference: ([x, mask], output) => {
    for (let i = 0; i < output.length; i += 1) output[i] = mask![i] === 0 ? 0 : x![i]!;
  },
  gradient: { none: "it is the update of an optimizer" },
});

/** x if the mask is 1, else 0: never -0, as a product would give. */
export function keepMasked(x: Tensor, mask: Tensor): Tensor {
  return apply(keepMaskedOp, [x, mask], {});
}
