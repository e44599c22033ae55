// The constants of a convolution of int8, if kernels can rely on them.

import type { Slot } from "../../../../graph/plan.js";
import type { Int8Output } from "../../../../tensor/ops/int8/quantization.js";
import { storedInt8 } from "../../../../tensor/ops/int8/storedInt8.js";
import type { Tensor } from "../../../../tensor/tensor.js";
import type { KernelContext } from "../../kernel.js";
import { type Rounding, roundingOf } from "./requantize.js";

/** The weights of a kernel as a matrix `[terms, outputs]`, in the bytes of a file or as floats. */
export interface WeightMatrix {
  readonly numbers: Int8Array | Float32Array;
  /** The places of the first output's weights. */
  readonly terms: Int32Array;
  /** From an output's weights to those of the next. */
  readonly step: number;
}

export interface Int8Weights {
  readonly kernel: WeightMatrix;
  /** How many are multiplied at a time: four bytes where the engine's dot product is exact, else two numbers of 16 bits. */
  readonly terms: 2 | 4;
  readonly bias: Float32Array;
  readonly multiplier: Float32Array;
  readonly rounding: Rounding;
}

/** What a byte less another is at most, and a weight that is a byte. */
const [WIDEST, LARGEST_BYTE] = [255, 128];

/**
 * Null if they are not known before the run, no whole numbers of 16 bits, or so large that a sum may not fit 32. This runs over all
 * weights whenever a model starts, but not over those that are bytes in a file.
 */
export function readWeights(
  [, kernelSlot, biasSlot, multiplierSlot]: readonly Slot[],
  output: Int8Output,
  { constant, int8 }: KernelContext,
): Int8Weights | null {
  const kernelTensor = constant(kernelSlot!);
  const [bias, multiplier] = [constant(biasSlot!)?.values, constant(multiplierSlot!)?.values];
  if (!kernelTensor || !bias || !multiplier) return null;
  if (!bias.every(Number.isInteger) || !multiplier.every(Number.isFinite)) return null;
  const bytes = int8.dot === "none" ? 2 : 4;
  const ofBytes = storedMatrix(kernelTensor, bias.length);
  if (ofBytes !== null) {
    // No sum of the weights' sizes is larger: mostly that is little enough, and they need not be added up.
    const bound = largestSum(bias, multiplier, () => LARGEST_BYTE * ofBytes.terms.length);
    const rounding = bound === null ? null : roundingOf(output, bound);
    if (rounding?.isLarge === false) return { kernel: ofBytes, terms: bytes, bias, multiplier, rounding };
  }
  const kernel = ofBytes ?? floatMatrix(kernelTensor.values, bias.length);
  const summed = addUp(kernel, bias.length);
  const largest = summed && largestSum(bias, multiplier, (channel) => summed.sums[channel]!);
  if (largest === null) return null;
  // Such as those of uint8 less what stands for 0.
  const terms = summed!.isWide ? 2 : bytes;
  return { kernel, terms, bias, multiplier, rounding: roundingOf(output, largest) };
}

/**
 * What no sum is beyond once it is multiplied; null if one may not fit 32 bits before.
 * @param weights the sum of a channel's weights without their signs
 */
function largestSum(bias: Float32Array, multiplier: Float32Array, weights: (channel: number) => number): number | null {
  let most = 0;
  for (let channel = 0; channel < bias.length; channel += 1) {
    const sum = Math.abs(bias[channel]!) + WIDEST * weights(channel);
    if (!(sum < 2 ** 31)) return null;
    most = Math.max(most, sum * Math.abs(multiplier[channel]!));
  }
  return most;
}

/** The sum of each output's weights without their signs, and whether one is beyond a byte; null if one is beyond 16 bits. */
function addUp({ numbers, terms, step }: WeightMatrix, outputs: number) {
  const sums = new Float64Array(outputs);
  let isWide = false;
  for (const term of terms) {
    for (let output = 0; output < outputs; output += 1) {
      const weight = numbers[term + step * output]!;
      if (weight !== (weight << 24) >> 24) {
        if (weight !== (weight << 16) >> 16) return null;
        isWide = true;
      }
      sums[output]! += Math.abs(weight);
    }
  }
  return { sums, isWide };
}

/** Of `[height, width, inputs, outputs]` or `[height, width, outputs, 1]`. */
function floatMatrix(numbers: Float32Array, outputs: number): WeightMatrix {
  return {
    numbers,
    terms: Int32Array.from({ length: numbers.length / outputs }, (_, term) => term * outputs),
    step: 1,
  };
}

/** Null of what is no bytes, or has the outputs along two axes. */
function storedMatrix(kernel: Tensor, outputs: number): WeightMatrix | null {
  const stored = storedInt8(kernel);
  if (stored === null) return null;
  const { shape, strides, bytes: numbers } = stored;
  const [, , , last] = shape as [number, number, number, number];
  const axis = last === outputs ? 3 : 2;
  if (shape[axis] !== outputs || (axis === 2 && last !== 1)) return null;
  let terms = [0];
  for (let outer = 0; outer < axis; outer += 1)
    terms = terms.flatMap((place) => Array.from({ length: shape[outer]! }, (_, at) => place + at * strides[outer]!));
  return { numbers, terms: Int32Array.from(terms), step: strides[axis]! };
}
