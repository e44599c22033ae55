// The gradients of convolution, as sums of matrix products.

import { defineOp } from "../op.js";
import { conv2dOp, forEachProduct, view } from "../ops/conv2d.js";
import { addProduct } from "../ops/product.js";
import type { Shape } from "../shape.js";
import type { Site } from "../tensor.js";
import type { Window2d } from "../window.js";
import { convolutionGradients } from "./convolution.js";

/** dx[p] = sum over cells of dy[the output that read p through that cell] times the cell's kernel, transposed. */
export const conv2dInputGradientOp = defineOp<
  Window2d & { readonly inputShape: Shape },
  ["dy", "kernel"],
  "conv2dInputGradient"
>({
  name: "conv2dInputGradient",
  inputs: ["dy", "kernel"],
  shape: (_, { inputShape }) => inputShape,
  reference: ([dy, kernel], dx, { inputs, output, attributes }) => {
    dx.fill(0);
    const [inputChannels, channels] = inputs[1]!.slice(2) as [number, number];
    forEachProduct({ x: output, kernel: inputs[1]!, y: inputs[0]! }, attributes, (cell, xStart, yStart, rows) => {
      const size = { rows, depth: channels, columns: inputChannels };
      const weights = { values: kernel!, start: cell * inputChannels * channels, rowStride: 1, columnStride: channels };
      const pixels = view(dx, xStart * inputChannels, attributes.strides[1] * inputChannels);
      addProduct(size, view(dy!, yStart * channels, channels), weights, pixels);
    });
  },
  multiplyAdds: gradientMultiplyAdds,
  gradient: "listed",
});

/** dkernel[cell] = sum over the outputs of x[what that cell read], transposed, times dy. */
export const conv2dKernelGradientOp = defineOp<
  Window2d & { readonly kernelShape: Shape },
  ["x", "dy"],
  "conv2dKernelGradient"
>({
  name: "conv2dKernelGradient",
  inputs: ["x", "dy"],
  shape: (_, { kernelShape }) => kernelShape,
  reference: ([x, dy], dkernel, { inputs, output, attributes }) => {
    dkernel.fill(0);
    const [inputChannels, channels] = output.slice(2) as [number, number];
    forEachProduct({ x: inputs[0]!, kernel: output, y: inputs[1]! }, attributes, (cell, xStart, yStart, depth) => {
      const size = { rows: inputChannels, depth, columns: channels };
      const columnStride = attributes.strides[1] * inputChannels;
      const pixels = { values: x!, start: xStart * inputChannels, rowStride: 1, columnStride };
      const weights = view(dkernel, cell * inputChannels * channels, channels);
      addProduct(size, pixels, view(dy!, yStart * channels, channels), weights);
    });
  },
  multiplyAdds: gradientMultiplyAdds,
  gradient: "listed",
});

function gradientMultiplyAdds({ inputs, output, attributes }: Site<Window2d & { kernelShape?: Shape }>): number {
  const dy = attributes.kernelShape === undefined ? inputs[0]! : inputs[1]!;
  const kernel = attributes.kernelShape === undefined ? inputs[1]! : output;
  return dy.reduce((a, b) => a * b, 1) * kernel.slice(0, 3).reduce((a, b) => a * b, 1);
}

export const conv2dGradients = convolutionGradients({
  convolution: conv2dOp,
  inputGradient: conv2dInputGradientOp,
  kernelGradient: conv2dKernelGradientOp,
});
