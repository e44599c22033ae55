// Moving averages of the weights, which may take their place: Keras's `use_ema` (https://keras.io/api/optimizers).

import { checkCount } from "../tensor/checkCount.js";
import { LinnetError } from "../tensor/errors.js";
import { add, greater, mul, sub } from "../tensor/ops/binary.js";
import { endsCycle, replaceWhen } from "../tensor/ops/optimizerUpdates.js";
import type { Tensor } from "../tensor/tensor.js";
import { checkPart } from "./arguments.js";

export interface AverageArguments {
  /** Whether `fit` leaves the moving averages of the trained weights in the model at its end. Default: false. */
  readonly useEma?: boolean;
  /** The decay of the averages. Default: 0.99. */
  readonly emaMomentum?: number;
  /** Updates after which the averages take the weights' place, again and again. Default: only at the end. */
  readonly emaOverwriteFrequency?: number;
}

/** The arguments of an optimizer that averages. */
export interface WeightAverage {
  readonly emaMomentum: number;
  readonly emaOverwriteFrequency?: number;
}

/** Null without `useEma`. @throws LinnetError if an argument is out of range, or would have no effect */
export function weightAverageOf(where: string, given: AverageArguments): WeightAverage | null {
  const { useEma = false, emaMomentum = 0.99, emaOverwriteFrequency } = given;
  checkPart(where, { emaMomentum });
  if (emaOverwriteFrequency !== undefined) checkCount(where, "emaOverwriteFrequency", emaOverwriteFrequency);
  const idle = (["emaMomentum", "emaOverwriteFrequency"] as const).find((name) => given[name] !== undefined);
  if (!useEma && idle !== undefined) throw new LinnetError(`${where}: expected useEma: true beside ${idle}`);
  if (!useEma) return null;
  return { emaMomentum, ...(emaOverwriteFrequency !== undefined && { emaOverwriteFrequency }) };
}

/**
 * The weight and its average after a step: `momentum * average + (1 - momentum) * weight`, and the weight itself before
 * the second update.
 * @param updates the number of updates before this one: a scalar `[]`
 */
export function averageWeight(
  weight: Tensor,
  average: Tensor,
  { emaMomentum, emaOverwriteFrequency }: WeightAverage,
  updates: Tensor,
): { readonly weight: Tensor; readonly average: Tensor } {
  const momentum = mul(greater(updates, 0), emaMomentum);
  const next = add(mul(average, momentum), mul(weight, sub(1, momentum)));
  if (emaOverwriteFrequency === undefined) return { weight, average: next };
  return { weight: replaceWhen(endsCycle(updates, emaOverwriteFrequency), weight, next), average: next };
}
