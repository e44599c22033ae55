// The constants of a convolution of int8, if kernels can rely on them.

import type { Slot } from "../../../../graph/plan.js";
import type { Int8Output } from "../../../../tensor/ops/int8/quantization.js";
import type { KernelContext } from "../../kernel.js";
import { type Rounding, roundingOf } from "./requantize.js";

export interface Int8Weights {
  /** `[height, width, inputs, outputs]` or `[height, width, outputs, 1]`: the last two, together, are `outputs` numbers a term. */
  readonly kernel: Float32Array;
  /** How many are multiplied at a time: four bytes where the engine's dot product is exact, else two numbers of 16 bits. */
  readonly terms: 2 | 4;
  readonly bias: Float32Array;
  readonly multiplier: Float32Array;
  readonly rounding: Rounding;
}

/** What a byte less another is at most. */
const WIDEST = 255;

/**
 * Null if they are not known before the run, no whole numbers of 16 bits, or so large that a sum may not fit 32. This runs over all
 * weights whenever a model starts.
 */
export function readWeights(
  [, ...slots]: readonly Slot[],
  output: Int8Output,
  { constant, int8 }: KernelContext,
): Int8Weights | null {
  const [kernel, bias, multiplier] = slots.map(constant);
  if (!kernel || !bias || !multiplier) return null;
  if (!bias.every(Number.isInteger) || !multiplier.every(Number.isFinite)) return null;
  const channels = bias.length;
  const sums = new Float64Array(channels);
  let terms: Int8Weights["terms"] = int8.dot === "none" ? 2 : 4;
  for (let row = 0; row < kernel.length; row += channels) {
    for (let channel = 0; channel < channels; channel += 1) {
      const weight = kernel[row + channel]!;
      if (weight !== (weight << 24) >> 24) {
        if (weight !== (weight << 16) >> 16) return null;
        // Such as those of uint8 less what stands for 0.
        terms = 2;
      }
      sums[channel]! += Math.abs(weight);
    }
  }
  const largest = Array.from(bias, (start, channel) => Math.abs(start) + WIDEST * sums[channel]!);
  if (!largest.every((sum) => sum < 2 ** 31)) return null;
  const most = largest.reduce((most, sum, channel) => Math.max(most, sum * Math.abs(multiplier[channel]!)), 0);
  return { kernel, terms, bias, multiplier, rounding: roundingOf(output, most) };
}
