// Constants of a graph as whole numbers.

import type { Constant, ValueQuantization } from "../formats/opGraphTypes.js";
import { int8Quantization } from "../opGraph/quantizedValue.js";
import type { Quantization } from "../tensor/ops/int8/quantization.js";
import { roundToEven } from "../tensor/roundToEven.js";
import { sizeOf } from "../tensor/shape.js";
import { LEAST_SCALE, quantizationForRange, type Range, stepsOf } from "./scaleOfRange.js";

/** A constant of whole numbers, and what they stand for. */
export interface Rounded {
  readonly constant: Constant;
  readonly quantization: ValueQuantization;
}

/** Of 32 bits, with room for the products that are added to it. */
const LARGEST_BIAS = 2 ** 30;

/**
 * A kernel with a scale for each entry of `axis`, from -127 to 127.
 * @param least for each entry the least scale that its bias allows
 */
export function roundedKernel(kernel: Constant, axis: number, least: readonly number[]): Rounded {
  const entryOf = entries(kernel, axis);
  const values = kernel.values as Float32Array;
  const largest = new Float64Array(kernel.shape[axis]!);
  values.forEach((value, index) => {
    largest[entryOf(index)] = Math.max(largest[entryOf(index)]!, Math.abs(value));
  });
  const scale = [...largest].map((one, entry) => Math.max(Math.fround(one / 127), least[entry]!, LEAST_SCALE));
  const rounded = Float64Array.from(values, (value, index) => {
    const steps = roundToEven(value / scale[entryOf(index)]!);
    return Math.min(Math.max(steps, -127), 127);
  });
  return {
    constant: { type: "int8", shape: kernel.shape, values: rounded },
    quantization: { type: "int8", scale, zeroPoint: scale.map(() => 0), axis },
  };
}

/** The least scale of each channel's kernel with which its bias fits into 32 bits, beside an input of scale `input`. */
export function leastKernelScales(bias: Float32Array | Float64Array, input: number): number[] {
  return Array.from(bias, (value) => Math.fround(Math.abs(value) / input / LARGEST_BIAS));
}

/** A bias in steps of the products that it is added to. */
export function roundedBias(bias: Float32Array | Float64Array, input: number, kernel: readonly number[]): Rounded {
  const scale = kernel.map((one) => Math.fround(input * one));
  const values = Float64Array.from(bias, (value, channel) => roundToEven(value / scale[channel]!));
  return {
    constant: { type: "int32", shape: [values.length], values },
    quantization: { type: "int32", scale, zeroPoint: scale.map(() => 0), axis: 0 },
  };
}

/** A constant among activations. @param given Default: what its own range asks for */
export function roundedConstant({ shape, values }: Constant, given?: Quantization): Rounded {
  const numbers = Float64Array.from(values as Float32Array);
  const own = given ?? quantizationForRange(rangeOf(numbers));
  const rounded = numbers.map((value) => stepsOf(value, own) + own.zeroPoint);
  return { constant: { type: "int8", shape, values: rounded }, quantization: int8Quantization(own) };
}

function rangeOf(numbers: Float64Array): Range {
  const least = numbers.reduce((least, value) => Math.min(least, value), 0);
  return { least, largest: numbers.reduce((largest, value) => Math.max(largest, value), 0) };
}

/** The place along the axis of each of the constant's numbers. */
function entries({ shape }: Constant, axis: number): (index: number) => number {
  const step = sizeOf(shape.slice(axis + 1));
  return (index) => Math.floor(index / step) % shape[axis]!;
}
