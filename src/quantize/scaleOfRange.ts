// Ranges of real numbers as whole numbers from -128 to 127 (https://ai.google.dev/edge/litert/models/quantization_spec).

import type { Quantization } from "../tensor/ops/int8/quantization.js";
import { roundToEven } from "../tensor/roundToEven.js";

export interface Range {
  readonly least: number;
  readonly largest: number;
}

/** The product of two such, a bias's scale, is still above 0 in float32. */
export const LEAST_SCALE = 2 ** -60;

/**
 * The finest scale whose whole numbers cover the range to half a step, once it is widened until it holds 0: padding, and what
 * ReLU gives, is 0 exactly.
 */
export function quantizationForRange({ least, largest }: Range): Quantization {
  const [low, high] = [Math.min(least, 0), Math.max(largest, 0)];
  if (low === high) return { scale: 1, zeroPoint: 0 };
  const scale = Math.max(Math.fround((high - low) / 255), LEAST_SCALE);
  return { scale, zeroPoint: Math.min(Math.max(Math.round(-128 - low / scale), -128), 127) };
}

/** How many steps from 0 the whole number is that stands for the value best. */
export function stepsOf(value: number, { scale, zeroPoint }: Quantization): number {
  return Math.min(Math.max(roundToEven(value / scale), -128 - zeroPoint), 127 - zeroPoint);
}

/** Added to a number and taken off again, it leaves the nearest whole number; of two, the even one. */
const ROUNDER = 1.5 * 2 ** 52;

/** What stands for the values best, in their place. */
export function roundValues(values: Float32Array, { scale, zeroPoint }: Quantization): void {
  const [low, high] = [-128 - zeroPoint, 127 - zeroPoint];
  for (let index = 0; index < values.length; index += 1) {
    const steps = values[index]! / scale;
    const whole = steps + ROUNDER - ROUNDER;
    values[index] = scale * (steps < low ? low : steps > high ? high : whole);
  }
}
