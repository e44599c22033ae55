// Ops of whole numbers as ops of the real numbers that these stand for, whose results are quantized: so other programs say them,
// by a pair of ops around each (https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html).

import { rewrite } from "../../graph/rewrite.js";
import { type Graph, isProduced, type ProducedTensor } from "../../graph/trace.js";
import { LinnetError } from "../../tensor/errors.js";
import { apply, isCallOf, movesNumbers } from "../../tensor/op.js";
import { add } from "../../tensor/ops/binary.js";
import { conv2dOp } from "../../tensor/ops/conv2d.js";
import { depthwiseConv2dOp } from "../../tensor/ops/depthwiseConv2d.js";
import { addInt8Op, type Int8Sum } from "../../tensor/ops/int8/addInt8.js";
import { conv2dInt8Op, depthwiseConv2dInt8Op, type Int8Convolution } from "../../tensor/ops/int8/convolutions.js";
import { isInt8, type Quantization, type ScaledInt8 } from "../../tensor/ops/int8/quantization.js";
import { dequantize, quantize, quantizeOp } from "../../tensor/ops/int8/quantize.js";
import { matMul } from "../../tensor/ops/matMul.js";
import { clip, relu, relu6 } from "../../tensor/ops/relu.js";
import { reshape, reshapeOp } from "../../tensor/ops/reshape.js";
import { type Shape, sameShape } from "../../tensor/shape.js";
import { Tensor } from "../../tensor/tensor.js";

/** The whole numbers behind a constant of real ones: number i of it is `scale[j] * (values[i] - zeroPoint[j])`, j `i % scale.length`. */
export interface WholeNumbers {
  readonly type: "int8" | "uint8" | "int32";
  readonly values: Float32Array;
  readonly scale: readonly number[];
  readonly zeroPoint: readonly number[];
}

interface RealGraph {
  readonly graph: Graph;
  /** By the constants of the graph. */
  readonly whole: ReadonlyMap<Tensor, WholeNumbers>;
}

/** What the numbers of a tensor stand for; null if they stand for themselves. */
export function quantizationOf(tensor: Tensor): Quantization | null {
  const { producer } = tensor;
  if (isCallOf(producer, quantizeOp)) return producer.attributes;
  return movesNumbers(tensor) ? quantizationOf(producer!.inputs[0]!) : null;
}

/** @throws LinnetError if an op of whole numbers does not fit what makes its inputs */
export function inRealNumbers(graph: Graph): RealGraph {
  const whole = new Map<Tensor, WholeNumbers>();
  const real = rewrite(graph, (node) => {
    const { producer } = node;
    if (isCallOf(producer, conv2dInt8Op)) return dense(node, whole) ?? convolution(node, whole);
    if (isCallOf(producer, depthwiseConv2dInt8Op)) return convolution(node, whole);
    if (isCallOf(producer, addInt8Op)) return sum(producer.inputs as readonly [Tensor, Tensor], producer.attributes);
    return isCallOf(producer, reshapeOp) ? reshapedOnce(node) : node;
  });
  return { graph: real, whole };
}

type Whole = Map<Tensor, WholeNumbers>;

function convolution({ producer }: ProducedTensor, whole: Whole): Tensor {
  const attributes = producer.attributes as Int8Convolution;
  const { x, kernel, bias } = realInputs(producer.inputs, attributes, whole);
  const op = isCallOf(producer, conv2dInt8Op) ? conv2dOp : depthwiseConv2dOp;
  return quantized(add(apply(op, [x, kernel], attributes.window), bias), attributes);
}

/** A dense layer that was written as a convolution of single pixels is one again; null if it is another convolution. */
function dense({ producer, shape }: ProducedTensor, whole: Whole): Tensor | null {
  const [pixels, kernel, ...others] = producer.inputs as readonly [Tensor, Tensor, Tensor, Tensor];
  const row = isProduced(pixels) && isCallOf(pixels.producer, reshapeOp) ? pixels.producer.inputs[0]! : null;
  const isOfRow = row?.rank === 2 && sameShape(pixels.shape, [row.shape[0]!, 1, 1, row.shape[1]!]);
  if (!isOfRow || !sameShape(kernel.shape.slice(0, 2), [1, 1]) || shape[1] !== 1 || shape[2] !== 1) return null;
  const matrix = reshape(kernel, kernel.shape.slice(2));
  const attributes = producer.attributes as Int8Convolution;
  const inputs = realInputs(
    [row, kernel.name === null ? matrix : matrix.named(kernel.name), ...others],
    attributes,
    whole,
  );
  return reshape(quantized(add(matMul(inputs.x, inputs.kernel), inputs.bias), attributes), shape);
}

function realInputs(inputs: readonly Tensor[], attributes: Int8Convolution, whole: Whole) {
  const [x, kernel, bias, multiplier] = inputs as readonly [Tensor, Tensor, Tensor, Tensor];
  const from = expectQuantization(x, attributes.xZeroPoint);
  const scales = Array.from(multiplier.values, (factor) => Math.fround((factor * attributes.scale) / from.scale));
  const [first = 1] = scales;
  const scale = scales.every((one) => one === first) ? [first] : scales;
  const zeroPoint = scale.map(() => 0);
  const own = { type: "int8", values: kernel.values, scale, zeroPoint } as const;
  const biasScale = scale.map((one) => Math.fround(from.scale * one));
  return {
    x: dequantize(x, from),
    kernel: realConstant(kernel, own.values.every(isInt8) ? own : inUint8(own, scales), whole),
    bias: realConstant(bias, { type: "int32", values: bias.values, scale: biasScale, zeroPoint }, whole),
  };
}

/**
 * Numbers less zero points of uint8 with such again, that leave none below 0.
 * @param scales one for each channel, for channels with one scale but no zero point that fits all
 */
function inUint8({ values, scale }: Pick<WholeNumbers, "values" | "scale">, scales: readonly number[]): WholeNumbers {
  const zeroPoint = scale.map(() => 0);
  for (const [index, value] of values.entries()) {
    const channel = index % scale.length;
    zeroPoint[channel] = Math.max(zeroPoint[channel]!, -value);
  }
  const centered = values.map((value, index) => value + zeroPoint[index % scale.length]!);
  const isAll = scale.length === scales.length || centered.every((value) => value <= 255);
  return isAll ? { type: "uint8", values: centered, scale, zeroPoint } : inUint8({ values, scale: scales }, scales);
}

function realConstant({ shape, name }: Tensor, numbers: WholeNumbers, whole: Whole): Tensor {
  const { values, scale, zeroPoint } = numbers;
  const real = values.map((value, index) => scale[index % scale.length]! * (value - zeroPoint[index % scale.length]!));
  const constant = Tensor.from(real, shape, name);
  whole.set(constant, numbers);
  return constant;
}

/** How far the scales of a sum's sides may be from what its multipliers say: they are rounded to float32. */
const TOLERANCE = 1e-5;

function sum(sides: readonly [Tensor, Tensor], attributes: Int8Sum): Tensor {
  const [a, b] = sides.map((side, index) => {
    const from = expectQuantization(side, attributes.zeroPoints[index]!);
    const factor = (attributes.multipliers[index]! * attributes.scale) / from.scale;
    if (Math.abs(factor - 1) > TOLERANCE)
      throw new LinnetError("export: addInt8: its sides have other scales than it says");
    return dequantize(side, from);
  });
  return quantized(add(a!, b!), attributes);
}

function expectQuantization(x: Tensor, zeroPoint: number): Quantization {
  const found = quantizationOf(x);
  if (found?.zeroPoint === zeroPoint) return found;
  throw new LinnetError("export: an op of whole numbers reads some of which it is not known what they stand for");
}

const [LEAST, MOST] = [-128, 127];

/** A range that an activation says is one; another limits what is quantized already. */
function quantized(x: Tensor, { scale, zeroPoint, low, high }: ScaledInt8): Tensor {
  const output = { scale, zeroPoint };
  if (low === LEAST && high === MOST) return quantize(x, output);
  if (low === zeroPoint && high === MOST) return quantize(relu(x), output);
  if (low === zeroPoint && high === Math.min(zeroPoint + Math.round(6 / scale), MOST))
    return quantize(relu6(x), output);
  const y = dequantize(quantize(x, output), output);
  return quantize(clip(y, scale * (low - zeroPoint), scale * (high - zeroPoint)), output);
}

/** Whole numbers are reshaped at once, and not at all into the shape that they have. */
function reshapedOnce(node: ProducedTensor): Tensor {
  const x = node.producer.inputs[0]!;
  if (!isProduced(x) || !isCallOf(x.producer, reshapeOp) || quantizationOf(x) === null) return node;
  const inner = x.producer.inputs[0]!;
  return sameShape(inner.shape, node.shape) ? inner : reshape(inner, node.shape as Shape);
}
