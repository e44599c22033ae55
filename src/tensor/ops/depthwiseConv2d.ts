// Depthwise convolution: every channel has its own kernels (MobileNets, arXiv 1704.04861, section 3.1).

import { checkOptions } from "../checkOptions.js";
import { checkTensor } from "../checkTensor.js";
import { expect } from "../errors.js";
import { apply, defineOp } from "../op.js";
import { type Shape, sizeOf } from "../shape.js";
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
import { kernelSize } from "./conv2d.js";
import { defineFused, fuseFirst } from "./epilogue.js";

export const depthwiseConv2dOp: OpDefinition<Window2d, ["x", "kernel"], "depthwiseConv2d"> = defineOp({
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
    const [channels, multiplier] = inputs[1]!.slice(2) as [number, number];
    forEachPixelRun({ x: inputs[0]!, kernel: inputs[1]!, y: output }, attributes, (run) => {
      if (multiplier === 1) return addForward(x!, kernel!, y, run, channels);
      forEachChannelPair(run, [channels, multiplier], (i, k, o) => {
        y[o]! += x![i]! * kernel![k]!;
      });
    });
  },
  multiplyAdds: ({ inputs, output }) => sizeOf(output) * inputs[1]![0]! * inputs[1]![1]!,
  gradient: "listed",
  absorbScale: ({ inputs: [x, kernel], attributes }, scale) =>
    kernel!.isConcrete ? apply(depthwiseConv2dOp, [x!, scaleChannels(kernel!, scale)], attributes) : null,
  absorbEpilogue: (call, part) => fuseFirst(depthwiseConv2dFusedOp, call, part),
});

export const depthwiseConv2dFusedOp = defineFused(depthwiseConv2dOp);

/**
 * Depthwise convolution: x `[batch, height, width, channels]`, kernel `[height, width, channels, multiplier]`, gives
 * `[batch, height, width, channels * multiplier]`; output channel `c * multiplier + m` reads input channel c.
 * Default: strides and dilation 1, padding `valid`. See https://keras.io/api/layers/convolution_layers/depthwise_convolution2d.
 * @throws ShapeError if the channels differ or the kernel does not fit
 */
export function depthwiseConv2d(x: Tensor, kernel: Tensor, options: WindowOptions = {}): Tensor {
  checkTensor("depthwiseConv2d", "x", x);
  checkTensor("depthwiseConv2d", "kernel", kernel);
  checkOptions("depthwiseConv2d", options, windowKinds);
  return apply(depthwiseConv2dOp, [x, kernel], resolveWindow(x.shape, kernelSize(kernel.shape), options));
}

/** Where the channels begin that a loop reads and writes; `input` moves by `inputStep` from one pixel of the run to the next. */
export interface PixelRun {
  readonly input: number;
  readonly inputStep: number;
  readonly kernel: number;
  readonly output: number;
  readonly count: number;
}

/** Visits each run of pixels that meet one cell of the kernel. */
export function forEachPixelRun(
  shapes: { readonly x: Shape; readonly kernel: Shape; readonly y: Shape },
  window: Window2d,
  visit: (run: PixelRun) => void,
): void {
  const channels = shapes.x[3]!;
  const outputs = shapes.y[3]!;
  const runs = { input: shapes.x, output: shapes.y, size: kernelSize(shapes.kernel) };
  const inputStep = window.strides[1] * channels;
  forEachWindowRun(runs, window, (cell, inputPixel, outputPixel, count) => {
    visit({ input: inputPixel * channels, inputStep, kernel: cell * outputs, output: outputPixel * outputs, count });
  });
}

/** Visits each pair of an input channel and an output channel that reads it, over the pixels of a run. */
export function forEachChannelPair(
  { input, inputStep, kernel, output, count }: PixelRun,
  [channels, multiplier]: Pair,
  visit: (input: number, kernel: number, output: number) => void,
): void {
  const outputs = channels * multiplier;
  for (let pixel = 0; pixel < count; pixel += 1) {
    for (let out = 0; out < outputs; out += 1) {
      const channel = Math.floor(out / multiplier);
      visit(input + pixel * inputStep + channel, kernel + out, output + pixel * outputs + out);
    }
  }
}

/** The innermost loops, written out three times: they differ in what they add to what, and they are the hot ones. */
function addForward(x: Values, kernel: Values, y: Values, run: PixelRun, channels: number): void {
  for (let pixel = 0; pixel < run.count; pixel += 1) {
    const from = run.input + pixel * run.inputStep;
    const to = run.output + pixel * channels;
    for (let c = 0; c < channels; c += 1) y[to + c]! += x[from + c]! * kernel[run.kernel + c]!;
  }
}
