// The gradients of depthwise convolution.

import { defineOp } from "../op.js";
import { depthwiseConv2dOp, forEachChannelPair, forEachPixelRun, type PixelRun } from "../ops/depthwiseConv2d.js";
import { type Shape, sizeOf } from "../shape.js";
import type { Values } from "../tensor.js";
import type { Window2d } from "../window.js";
import { convolutionGradients } from "./convolution.js";

export const depthwiseConv2dInputGradientOp = defineOp<
  Window2d & { readonly inputShape: Shape },
  ["dy", "kernel"],
  "depthwiseConv2dInputGradient"
>({
  name: "depthwiseConv2dInputGradient",
  inputs: ["dy", "kernel"],
  shape: (_, { inputShape }) => inputShape,
  reference: ([dy, kernel], dx, { inputs, output, attributes }) => {
    dx.fill(0);
    const [channels, multiplier] = inputs[1]!.slice(2) as [number, number];
    forEachPixelRun({ x: output, kernel: inputs[1]!, y: inputs[0]! }, attributes, (run) => {
      if (multiplier === 1) return addToInput(dy!, kernel!, dx, run, channels);
      forEachChannelPair(run, [channels, multiplier], (i, k, o) => {
        dx[i]! += dy![o]! * kernel![k]!;
      });
    });
  },
  multiplyAdds: ({ inputs: [dy, kernel] }) => sizeOf(dy!) * kernel![0]! * kernel![1]!,
  gradient: "listed",
});

export const depthwiseConv2dKernelGradientOp = defineOp<
  Window2d & { readonly kernelShape: Shape },
  ["x", "dy"],
  "depthwiseConv2dKernelGradient"
>({
  name: "depthwiseConv2dKernelGradient",
  inputs: ["x", "dy"],
  shape: (_, { kernelShape }) => kernelShape,
  reference: ([x, dy], dkernel, { inputs, output, attributes }) => {
    dkernel.fill(0);
    const [channels, multiplier] = output.slice(2) as [number, number];
    forEachPixelRun({ x: inputs[0]!, kernel: output, y: inputs[1]! }, attributes, (run) => {
      if (multiplier === 1) return addToKernel(x!, dy!, dkernel, run, channels);
      forEachChannelPair(run, [channels, multiplier], (i, k, o) => {
        dkernel[k]! += x![i]! * dy![o]!;
      });
    });
  },
  multiplyAdds: ({ inputs: [, dy], output }) => sizeOf(dy!) * output[0]! * output[1]!,
  gradient: "listed",
});

function addToInput(dy: Values, kernel: Values, dx: Values, run: PixelRun, channels: number): void {
  for (let pixel = 0; pixel < run.count; pixel += 1) {
    const to = run.input + pixel * run.inputStep;
    const from = run.output + pixel * channels;
    for (let c = 0; c < channels; c += 1) dx[to + c]! += dy[from + c]! * kernel[run.kernel + c]!;
  }
}

function addToKernel(x: Values, dy: Values, dkernel: Values, run: PixelRun, channels: number): void {
  for (let pixel = 0; pixel < run.count; pixel += 1) {
    const from = run.input + pixel * run.inputStep;
    const upstream = run.output + pixel * channels;
    for (let c = 0; c < channels; c += 1) dkernel[run.kernel + c]! += x[from + c]! * dy[upstream + c]!;
  }
}

export const depthwiseConv2dGradients = convolutionGradients({
  convolution: depthwiseConv2dOp,
  inputGradient: depthwiseConv2dInputGradientOp,
  kernelGradient: depthwiseConv2dKernelGradientOp,
});
