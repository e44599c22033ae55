// Convolutions of whole numbers: sums of their products are exact, as integers of 32 bits are, and then become int8 again
// (Jacob et al., arXiv 1712.05877, section 2.2).

import { checkTensor } from "../../checkTensor.js";
import { expect } from "../../errors.js";
import { apply, defineOp, isCallOf } from "../../op.js";
import { type Shape, sizeOf } from "../../shape.js";
import type { Call, OpDefinition, Site, Tensor, Values } from "../../tensor.js";
import { forEachWindowRun, resolveWindow, type Window2d, type WindowOptions } from "../../window.js";
import { conv2dOp, kernelSize } from "../conv2d.js";
import { depthwiseConv2dOp } from "../depthwiseConv2d.js";
import { pad2dOp } from "../pad2d.js";
import { checkInt8, checkOutput, type ScaledInt8, toInt8 } from "./quantization.js";
import { quantize, quantizeOp, wholeNumbersOf } from "./quantize.js";

export interface Int8Convolution extends ScaledInt8 {
  readonly window: Window2d;
  /** What stands for 0 in x, and so what padding holds. */
  readonly xZeroPoint: number;
}

type ConvolutionInputs = ["x", "kernel", "bias", "multiplier"];

function shapeBy(base: OpDefinition<Window2d>) {
  return (inputs: readonly Shape[], attributes: Int8Convolution): Shape => {
    checkOutput(attributes);
    checkInt8("xZeroPoint", attributes.xZeroPoint);
    const output = base.shape(inputs.slice(0, 2), attributes.window);
    for (const [index, name] of ["bias", "multiplier"].entries()) {
      const { length, 0: count } = inputs[2 + index]!;
      expect(
        length === 1 && count === output[3],
        () => `${name} is expected to have one number a channel, ${output[3]}`,
      );
    }
    return output;
  };
}

/** Adds the products of one cell of the kernel to the sums of a pixel. */
type AddCell = (
  sums: Float64Array,
  x: Values,
  place: { readonly pixel: number; readonly cell: number; readonly xZeroPoint: number },
) => void;

/** The sums of every pixel, exact in float64, then as int8. */
function convolve(
  [x, kernel, bias, multiplier]: readonly Values[],
  y: Values,
  { inputs, output, attributes }: Site<Int8Convolution>,
  addCell: (kernel: Values, shape: Shape) => AddCell,
): void {
  const channels = output[3]!;
  const sums = new Float64Array(sizeOf(output));
  const add = addCell(kernel!, inputs[1]!);
  const runs = { input: inputs[0]!, output, size: kernelSize(inputs[1]!) };
  forEachWindowRun(runs, attributes.window, (cell, inputPixel, outputPixel, count) => {
    for (let i = 0; i < count; i += 1) {
      const start = (outputPixel + i) * channels;
      const pixel = inputPixel + i * attributes.window.strides[1];
      add(sums.subarray(start, start + channels), x!, { pixel, cell, xZeroPoint: attributes.xZeroPoint });
    }
  });
  for (let i = 0; i < sums.length; i += 1) {
    const channel = i % channels;
    const sum = Math.fround(sums[i]! + bias![channel]!);
    y[i] = toInt8(Math.fround(sum * Math.fround(multiplier![channel]!)), attributes);
  }
}

/** The same convolution of what was not padded yet, if zeros were put around it: it can have them for itself. */
function unpadded(op: OpDefinition<Int8Convolution>, { inputs, attributes }: Call<Int8Convolution>): Tensor | null {
  const [x, ...weights] = inputs;
  const quantized = x!.producer;
  if (!isCallOf(quantized, quantizeOp) || quantized.attributes.zeroPoint !== attributes.xZeroPoint) return null;
  const padded = quantized.inputs[0]!.producer;
  if (!isCallOf(padded, pad2dOp)) return null;
  const [real] = padded.inputs;
  const whole = wholeNumbersOf(real!, quantized.attributes) ?? quantize(real!, quantized.attributes);
  const more = padded.attributes.padding;
  const [top, bottom, left, right] = attributes.window.padding;
  const padding = [top + more[0], bottom + more[1], left + more[2], right + more[3]] as const;
  return apply(op, [whole, ...weights], { ...attributes, window: { ...attributes.window, padding } });
}

/** The op of whole numbers beside one of real numbers. */
function defineInt8<const Name extends string>(
  name: Name,
  base: OpDefinition<Window2d>,
  addCell: (kernel: Values, shape: Shape) => AddCell,
): OpDefinition<Int8Convolution, ConvolutionInputs, Name> {
  const op: OpDefinition<Int8Convolution, ConvolutionInputs, Name> = defineOp({
    name,
    inputs: ["x", "kernel", "bias", "multiplier"],
    gives: "int8",
    shape: shapeBy(base),
    reference: (values, y, site) => convolve(values, y, site, addCell),
    multiplyAdds: (site) => base.multiplyAdds!({ ...site, attributes: site.attributes.window }),
    simplified: (call) => unpadded(op, call),
    gradient: { none: "it rounds: train the network before it is quantized" },
  });
  return op;
}

export const conv2dInt8Op = defineInt8(
  "conv2dInt8",
  conv2dOp,
  (kernel, [, , depth, channels]) =>
    (sums, x, { pixel, cell, xZeroPoint }) => {
      for (let k = 0; k < depth!; k += 1) {
        const value = x[pixel * depth! + k]! - xZeroPoint;
        const row = (cell * depth! + k) * channels!;
        for (let c = 0; c < channels!; c += 1) sums[c]! += value * kernel[row + c]!;
      }
    },
);

export const depthwiseConv2dInt8Op = defineInt8(
  "depthwiseConv2dInt8",
  depthwiseConv2dOp,
  (kernel, [, , channels, times]) =>
    (sums, x, { pixel, cell, xZeroPoint }) => {
      for (let c = 0; c < sums.length; c += 1) {
        const value = x[pixel * channels! + Math.floor(c / times!)]! - xZeroPoint;
        sums[c]! += value * kernel[cell * sums.length + c]!;
      }
    },
);

export interface Int8ConvolutionOptions extends WindowOptions, ScaledInt8 {
  readonly xZeroPoint: number;
}

/**
 * Convolution of whole numbers from -128 to 127: x `[batch, height, width, inputs]`, kernel `[height, width, inputs, outputs]`,
 * bias and multiplier `[outputs]`; a sum of `(x - xZeroPoint) kernel`, plus `bias`, times `multiplier`, becomes int8. The kernel's
 * numbers are whole, and may be larger: uint8 less what stands for 0 goes from -255 to 255.
 * @throws ShapeError if the shapes do not fit, `scale` is not above 0, or a zero point, `low` or `high` is no whole number from -128 to 127
 */
export function conv2dInt8(
  x: Tensor,
  [kernel, bias, multiplier]: readonly [kernel: Tensor, bias: Tensor, multiplier: Tensor],
  options: Int8ConvolutionOptions,
): Tensor {
  return call(conv2dInt8Op, [x, kernel, bias, multiplier], options);
}

/**
 * `conv2dInt8` of every channel by its own kernels, `[height, width, channels, times]`: output channel `c * times + m` reads
 * channel c.
 * @throws ShapeError as `conv2dInt8` does
 */
export function depthwiseConv2dInt8(
  x: Tensor,
  [kernel, bias, multiplier]: readonly [kernel: Tensor, bias: Tensor, multiplier: Tensor],
  options: Int8ConvolutionOptions,
): Tensor {
  return call(depthwiseConv2dInt8Op, [x, kernel, bias, multiplier], options);
}

function call(
  op: OpDefinition<Int8Convolution>,
  inputs: readonly [Tensor, Tensor, Tensor, Tensor],
  { strides, padding, dilation, ...attributes }: Int8ConvolutionOptions,
): Tensor {
  const [x, kernel] = inputs;
  checkTensor(op.name, "x", x);
  checkTensor(op.name, "kernel", kernel);
  const moves = { ...(strides && { strides }), ...(padding && { padding }), ...(dilation && { dilation }) };
  const window = resolveWindow(x.shape, kernelSize(kernel.shape), moves);
  return apply(op, inputs, { window, ...attributes });
}
