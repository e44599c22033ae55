// A learning rate that falls along half a cosine and starts again, each time for longer (arXiv 1608.03983).

import { checkOptions } from "../../tensor/checkOptions.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { power } from "../../tensor/power.js";
import { checkNotNegative } from "../arguments.js";
import { checkSteps, defineSchedule, type Schedule } from "./schedules.js";

export interface CosineRestartsOptions {
  /** The first rate. */
  readonly initial: number;
  /** Steps to the first restart. */
  readonly firstDecaySteps: number;
  /** How many times as long each period is as the one before; 1 or more. Default: 2. */
  readonly tMul?: number;
  /** How many times as high each period begins as the one before. Default: 1. */
  readonly mMul?: number;
  /** The lowest rate as a part of the first. Default: 0. */
  readonly alpha?: number;
}

/**
 * `initial * (alpha + (1 - alpha) * mMul^i * (1 + cos(pi * part)) / 2)` in period i, of which `part` is over. See
 * https://keras.io/api/optimizers/learning_rate_schedules/cosine_decay_restarts.
 * @throws LinnetError if an argument is negative or not finite, `tMul` below 1, or `firstDecaySteps` 0
 */
export function cosineDecayRestarts(options: CosineRestartsOptions): Schedule {
  const kinds = {
    initial: "number",
    firstDecaySteps: "number",
    tMul: "number",
    mMul: "number",
    alpha: "number",
  } as const;
  checkOptions("cosineDecayRestarts", options, kinds);
  const { initial, firstDecaySteps, tMul = 2, mMul = 1, alpha = 0 } = options;
  checkNotNegative("cosineDecayRestarts", { initial, mMul, alpha });
  checkSteps("cosineDecayRestarts", { firstDecaySteps });
  if (!(tMul >= 1 && Number.isFinite(tMul)))
    throw new LinnetError(`cosineDecayRestarts: expected tMul to be a number of 1 or more, got ${describe(tMul)}`);
  return defineSchedule("cosineDecayRestarts", { initial, firstDecaySteps, tMul, mMul, alpha }, (step) => {
    const { period, part } = periodAt(step / firstDecaySteps, tMul);
    const fall = (power(mMul, period) * (1 + Math.cos(Math.PI * part))) / 2;
    return initial * (alpha + (1 - alpha) * fall);
  });
}

/** The period that a time lies in, in lengths of the first one, and how much of it is over. */
function periodAt(time: number, growth: number): { readonly period: number; readonly part: number } {
  if (growth === 1) return { period: Math.floor(time), part: time % 1 };
  let period = 0;
  let left = time;
  let length = 1;
  for (; left >= length; length *= growth, period += 1) left -= length;
  return { period, part: left / length };
}
