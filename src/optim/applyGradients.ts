// From a batch's gradients to the new weights and moments: accumulation, clipping, the optimizer's own rule, averages.

import { add, mul, sub } from "../tensor/ops/binary.js";
import { cyclesBefore, endsCycle, replaceWhen } from "../tensor/ops/optimizerUpdates.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { clipGradients } from "./clip.js";
import type { Optimizer, Updated, UpdateInputs } from "./optimizer.js";
import { averageWeight } from "./weightAverage.js";

/** A weight with its gradient in this batch and its slots, in the order of `initialSlots`. */
export interface TrainedWeight extends Pick<UpdateInputs, "parameter" | "gradient" | "slots"> {
  /** The factor on the learning rate for this weight; 1 for the common rate. */
  readonly rateMultiplier: number;
}

type Clock = Pick<UpdateInputs, "learningRate" | "step">;

/** The slots of a weight before the first step: the moments, then the sum of gradients and the average of the weight. */
export function initialSlots(optimizer: Optimizer, shape: Shape, name: string): readonly Float32Array[] {
  const others = Number(batchesAnUpdate(optimizer) > 1) + Number(averages(optimizer));
  const zeros = Array.from({ length: others }, () => new Float32Array(sizeOf(shape)));
  return [...optimizer.initialSlots(shape, name), ...zeros];
}

/** The shape that a slot has in a step. */
export function slotShape(shape: Shape, initial: Float32Array): Shape {
  return initial.length === sizeOf(shape) ? shape : [initial.length];
}

/** Whether the last of a weight's slots is its moving average. */
export function averages({ weightAverage }: Pick<Optimizer, "weightAverage">): boolean {
  return (weightAverage ?? null) !== null;
}

/** The weights and slots after a step, in order, as ops of the compiled step. */
export function applyGradients(optimizer: Optimizer, weights: readonly TrainedWeight[], clock: Clock): Updated[] {
  const average = optimizer.weightAverage ?? null;
  if (average === null) return applyMoments(optimizer, weights, clock);
  const current = weights.map((weight) => ({ ...weight, slots: weight.slots.slice(0, -1) }));
  const updates = updatesBefore(optimizer, clock.step);
  return applyMoments(optimizer, current, clock).map(({ parameter, slots }, index) => {
    const averaged = averageWeight(parameter, weights[index]!.slots.at(-1)!, average, updates);
    return { parameter: averaged.weight, slots: [...slots, averaged.average] };
  });
}

/**
 * If several batches make one update, all but the last only add to the sum, as in Keras; then the mean is clipped and
 * used, at the rate of the last batch.
 */
function applyMoments(optimizer: Optimizer, weights: readonly TrainedWeight[], clock: Clock): Updated[] {
  const batches = batchesAnUpdate(optimizer);
  if (batches === 1) return update(optimizer, weights, clock);
  const isLast = endsCycle(clock.step, batches);
  const totals = weights.map(({ gradient, slots }) => add(slots.at(-1)!, gradient));
  const averaged = weights.map((weight, index) => {
    return { ...weight, gradient: mul(totals[index]!, 1 / batches), slots: weight.slots.slice(0, -1) };
  });
  const updated = update(optimizer, averaged, { ...clock, step: updatesBefore(optimizer, clock.step) });
  return updated.map(({ parameter, slots }, index) => {
    const before = averaged[index]!;
    const total = mul(totals[index]!, sub(1, isLast));
    const moments = slots.map((next, slot) => replaceWhen(isLast, before.slots[slot]!, next));
    return { parameter: replaceWhen(isLast, before.parameter, parameter), slots: [...moments, total] };
  });
}

/** The number of updates before a step, which is what moments count. */
function updatesBefore(optimizer: Optimizer, step: Tensor): Tensor {
  const batches = batchesAnUpdate(optimizer);
  return batches === 1 ? step : cyclesBefore(step, batches);
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
