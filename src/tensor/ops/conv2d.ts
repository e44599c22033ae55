// Convolution over pictures, as a sum of matrix products: one for each cell of the kernel and row of the output.

import { checkOptions } from "../checkOptions.js";
import { checkTensor } from "../checkTensor.js";
import { expect } from "../errors.js";
import { apply, defineOp } from "../op.js";
import type { Shape } from "../shape.js";
import type { OpDefinition, Tensor, Values } from "../tensor.js";
import {
  forEachWindowRun,
  type Pair,
  resolveWindow,
  type Window2d,
  type WindowOptions,
  windowKinds,
  windowOutput,
} from "../window.js";
import { scaleChannels } from "./binary.js";
import { defineFused, fuseFirst } from "./epilogue.js";
import { addProduct, type MatrixView } from "./product.js";

export const conv2dOp: OpDefinition<Window2d, ["x", "kernel"], "conv2d"> = defineOp({
  name: "conv2d",
  inputs: ["x", "kernel"],
  shape: ([x, kernel], window) => {
    expect(x!.length === 4, () => "x is expected as [batch, height, width, channels]");
    expect(kernel!.length === 4, () => "kernel is expected as [height, width, inputs, outputs]");
    expect(x![3] === kernel![2], () => `kernel expects ${kernel![2]} input channels, x has ${x![3]}`);
    return [x![0]!, ...windowOutput(x!, kernelSize(kernel!), window), kernel![3]!];
  },
  reference: ([x, kernel], y, { inputs, output, attributes }) => {
    y.fill(0);
    const [inputChannels, channels] = inputs[1]!.slice(2) as [number, number];
    forEachProduct({ x: inputs[0]!, kernel: inputs[1]!, y: output }, attributes, (cell, xStart, yStart, rows) => {
      const size = { rows, depth: inputChannels, columns: channels };
      const pixels = view(x!, xStart * inputChannels, attributes.strides[1] * inputChannels);
      const weights = view(kernel!, cell * inputChannels * channels, channels);
      addProduct(size, pixels, weights, view(y, yStart * channels, channels));
    });
  },
  multiplyAdds: (site) =>
    site.output.reduce((a, b) => a * b, 1) * site.inputs[1]!.slice(0, 3).reduce((a, b) => a * b, 1),
  gradient: "listed",
  absorbScale: ({ inputs: [x, kernel], attributes }, scale) =>
    kernel!.isConcrete ? apply(conv2dOp, [x!, scaleChannels(kernel!, scale)], attributes) : null,
  absorbEpilogue: (call, part) => fuseFirst(conv2dFusedOp, call, part),
});

export const conv2dFusedOp = defineFused(conv2dOp);

/**
 * Convolution: x `[batch, height, width, inputs]`, kernel `[height, width, inputs, outputs]`, gives
 * `[batch, height, width, outputs]`. Default: strides and dilation 1, padding `valid`; `same` pads as TensorFlow does.
 * See https://keras.io/api/layers/convolution_layers/convolution2d.
 * @throws ShapeError if the channels differ or the kernel does not fit
 */
export function conv2d(x: Tensor, kernel: Tensor, options: WindowOptions = {}): Tensor {
  checkTensor("conv2d", "x", x);
  checkTensor("conv2d", "kernel", kernel);
  checkOptions("conv2d", options, windowKinds);
  return apply(conv2dOp, [x, kernel], resolveWindow(x.shape, kernelSize(kernel.shape), options));
}

/** The kernel's `[height, width]`. */
export function kernelSize(kernel: Shape): Pair {
  return [kernel[0]!, kernel[1]!];
}

export function view(values: Values, start: number, rowStride: number): MatrixView {
  return { values, start, rowStride, columnStride: 1 };
}

/** A 1 x 1 kernel with stride 1 and no padding reads all pixels in order: one product then serves the batch. */
export function forEachProduct(
  shapes: { readonly x: Shape; readonly kernel: Shape; readonly y: Shape },
  window: Window2d,
  visit: (cell: number, xStart: number, yStart: number, count: number) => void,
): void {
  if (isPointwise(shapes.kernel, window)) visit(0, 0, 0, shapes.y[0]! * shapes.y[1]! * shapes.y[2]!);
  else forEachWindowRun({ input: shapes.x, output: shapes.y, size: kernelSize(shapes.kernel) }, window, visit);
}

/** Whether a convolution is a matrix product of its pixels. */
export function isPointwise(kernel: Shape, { strides, padding }: Window2d): boolean {
  return [kernel[0], kernel[1], ...strides].every((length) => length === 1) && padding.every((cells) => cells === 0);
}
