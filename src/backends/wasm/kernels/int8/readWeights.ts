// The constants of a convolution of int8, if kernels can rely on them.

import type { Slot } from "../../../../graph/plan.js";
import type { Int8Output } from "../../../../tensor/ops/int8/quantization.js";
import type { KernelContext } from "../../kernel.js";
import { type Rounding, roundingOf } from "./requantize.js";

export interface Int8Weights {
  /** `[height, width, inputs, outputs]` or `[height, width, outputs, 1]`: the last two, together, are `outputs` numbers a term. */
  readonly kernel: Float32Array;
  /** Whether some weights are beyond a byte, as those of uint8 less what stands for 0 are. */
  readonly isWide: boolean;
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
  if (!bias.every(Number.isInteger) || !multiplier.every(Number.isFinite)) return null;
  const read = sumMagnitudes(kernel, bias.length);
  if (read === null) return null;
  const { sums, isWide } = read;
  const largest = Array.from(bias, (start, channel) => Math.abs(start) + WIDEST * sums[channel]!);
  if (!largest.every((sum) => sum < 2 ** 31)) return null;
  const most = largest.reduce((most, sum, channel) => Math.max(most, sum * Math.abs(multiplier[channel]!)), 0);
  return { kernel, isWide, bias, multiplier, rounding: roundingOf(output, most) };
}

/** Of the weights of each channel; null if one does not fit 16 bits. This runs over all weights whenever a model starts. */
function sumMagnitudes(kernel: Float32Array, channels: number) {
  const sums = new Float64Array(channels);
  let isWide = false;
  for (let row = 0; row < kernel.length; row += channels) {
    for (let channel = 0; channel < channels; channel += 1) {
      const weight = kernel[row + channel]!;
      if (weight !== (weight << 24) >> 24) {
        if (weight !== (weight << 16) >> 16) return null;
        isWide = true;
      }
      sums[channel]! += Math.abs(weight);
    }
  }
  return { sums, isWide };
}
