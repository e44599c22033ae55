// Whole numbers from -128 to 127 that stand for real ones (Jacob et al., arXiv 1712.05877, section 2.1), and how sums of their
// products become such numbers again.

import { expect } from "../../errors.js";
import { roundToEven } from "../../roundToEven.js";

/** A whole number q stands for `scale (q - zeroPoint)`. */
export interface Quantization {
  readonly scale: number;
  /** A whole number from -128 to 127. */
  readonly zeroPoint: number;
}

/** What an op gives: what it computes is rounded, `zeroPoint` is added, and the sum is kept from `low` to `high`. */
export interface Int8Output {
  readonly zeroPoint: number;
  readonly low: number;
  readonly high: number;
}

/** What an op gives of products or sums. */
export interface ScaledInt8 extends Int8Output {
  /** What one of its units stands for. No number depends on it: files of other programs say it. */
  readonly scale: number;
}

export function checkQuantization({ scale, zeroPoint }: Quantization): void {
  expect(scale > 0 && Number.isFinite(scale), () => `expected a scale above 0, got ${scale}`);
  checkInt8("zeroPoint", zeroPoint);
}

export function checkOutput({ scale, zeroPoint, low, high }: ScaledInt8): void {
  checkQuantization({ scale, zeroPoint });
  for (const [name, value] of Object.entries({ low, high })) checkInt8(name, value);
  expect(low <= high, () => `expected low <= high, got ${low} and ${high}`);
}

/** Whether it is a whole number from -128 to 127. */
export function isInt8(value: number): boolean {
  return Number.isInteger(value) && value >= -128 && value <= 127;
}

export function checkInt8(name: string, value: number): void {
  expect(isInt8(value), () => `expected ${name} to be a whole number from -128 to 127, got ${value}`);
}

/** What an op gives of the real number `value`, in units of the output's scale; NaN is as 0. */
export function toInt8(value: number, { zeroPoint, low, high }: Int8Output): number {
  const rounded = Number.isNaN(value) ? 0 : roundToEven(value);
  return Math.min(Math.max(rounded + zeroPoint, low), high);
}
