// Depthwise convolution: every channel is convolved with kernels of its own (MobileNets, arXiv 1704.04861, section 3.1).

import { expect } from "../errors.js";
import { apply, defineOp } from "../op.js";
import { type Shape, sizeOf } from "../shape.js";
import type { OpDefinition, Tensor } from "../tensor.js";
import { forEachWindowRun, resolveWindow, type Window2d, type WindowOptions, windowOutput } from "../window.js";
import { mul } from "./binary.js";
import { kernelSize } from "./conv2d.js";
import { defineFused, fuseFirst } from "./epilogue.js";
import { reshape } from "./reshape.js";

export const depthwiseConv2dOp: OpDefinition<Window2d, "x" | "kernel"> = defineOp({
  name: "depthwiseConv2d",
  inputs: ["x", "kernel"],
  shape: ([x, kernel], window) => {
    expect(x!.length === 4, () => "x is expected as [batch, height, width, channels]");
    expect(kernel!.length === 4, () => "kernel is expected as [height, width, channels, multiplier]");
    expect(x![3] === kernel![2], () => `kernel expects ${kernel![2]} input channels, x has ${x![3]}`);
    return [x![0]!, ...windowOutput(x!, kernelSize(kernel!), window), kernel![2]! * kernel![3]!];
  },
  reference: ([x, kernel], y, { inputs, output, attributes }) => {
    y.fill(0);
    forEachPixelPair({ x: inputs[0]!, kernel: inputs[1]!, y: output }, attributes, (xStart, kernelStart, yStart) => {
      const [channels, multiplier] = inputs[1]!.slice(2) as [number, number];
      for (let channel = 0, out = 0; channel < channels; channel += 1) {
        const pixel = x![xStart + channel]!;
        for (let m = 0; m < multiplier; m += 1, out += 1) y[yStart + out]! += pixel * kernel![kernelStart + out]!;
      }
    });
  },
  multiplyAdds: ({ inputs, output }) => sizeOf(output) * inputs[1]![0]! * inputs[1]![1]!,
  gradient: {
    x: (dy, { inputs: [x, kernel], attributes }) =>
      apply(depthwiseConv2dInputGradientOp, [dy, kernel!], { ...attributes, inputShape: x!.shape }),
    kernel: (dy, { inputs: [x, kernel], attributes }) =>
      apply(depthwiseConv2dKernelGradientOp, [x!, dy], { ...attributes, kernelShape: kernel!.shape }),
  },
  absorbScale: ({ inputs: [x, kernel], attributes }, scale) => {
    if (!kernel!.isConcrete) return null;
    const perOutput = scale.size === 1 ? scale : reshape(scale, kernel!.shape.slice(2));
    return apply(depthwiseConv2dOp, [x!, mul(kernel!, perOutput)], attributes);
  },
  absorbEpilogue: (call, part) => fuseFirst(depthwiseConv2dFusedOp, call, part),
});

export const depthwiseConv2dFusedOp = defineFused(depthwiseConv2dOp);

export const depthwiseConv2dInputGradientOp = defineOp<Window2d & { readonly inputShape: Shape }, "dy" | "kernel">({
  name: "depthwiseConv2dInputGradient",
  inputs: ["dy", "kernel"],
  shape: (_, { inputShape }) => inputShape,
  reference: ([dy, kernel], dx, { inputs, output, attributes }) => {
    dx.fill(0);
    forEachPixelPair({ x: output, kernel: inputs[1]!, y: inputs[0]! }, attributes, (xStart, kernelStart, yStart) => {
      const [channels, multiplier] = inputs[1]!.slice(2) as [number, number];
      for (let channel = 0, out = 0; channel < channels; channel += 1) {
        let sum = 0;
        for (let m = 0; m < multiplier; m += 1, out += 1) sum += dy![yStart + out]! * kernel![kernelStart + out]!;
        dx[xStart + channel]! += sum;
      }
    });
  },
  multiplyAdds: ({ inputs: [dy, kernel] }) => sizeOf(dy!) * kernel![0]! * kernel![1]!,
  gradient: { none: "second derivatives of convolutions are not defined" },
});

export const depthwiseConv2dKernelGradientOp = defineOp<Window2d & { readonly kernelShape: Shape }, "x" | "dy">({
  name: "depthwiseConv2dKernelGradient",
  inputs: ["x", "dy"],
  shape: (_, { kernelShape }) => kernelShape,
  reference: ([x, dy], dkernel, { inputs, output, attributes }) => {
    dkernel.fill(0);
    forEachPixelPair({ x: inputs[0]!, kernel: output, y: inputs[1]! }, attributes, (xStart, kernelStart, yStart) => {
      const [channels, multiplier] = output.slice(2) as [number, number];
      for (let channel = 0, out = 0; channel < channels; channel += 1) {
        const pixel = x![xStart + channel]!;
        for (let m = 0; m < multiplier; m += 1, out += 1) dkernel[kernelStart + out]! += pixel * dy![yStart + out]!;
      }
    });
  },
  multiplyAdds: ({ inputs: [, dy], output }) => sizeOf(dy!) * output[0]! * output[1]!,
  gradient: { none: "second derivatives of convolutions are not defined" },
});

/**
 * Depthwise convolution: x `[batch, height, width, channels]`, kernel `[height, width, channels, multiplier]`, gives
 * `[batch, height, width, channels * multiplier]`; output channel `c * multiplier + m` reads input channel c.
 * Strides and dilation default to 1, padding to `valid`. See https://keras.io/api/layers/convolution_layers/depthwise_convolution2d.
 * @throws ShapeError where the channels differ or the kernel does not fit
 */
export function depthwiseConv2d(x: Tensor, kernel: Tensor, options: WindowOptions = {}): Tensor {
  return apply(depthwiseConv2dOp, [x, kernel], resolveWindow(x.shape, kernelSize(kernel.shape), options));
}

/** Visits each pair of an input pixel and the output pixel that reads it, with the cell of the kernel between them. */
function forEachPixelPair(
  shapes: { readonly x: Shape; readonly kernel: Shape; readonly y: Shape },
  window: Window2d,
  visit: (xStart: number, kernelStart: number, yStart: number) => void,
): void {
  const channels = shapes.x[3]!;
  const outputs = shapes.y[3]!;
  const runs = { input: shapes.x, output: shapes.y, size: kernelSize(shapes.kernel) };
  forEachWindowRun(runs, window, (cell, inputPixel, outputPixel, count) => {
    for (let i = 0; i < count; i += 1) {
      visit((inputPixel + i * window.strides[1]) * channels, cell * outputs, (outputPixel + i) * outputs);
    }
  });
}
