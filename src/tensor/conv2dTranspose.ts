// Transposed convolution: what a convolution's input would be, by the gradient that goes back through it.

import { checkOptions } from "./checkOptions.js";
import { checkTensor } from "./checkTensor.js";
import { ShapeError } from "./errors.js";
import { conv2dInputGradientOp } from "./gradients/conv2d.js";
import { depthwiseConv2dInputGradientOp } from "./gradients/depthwiseConv2d.js";
import { checkGroups, type GroupedOptions } from "./groupedConv2d.js";
import { channelsOfGroup, inGroups } from "./groups.js";
import { apply, outputShape } from "./op.js";
import { conv2dOp, kernelSize } from "./ops/conv2d.js";
import { pad2d } from "./ops/pad2d.js";
import { reshape } from "./ops/reshape.js";
import { type Shape, sameShape } from "./shape.js";
import type { Tensor } from "./tensor.js";
import { type Pair, resolveWindow, toPair, type Window2d, windowKinds } from "./window.js";

export interface TransposedOptions extends GroupedOptions {
  /** Rows and columns more at the end than the window gives, with explicit padding and `valid`. Default: 0. */
  readonly outputPadding?: number | Pair;
  /** `[height, width]` of the output, where padding and strides leave a choice, or for `same`. Default: as Keras has it. */
  readonly outputSize?: Pair;
}

/**
 * Transposed convolution, the gradient of `conv2d` by its input: x `[batch, height, width, inputs]`, kernel
 * `[height, width, outputs / groups, inputs]` as in Keras. `same` gives `strides` times the size; explicit padding is cut off.
 * See https://keras.io/api/layers/convolution_layers/convolution2d_transpose.
 * @throws ShapeError if the channels differ, or no window gives that size
 */
export function conv2dTranspose(x: Tensor, kernel: Tensor, options: TransposedOptions = {}): Tensor {
  checkOptions("conv2dTranspose", options, {
    ...windowKinds,
    groups: "number",
    outputPadding: ["number", "list"],
    outputSize: "list",
  });
  checkTensor("conv2dTranspose", "x", x);
  checkTensor("conv2dTranspose", "kernel", kernel);
  const { groups = 1 } = options;
  checkGroups("conv2dTranspose", { x, kernel, groups, cut: [x.shape[3]!], inputs: kernel.shape[3]! });
  const { size, window, more } = transposedWindow(x.shape, kernel.shape, options);
  const output = transposed(x, kernel, { groups, size, window });
  return more.some((cells) => cells > 0) ? pad2d(output, [0, more[0], 0, more[1]]) : output;
}

interface TransposedWindow {
  /** Of the output, without `more`. */
  readonly size: Pair;
  readonly window: Window2d;
  /** Rows and columns of zeros at the end, which no window reaches. */
  readonly more: Pair;
}

/** The output's `[height, width]`. @throws ShapeError if no window gives the size that is wanted */
export function transposedSize(x: Shape, kernel: Shape, options: TransposedOptions): Pair {
  const { size, more } = transposedWindow(x, kernel, options);
  return [size[0] + more[0], size[1] + more[1]];
}

function transposedWindow(x: Shape, kernelShape: Shape, options: TransposedOptions): TransposedWindow {
  const kernel = kernelSize(kernelShape);
  const { strides = 1, dilation = 1, padding = "valid", outputPadding = 0, outputSize } = options;
  const [stride, distance, added] = [toPair(strides), toPair(dilation), toPair(outputPadding)];
  const axes = ([0, 1] as const).map((axis) => {
    const span = (kernel[axis] - 1) * distance[axis] + 1;
    const whole = (x[1 + axis]! - 1) * stride[axis] + span;
    if (padding === "same") return { length: outputSize?.[axis] ?? x[1 + axis]! * stride[axis] + added[axis], more: 0 };
    // `valid` covers each stride, even one that is longer than the kernel.
    const cut = padding === "valid" ? -Math.max(stride[axis] - span, 0) : padding[2 * axis]! + padding[2 * axis + 1]!;
    const length = outputSize?.[axis] ?? whole - cut + added[axis];
    const reached = Math.min(length, whole - Math.max(cut, 0) + stride[axis] - 1);
    return { length: reached, more: length - reached };
  });
  const size: Pair = [axes[0]!.length, axes[1]!.length];
  const window = resolveWindow([1, ...size, 1], kernel, { strides: stride, dilation: distance, padding });
  checkCovers(x, kernelShape, { size, window });
  return { size, window, more: [axes[0]!.more, axes[1]!.more] };
}

interface Transposed extends Omit<TransposedWindow, "more"> {
  readonly groups: number;
}

function transposed(x: Tensor, kernel: Tensor, { groups, size, window }: Transposed): Tensor {
  const outputs = kernel.shape[2]!;
  const shapeOf = (channels: number): Shape => [x.shape[0]!, ...size, channels];
  if (groups === 1) return apply(conv2dInputGradientOp, [x, kernel], { ...window, inputShape: shapeOf(outputs) });
  if (outputs === 1 && groups === x.shape[3]) {
    const byChannels = reshape(kernel, [...kernelSize(kernel.shape), groups, 1]);
    return apply(depthwiseConv2dInputGradientOp, [x, byChannels], { ...window, inputShape: shapeOf(groups) });
  }
  return inGroups(groups, (group) =>
    apply(conv2dInputGradientOp, [channelsOfGroup(x, group, groups), channelsOfGroup(kernel, group, groups)], {
      ...window,
      inputShape: shapeOf(outputs),
    }),
  );
}

/** The op itself believes its attributes: the convolution that it turns around must give x. */
function checkCovers(x: Shape, kernel: Shape, { size, window }: Omit<TransposedWindow, "more">): void {
  const picture = [1, ...size, kernel[2]!];
  const found = outputShape(conv2dOp, [picture, kernel], window).slice(1, 3);
  if (sameShape(found, x.slice(1, 3))) return;
  throw new ShapeError("conv2dTranspose", `pictures of ${size.join("x")} have windows of ${found.join("x")}`, [
    ["x", x],
    ["kernel", kernel],
  ]);
}
