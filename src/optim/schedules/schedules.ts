// The learning rate as a function of the number of steps taken (https://keras.io/api/optimizers/learning_rate_schedules).

import { checkOptions } from "../../tensor/checkOptions.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { power } from "../../tensor/power.js";
import { checkNotNegative } from "../arguments.js";

export interface Schedule {
  /** The rate after `step` steps. */
  at(step: number): number;
  config(): { readonly [argument: string]: unknown };
}

/** What optimizers take: a schedule, or a number for a constant rate. */
export type LearningRate = number | Schedule;

/** @throws LinnetError if it is neither a number of 0 or more nor a schedule */
export function toSchedule(rate: LearningRate): Schedule {
  if (typeof rate === "number") return constant(rate);
  if (typeof rate?.at === "function" && typeof rate.config === "function") return rate;
  throw new LinnetError(
    `learning rate: expected a number, or a schedule such as cosineDecay({ initial, decaySteps }), got ${describe(rate)}`,
  );
}

/** Always the same rate. @throws LinnetError if it is negative or not finite; so do all functions here with their arguments */
export function constant(rate: number): Schedule {
  checkNotNegative("learning rate", { rate });
  return defineSchedule("constant", { rate }, () => rate);
}

export interface InverseTimeOptions {
  readonly initial: number;
  /** Keras's `decay_rate`; with one step, the `decay` argument of older Keras. */
  readonly decay: number;
  /** Default: 1. */
  readonly decaySteps?: number;
  /** Whether the rate falls at once at the end of each `decaySteps`. Default: false. */
  readonly staircase?: boolean;
}

/** `initial / (1 + decay * step / decaySteps)`. */
export function inverseTimeDecay(options: InverseTimeOptions): Schedule {
  checkOptions("inverseTimeDecay", options, {
    initial: "number",
    decay: "number",
    decaySteps: "number",
    staircase: "boolean",
  });
  const { initial, decay, decaySteps = 1, staircase = false } = options;
  checkNotNegative("inverseTimeDecay", { initial, decay });
  checkSteps("inverseTimeDecay", { decaySteps });
  // What earlier versions had no option for stays out of the record, so that their runs go on.
  const others = { ...(decaySteps !== 1 && { decaySteps }), ...(staircase && { staircase }) };
  return defineSchedule("inverseTimeDecay", { initial, decay, ...others }, (step) => {
    return initial / (1 + decay * periodsOf(step, decaySteps, staircase));
  });
}

export interface ExponentialOptions {
  readonly initial: number;
  /** The factor on the rate for every `decaySteps` steps. */
  readonly decayRate: number;
  readonly decaySteps: number;
  /** Whether the rate falls at once at the end of each `decaySteps`. Default: false. */
  readonly staircase?: boolean;
}

/** `initial * decayRate ^ (step / decaySteps)`. */
export function exponentialDecay(options: ExponentialOptions): Schedule {
  checkOptions("exponentialDecay", options, {
    initial: "number",
    decayRate: "number",
    decaySteps: "number",
    staircase: "boolean",
  });
  const { initial, decayRate, decaySteps, staircase = false } = options;
  checkNotNegative("exponentialDecay", { initial, decayRate });
  checkSteps("exponentialDecay", { decaySteps });
  return defineSchedule("exponentialDecay", { initial, decayRate, decaySteps, staircase }, (step) => {
    return initial * power(decayRate, periodsOf(step, decaySteps, staircase));
  });
}

export interface CosineOptions {
  /** The first rate. */
  readonly initial: number;
  /** Steps from the end of the warm-up to the lowest rate. */
  readonly decaySteps: number;
  /** The lowest rate as a part of the highest. Default: 0. */
  readonly alpha?: number;
  /** The rate after the warm-up. Default: no warm-up, whatever `warmupSteps` is, as in Keras. */
  readonly warmupTarget?: number;
  /** Steps in which the rate goes from `initial` to `warmupTarget` in a straight line. Default: 0. */
  readonly warmupSteps?: number;
}

/** After a linear warm-up, if there is a target, half a cosine down to `alpha` of the highest rate (arXiv 1608.03983). */
export function cosineDecay(options: CosineOptions): Schedule {
  checkOptions("cosineDecay", options, {
    initial: "number",
    decaySteps: "number",
    alpha: "number",
    warmupTarget: "number",
    warmupSteps: "number",
  });
  const { initial, decaySteps, alpha = 0, warmupTarget = initial } = options;
  const warmupSteps = options.warmupTarget === undefined ? 0 : (options.warmupSteps ?? 0);
  checkNotNegative("cosineDecay", { initial, alpha, warmupTarget, warmupSteps });
  checkSteps("cosineDecay", { decaySteps });
  return defineSchedule("cosineDecay", { initial, decaySteps, alpha, warmupTarget, warmupSteps }, (step) => {
    if (step < warmupSteps) return initial + ((warmupTarget - initial) * step) / warmupSteps;
    const part = Math.min((step - warmupSteps) / decaySteps, 1);
    return warmupTarget * (alpha + ((1 - alpha) * (1 + Math.cos(Math.PI * part))) / 2);
  });
}

export interface PiecewiseOptions {
  /** The last step of each rate but the final one, ascending. */
  readonly boundaries: readonly number[];
  /** One more than there are boundaries. */
  readonly values: readonly number[];
}

/** `values[0]` up to and including step `boundaries[0]`, then `values[1]`, and so on. @throws LinnetError if the lengths do not fit */
export function piecewiseConstant(options: PiecewiseOptions): Schedule {
  checkOptions("piecewiseConstant", options, { boundaries: "list", values: "list" });
  const { boundaries = [], values = [] } = options;
  if (values.length !== boundaries.length + 1)
    throw new LinnetError(`piecewiseConstant: expected ${boundaries.length + 1} values, got ${values.length}`);
  for (const [name, numbers] of [["boundaries", boundaries] as const, ["values", values] as const])
    numbers.forEach((value, index) => checkNotNegative("piecewiseConstant", { [`${name}[${index}]`]: value }));
  return defineSchedule("piecewiseConstant", { boundaries, values }, (step) => {
    const index = boundaries.findIndex((boundary) => step <= boundary);
    return values[index < 0 ? boundaries.length : index]!;
  });
}

function periodsOf(step: number, decaySteps: number, staircase: boolean): number {
  return staircase ? Math.floor(step / decaySteps) : step / decaySteps;
}

/** @throws LinnetError if it is not a number above 0 */
export function checkSteps(where: string, steps: { readonly [argument: string]: number }): void {
  for (const [name, value] of Object.entries(steps))
    if (!(value > 0))
      throw new LinnetError(`${where}: expected ${name} to be a number above 0, got ${describe(value)}`);
}

export function defineSchedule(name: string, options: object, at: (step: number) => number): Schedule {
  return { at, config: () => ({ name, ...options }) };
}
