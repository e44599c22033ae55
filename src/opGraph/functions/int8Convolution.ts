// Convolutions, dense layers and sums of whole numbers (Jacob et al., arXiv 1712.05877, section 2.2).

import type { ValueQuantization } from "../../formats/opGraphTypes.js";
import { addInt8, conv2dInt8, depthwiseConv2dInt8, isInt8 } from "../../tensor/ops/int8/index.js";
import { reshapeStored } from "../../tensor/ops/int8/storedInt8.js";
import { reshape } from "../../tensor/ops/reshape.js";
import { sameShape, sizeOf } from "../../tensor/shape.js";
import { Tensor } from "../../tensor/tensor.js";
import type { WindowOptions } from "../../tensor/window.js";
import { dequantizedNumbers } from "../quantizedValue.js";
import { isKnown, lazyValue, type Requantize, type Rounding, shapeOf, toTensor, type Value } from "../value.js";
import { type Axes, placeOf } from "./axesInMemory.js";
import { type Int8Numbers, int8In, int8Of } from "./rounding.js";

/**
 * Sums of products are integers of 32 bits: products of so many cells fit if weights are bytes, and biases up to this size beside
 * them. Kernels add up what their weights are.
 */
const [MOST_CELLS, MOST_BIAS] = [2 ** 15, 2 ** 30];

/** A kernel of whole numbers. */
export interface Int8Kernel {
  /** Less what stands for 0, and so from -255 to 255; made when they are asked for. */
  readonly numbers: Value;
  /** One for all outputs, or one for each. */
  readonly scale: readonly number[];
}

/** The whole numbers of a kernel; null if they are not known, or have scales along another axis than that of the outputs. */
export function int8Kernel(kernel: Value, outputAxis: number): Int8Kernel | null {
  if (kernel.on === "host" || kernel.integers === undefined || !isKnown(kernel)) return null;
  const { tensor, quantization } = kernel.integers;
  const { type, scale, zeroPoint, axis } = quantization;
  const isPlain = type === "int8" && zeroPoint.every(isInt8) && scale.every((one) => one > 0);
  if (!isPlain || (scale.length > 1 && axis !== placeOf(kernel.axes, outputAxis))) return null;
  const own = (): Tensor => (zeroPoint.every((zero) => zero === 0) ? tensor : centered(tensor, quantization));
  return { numbers: lazyValue(own, { type: "int8", axes: kernel.axes }), scale };
}

function centered({ values, shape }: Tensor, quantization: ValueQuantization): Tensor {
  const scale = quantization.scale.map(() => 1);
  return Tensor.from(dequantizedNumbers(values, shape, { ...quantization, scale }), shape);
}

/** A bias in units of the products' scale; null if it is not known, or too large. */
function int8Bias(bias: Value | null, scales: readonly number[], outputs: number): Tensor | null {
  if (bias === null) return Tensor.from(new Float32Array(outputs), [outputs]);
  if (!isKnown(bias) || sizeOf(shapeOf(bias)) !== outputs) return null;
  const { values } = toTensor(bias);
  const units = values.map((value, channel) => Math.round(value / scales[scales.length === 1 ? 0 : channel]!));
  return units.every((value) => Math.abs(value) <= MOST_BIAS) ? Tensor.from(units, [outputs]) : null;
}

interface Convolution {
  /** With its numbers as `[batch, height, width, channels]`. */
  readonly x: Int8Numbers;
  /** As `conv2d` or `depthwiseConv2d` takes it, made when it is needed. */
  readonly kernel: () => Tensor;
  readonly scale: readonly number[];
  readonly bias: Value | null;
  readonly outputs: number;
  /** The cells of the kernel that a sum is of. */
  readonly cells: number;
  readonly window?: WindowOptions;
  readonly isDepthwise?: boolean;
}

/** Null if its sums could be too large. */
export function convolvedInt8({ x, kernel, scale, bias, outputs, cells, ...rest }: Convolution): Requantize | null {
  const scales = scale.map((one) => one * x.scale);
  const units = cells > MOST_CELLS ? null : int8Bias(bias, scales, outputs);
  if (units === null) return null;
  const { window = {}, isDepthwise = false } = rest;
  const run = isDepthwise ? depthwiseConv2dInt8 : conv2dInt8;
  return (rounding: Rounding) => {
    const multiplier = new Float32Array(outputs);
    for (let channel = 0; channel < outputs; channel += 1)
      multiplier[channel] = scales[scales.length === 1 ? 0 : channel]! / rounding.scale;
    const operands = [kernel(), units, Tensor.from(multiplier, [outputs])] as const;
    return run(x.tensor, operands, { ...window, ...rounding, xZeroPoint: x.zeroPoint });
  };
}

interface Product {
  /** With its numbers in rows of `depth`. */
  readonly x: Int8Numbers;
  /** `[depth, outputs]`, made when it is needed. */
  readonly matrix: () => Tensor;
  readonly scale: readonly number[];
  readonly bias: Value | null;
  readonly depth: number;
  readonly outputs: number;
  /** The shape of the result. */
  readonly shape: readonly number[];
}

/** Rows times a matrix: a convolution of pictures of one pixel. */
export function multipliedInt8({ x, matrix, depth, shape, ...rest }: Product): Requantize | null {
  const pixels = reshape(x.tensor, [x.tensor.size / depth, 1, 1, depth]);
  const kernel = (): Tensor => reshapeStored(matrix(), [1, 1, depth, rest.outputs]);
  const made = convolvedInt8({ ...rest, x: { ...x, tensor: pixels }, kernel, cells: depth });
  return made && ((rounding) => reshape(made(rounding)!, shape));
}

/** The sum of two of one shape; null of others. */
export function addedInt8(x: Value, y: Value): { requantize: Requantize; axes: Axes } | null {
  const a = int8Of(x);
  const b = a === null || !sameShape(shapeOf(x), shapeOf(y)) ? null : int8In(y, a.axes);
  if (a === null || b === null) return null;
  const zeroPoints = [a.zeroPoint, b.zeroPoint] as const;
  const requantize: Requantize = (rounding) => {
    const multipliers = [a.scale / rounding.scale, b.scale / rounding.scale] as const;
    return addInt8(a.tensor, b.tensor, { ...rounding, zeroPoints, multipliers });
  };
  return { requantize, axes: a.axes };
}
