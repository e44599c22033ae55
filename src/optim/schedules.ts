// The learning rate as a function of the number of steps taken (https://keras.io/api/optimizers/learning_rate_schedules).

import { LinnetError } from "../tensor/errors.js";
import { checkNotNegative } from "./arguments.js";

export interface Schedule {
  /** The rate after `step` steps. */
  at(step: number): number;
  config(): { readonly [argument: string]: unknown };
}

/** What optimizers take: a schedule, or a number for a constant rate. */
export type LearningRate = number | Schedule;

export function toSchedule(rate: LearningRate): Schedule {
  return typeof rate === "number" ? constant(rate) : rate;
}

/** Always the same rate. @throws LinnetError if it is negative or not finite; so do all functions here with their arguments */
export function constant(rate: number): Schedule {
  checkNotNegative("learning rate", { rate });
  return schedule("constant", { rate }, () => rate);
}

export interface InverseTimeOptions {
  readonly initial: number;
  /** As the `decay` argument of older Keras. */
  readonly decay: number;
}

/** `initial / (1 + decay * step)`. */
export function inverseTimeDecay({ initial, decay }: InverseTimeOptions): Schedule {
  checkNotNegative("inverseTimeDecay", { initial, decay });
  return schedule("inverseTimeDecay", { initial, decay }, (step) => initial / (1 + decay * step));
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
export function exponentialDecay({ initial, decayRate, decaySteps, staircase = false }: ExponentialOptions): Schedule {
  checkNotNegative("exponentialDecay", { initial, decayRate });
  checkSteps("exponentialDecay", decaySteps);
  return schedule("exponentialDecay", { initial, decayRate, decaySteps, staircase }, (step) => {
    const periods = staircase ? Math.floor(step / decaySteps) : step / decaySteps;
    return initial * decayRate ** periods;
  });
}

export interface CosineOptions {
  /** The rate after the warm-up. */
  readonly initial: number;
  /** Steps from the end of the warm-up to the lowest rate. */
  readonly decaySteps: number;
  /** The lowest rate as a part of `initial`. Default: 0. */
  readonly alpha?: number;
  /** Steps in which the rate rises from 0 in a straight line. Default: 0. */
  readonly warmupSteps?: number;
}

/** Half a cosine from `initial` down to `alpha * initial` (arXiv 1608.03983), after a linear warm-up. */
export function cosineDecay({ initial, decaySteps, alpha = 0, warmupSteps = 0 }: CosineOptions): Schedule {
  checkNotNegative("cosineDecay", { initial, alpha, warmupSteps });
  checkSteps("cosineDecay", decaySteps);
  return schedule("cosineDecay", { initial, decaySteps, alpha, warmupSteps }, (step) => {
    if (step < warmupSteps) return (initial * step) / warmupSteps;
    const part = Math.min((step - warmupSteps) / decaySteps, 1);
    return initial * (alpha + ((1 - alpha) * (1 + Math.cos(Math.PI * part))) / 2);
  });
}

export interface PiecewiseOptions {
  /** The last step of each rate but the final one, ascending. */
  readonly boundaries: readonly number[];
  /** One more than there are boundaries. */
  readonly values: readonly number[];
}

/** `values[0]` up to and including step `boundaries[0]`, then `values[1]`, and so on. @throws LinnetError if the lengths do not fit */
export function piecewiseConstant({ boundaries, values }: PiecewiseOptions): Schedule {
  if (values.length !== boundaries.length + 1) {
    throw new LinnetError(`piecewiseConstant: expected ${boundaries.length + 1} values, got ${values.length}`);
  }
  return schedule("piecewiseConstant", { boundaries, values }, (step) => {
    const index = boundaries.findIndex((boundary) => step <= boundary);
    return values[index < 0 ? boundaries.length : index]!;
  });
}

function checkSteps(where: string, decaySteps: number): void {
  if (!(decaySteps > 0)) throw new LinnetError(`${where}: expected decaySteps above 0, got ${decaySteps}`);
}

function schedule(name: string, options: object, at: (step: number) => number): Schedule {
  return { at, config: () => ({ name, ...options }) };
}
