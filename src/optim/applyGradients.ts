// From a batch's gradients to the new weights and moments: clipping, accumulation and the optimizer's own rule.

import { add, mul, sub } from "../tensor/ops/binary.js";
import { cyclesBefore, endsCycle, replaceWhen } from "../tensor/ops/optimizerUpdates.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { clipGradients } from "./clip.js";
import type { Optimizer, Updated, UpdateInputs } from "./optimizer.js";

/** A weight with its gradient in this batch and its slots, in the order of `initialSlots`. */
export interface TrainedWeight extends Pick<UpdateInputs, "parameter" | "gradient" | "slots"> {
  /** The factor on the learning rate for this weight; 1 for the common rate. */
  readonly rateMultiplier: number;
}

type Clock = Pick<UpdateInputs, "learningRate" | "step">;

/** The slots of a weight before the first step: the moments, then the sum of gradients. */
export function initialSlots(optimizer: Optimizer, shape: Shape, name: string): readonly Float32Array[] {
  const moments = optimizer.initialSlots(shape, name);
  return batchesAnUpdate(optimizer) === 1 ? moments : [...moments, new Float32Array(sizeOf(shape))];
}

/** The number of updates in the first `steps` steps: what schedules count. */
export function updatesBefore(optimizer: Optimizer, steps: number): number {
  return Math.floor(steps / batchesAnUpdate(optimizer));
}

/**
 * The weights and slots after a step, in order, as ops of the compiled step. If several batches make one update, all but
 * the last only add to the sum, as in Keras; then the mean is clipped and used.
 */
export function applyGradients(optimizer: Optimizer, weights: readonly TrainedWeight[], clock: Clock): Updated[] {
  const batches = batchesAnUpdate(optimizer);
  if (batches === 1) return update(optimizer, weights, clock);
  const isLast = endsCycle(clock.step, batches);
  const totals = weights.map(({ gradient, slots }) => add(slots.at(-1)!, gradient));
  const averaged = weights.map((weight, index) => {
    return { ...weight, gradient: mul(totals[index]!, 1 / batches), slots: weight.slots.slice(0, -1) };
  });
  const updated = update(optimizer, averaged, { ...clock, step: cyclesBefore(clock.step, batches) });
  return updated.map(({ parameter, slots }, index) => {
    const before = averaged[index]!;
    const total = mul(totals[index]!, sub(1, isLast));
    const moments = slots.map((next, slot) => replaceWhen(isLast, before.slots[slot]!, next));
    return { parameter: replaceWhen(isLast, before.parameter, parameter), slots: [...moments, total] };
  });
}

function update(optimizer: Optimizer, weights: readonly TrainedWeight[], clock: Clock): Updated[] {
  const clipped = clipGradients(
    weights.map(({ gradient }) => gradient),
    optimizer.gradientArguments,
  );
  return weights.map(({ parameter, slots, rateMultiplier }, index) => {
    const learningRate = rateMultiplier === 1 ? clock.learningRate : mul(clock.learningRate, rateMultiplier);
    return optimizer.update({ ...clock, parameter, slots, learningRate, gradient: clipped[index]! });
  });
}

function batchesAnUpdate({ gradientArguments }: Optimizer): number {
  return gradientArguments.gradientAccumulationSteps ?? 1;
}
