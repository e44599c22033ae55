// A learning rate that falls along a power of the steps that are left.

import { checkOptions } from "../../tensor/checkOptions.js";
import { power } from "../../tensor/power.js";
import { checkNotNegative } from "../arguments.js";
import { checkSteps, defineSchedule, type Schedule } from "./schedules.js";

export interface PolynomialOptions {
  /** The first rate. */
  readonly initial: number;
  /** Steps to the last rate. */
  readonly decaySteps: number;
  /** The last rate. Default: 0.0001. */
  readonly end?: number;
  /** Default: 1, which is a straight line. */
  readonly power?: number;
  /** Whether the rate goes on beyond `decaySteps` along the fall to the next multiple of them. Default: false. */
  readonly cycle?: boolean;
}

/**
 * `(initial - end) * (1 - step / decaySteps) ^ power + end`, and `end` from `decaySteps` on. See
 * https://keras.io/api/optimizers/learning_rate_schedules/polynomial_decay.
 * @throws LinnetError if an argument is negative or not finite, or `decaySteps` is 0
 */
export function polynomialDecay(options: PolynomialOptions): Schedule {
  const kinds = { initial: "number", decaySteps: "number", end: "number", power: "number", cycle: "boolean" } as const;
  checkOptions("polynomialDecay", options, kinds);
  const { initial, decaySteps, end = 1e-4, power: exponent = 1, cycle = false } = options;
  checkNotNegative("polynomialDecay", { initial, end, power: exponent });
  checkSteps("polynomialDecay", { decaySteps });
  return defineSchedule("polynomialDecay", { initial, decaySteps, end, power: exponent, cycle }, (step) => {
    const whole = cycle ? decaySteps * Math.max(Math.ceil(step / decaySteps), 1) : decaySteps;
    const left = 1 - Math.min(step / whole, 1);
    return (initial - end) * (left === 0 && exponent > 0 ? 0 : power(left, exponent)) + end;
  });
}
