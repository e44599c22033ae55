// The constants of a convolution of int8, if kernels can rely on them.

import type { Slot } from "../../../../graph/plan.js";
import type { Int8Output } from "../../../../tensor/ops/int8/quantization.js";
import type { KernelContext } from "../../kernel.js";
import { type Rounding, roundingOf } from "./requantize.js";

export interface Int8Weights {
  /** `[height, width, inputs, outputs]` or `[height, width, outputs, 1]`: the last two, together, are `outputs` numbers a term. */
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  readonly multiplier: Float32Array;
  readonly rounding: Rounding;
}

/** What a byte less another is at most. */
const WIDEST = 255;

/** Null if they are not known before the run, not whole, or so large that a sum may not fit 32 bits. */
export function readWeights(
  [, ...slots]: readonly Slot[],
  output: Int8Output,
  { constant }: KernelContext,
): Int8Weights | null {
  const [kernel, bias, multiplier] = slots.map(constant);
  if (!kernel || !bias || !multiplier) return null;
  if (!kernel.every(isInt8) || !bias.every(Number.isInteger)) return null;
  const channels = bias.length;
  const largest = Float64Array.from(bias, Math.abs);
  for (let i = 0; i < kernel.length; i += 1) largest[i % channels]! += WIDEST * Math.abs(kernel[i]!);
  if (!largest.every((sum) => sum < 2 ** 31) || !multiplier.every(Number.isFinite)) return null;
  const scaled = largest.map((sum, channel) => sum * Math.abs(multiplier[channel]!));
  const most = scaled.reduce((a, b) => Math.max(a, b), 0);
  return { kernel, bias, multiplier, rounding: roundingOf(output, most) };
}

function isInt8(value: number): boolean {
  return Number.isInteger(value) && value >= -128 && value <= 127;
}
