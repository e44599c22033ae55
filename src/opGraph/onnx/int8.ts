// ONNX's ops on integers of 8 bits: QuantizeLinear and DequantizeLinear stand around ops of real numbers, which linnet computes of
// the integers where it can (https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html).

import type { ElementType, GraphNode, ValueQuantization } from "../../formats/opGraphTypes.js";
import { reshape } from "../../tensor/ops/reshape.js";
import { sizeOf } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";
import { flagOf, numberOf } from "../attributes.js";
import { isQuantization } from "../checkQuantization.js";
import { axisOf } from "../functions/axes.js";
import { channelsLast } from "../functions/axesInMemory.js";
import { toWindow2d } from "../functions/convolution.js";
import { addedInt8, convolvedInt8, int8Kernel, multipliedInt8 } from "../functions/int8Convolution.js";
import { asInt8, int8In, int8Of, type roundable, rounded } from "../functions/rounding.js";
import { transposed } from "../functions/shapes.js";
import { isIntegers } from "../integerNumbers.js";
import { int8Quantization, quantizedConstant, quantizedValue } from "../quantizedValue.js";
import { isKnown, shapeOf, type TensorValue, toNumbers, toTensor } from "../value.js";
import { expectInput, type Inputs } from "./inputs.js";
import { windowOf } from "./windowOf.js";

type RoundedBy = Parameters<typeof roundable>[1];

/** What integers are kept as; those of less than a byte take one. */
const keptAs: { readonly [Type in ElementType]?: ElementType } = {
  ...{ int4: "int8", uint4: "uint8", int8: "int8", uint8: "uint8", int16: "int16", uint16: "uint16", int32: "int32" },
};

/** Scales and zero points that are known, for all of a value or each entry of an axis; null if there are others, or odd ones. */
function quantizationFrom(inputs: Inputs, node: GraphNode, type: ElementType): ValueQuantization | null {
  const [scale, zero] = [expectInput(inputs, 1), inputs[2] ?? null];
  const isPlain = scale.type === "float32" && numberOf(node, "block_size", 0) === 0 && shapeOf(scale).length <= 1;
  if (!isPlain || !isKnown(scale) || (zero !== null && !isKnown(zero))) return null;
  const scales = toNumbers(scale, "the scale");
  const zeroPoint = zero === null ? scales.map(() => 0) : toNumbers(zero, "the zero point");
  if (zeroPoint.length !== scales.length || scales.length === 0) return null;
  const { length: rank } = shapeOf(expectInput(inputs, 0));
  const axis = scales.length === 1 ? 0 : axisOf(numberOf(node, "axis", 1), rank);
  const found: ValueQuantization = { type, scale: scales, zeroPoint, axis };
  return isQuantization(found) ? found : null;
}

/**
 * Real numbers of which the integers are known; null of others.
 * @param integers whether numbers that the network computes may become integers
 */
export function dequantizedInt8(inputs: Inputs, node: GraphNode, integers: boolean): TensorValue | null {
  const x = expectInput(inputs, 0);
  const type = keptAs[x.type];
  const found = type === undefined ? null : quantizationFrom(inputs, node, type);
  if (found === null) return null;
  if (x.on === "host") {
    const fits = found.scale.length === 1 || shapeOf(x)[found.axis] === found.scale.length;
    const values = x.bytes ?? x.values;
    return fits && isIntegers(values) ? quantizedConstant(values, x.shape, found) : null;
  }
  const own = int8Of(integers ? asBytes(x) : x);
  if (own?.scale !== 1 || found.scale.length !== 1) return null;
  const zeroPoint = [found.zeroPoint[0]! + own.zeroPoint];
  const int8: ValueQuantization = { ...found, type: "int8", zeroPoint };
  return asInt8(int8) === null ? null : quantizedValue({ tensor: own.tensor, quantization: int8 }, { axes: own.axes });
}

/** Of uint8 the numbers are 128 more than those of int8. */
const byteZeros: { readonly [Type in ElementType]?: number } = { int8: 0, uint8: -128 };

/** Numbers of a type of 8 bits with their integers, also where the network is given them or an op made them, such as a pool. */
function asBytes(x: TensorValue): TensorValue {
  const zeroPoint = byteZeros[x.type];
  return x.integers !== undefined || zeroPoint === undefined ? x : rounded(x, { scale: 1, zeroPoint });
}

/** The value as integers of 8 bits of this type; null if they are others. */
export function quantizedInt8(inputs: Inputs, node: GraphNode, type: ElementType): TensorValue | null {
  const x = expectInput(inputs, 0);
  if (x.on === "host" || x.type !== "float32" || isKnown(x)) return null;
  const found = quantizationFrom(inputs, node, type);
  const int8 = found && asInt8(found);
  if (int8 === null) return null;
  const { integers, axes } = rounded(x, int8);
  const quantization = int8Quantization({ scale: 1, zeroPoint: byteZeros[type]! });
  return quantizedValue({ tensor: integers!.tensor, quantization }, { type, axes });
}

/** Over pictures, where the kernel reads all channels, or one for each output. */
export const convolutionOfInt8: RoundedBy = (inputs, node) => {
  const [x, stored] = [expectInput(inputs, 0), expectInput(inputs, 1)];
  const [shape, kernelShape] = [shapeOf(x), shapeOf(stored)];
  const axes = channelsLast(4);
  const kernel = kernelShape.length === 4 && shape.length === 4 ? int8Kernel(stored, 0) : null;
  const own = kernel === null ? null : int8In(x, axes);
  if (kernel === null || own === null) return null;
  const [outputs, depth, height, width] = kernelShape as [number, number, number, number];
  const [groups, channels] = [numberOf(node, "group", 1), shape[1]!];
  const isDepthwise = groups === channels && depth === 1 && outputs % channels === 0;
  if (!isDepthwise && (groups !== 1 || depth !== channels)) return null;
  const turned = (): Tensor => {
    if (isDepthwise && outputs === channels) return toTensor(transposed(kernel.numbers, [2, 3, 0, 1]));
    const hwio = toTensor(transposed(kernel.numbers, [2, 3, 1, 0]));
    return isDepthwise ? reshape(hwio, [height, width, channels, outputs / channels]) : hwio;
  };
  const window = toWindow2d(windowOf(node, shape.slice(2), kernelShape.slice(2)));
  const requantize = convolvedInt8({
    ...{ x: own, kernel: turned, scale: kernel.scale, bias: inputs[2] ?? null },
    ...{ outputs, cells: sizeOf(kernelShape.slice(1)), window, isDepthwise },
  });
  return requantize && { requantize, axes };
};

/** Rows times a matrix; the bias is the third input. */
function productOfInt8(inputs: Inputs, isTurned: boolean): ReturnType<RoundedBy> {
  const [x, weights] = [expectInput(inputs, 0), expectInput(inputs, 1)];
  const shape = shapeOf(x);
  const isMatrix = shapeOf(weights).length === 2 && shape.length >= 2;
  const kernel = isMatrix ? int8Kernel(weights, isTurned ? 0 : 1) : null;
  const own = kernel === null ? null : int8In(x, null);
  const sides = shapeOf(weights);
  const [depth, outputs] = (isTurned ? sides.toReversed() : sides) as [number, number];
  if (kernel === null || own === null || shape.at(-1) !== depth) return null;
  const matrix = (): Tensor => toTensor(isTurned ? transposed(kernel.numbers, [1, 0]) : kernel.numbers);
  const bias = inputs[2] ?? null;
  const made = { x: own, matrix, scale: kernel.scale, bias, depth, outputs, shape: [...shape.slice(0, -1), outputs] };
  const requantize = multipliedInt8(made);
  return requantize && { requantize, axes: null };
}

export const gemmOfInt8: RoundedBy = (inputs, node) => {
  const isPlain = numberOf(node, "alpha", 1) === 1 && numberOf(node, "beta", 1) === 1 && !flagOf(node, "transA", false);
  return isPlain ? productOfInt8(inputs, flagOf(node, "transB", false)) : null;
};

export const matMulOfInt8: RoundedBy = (inputs) => productOfInt8(inputs.slice(0, 2), false);

export const sumOfInt8: RoundedBy = (inputs) => addedInt8(expectInput(inputs, 0), expectInput(inputs, 1));
