// The mean and the variance of one tensor as one way over it.

import { channelMeanOp, channelVarianceOp } from "../../../tensor/ops/batchNormTraining.js";
import { ScratchSpace } from "../kernel.js";
import { channelMoments } from "./channelMoments.js";
import type { ServedStep } from "./mergeElementwise.js";
import { addressOf } from "./places.js";

/** The same steps; where a variance follows on its mean, the mean has the kernels of both. */
export function mergeStatistics(steps: readonly ServedStep[]): ServedStep[] {
  return steps.map((served, index) => {
    const [before, after] = [steps[index - 1], steps[index + 1]];
    if (after !== undefined && arePair(served, after))
      return { ...served, served: { kernels: kernelsOfBoth(served, after) } };
    if (before !== undefined && arePair(before, served)) return { ...served, served: { kernels: [] } };
    return served;
  });
}

function arePair({ step: mean, served }: ServedStep, { step: variance, served: other }: ServedStep): boolean {
  if (served === null || other === null || mean.op !== channelMeanOp || variance.op !== channelVarianceOp) return false;
  const [x, given] = variance.inputs;
  return addressOf(x!) === addressOf(mean.inputs[0]!) && addressOf(given!) === addressOf(mean.output);
}

function kernelsOfBoth({ step: mean }: ServedStep, { step: variance }: ServedStep) {
  const moments = channelMoments(mean.inputs[0]!, new ScratchSpace());
  return [moments.kernel, moments.mean(mean.output), moments.variance(mean.output, variance.output)];
}
