// Transposed convolutions, the gradients of convolutions by their inputs, as convolutions of pictures with zeros between their
// pixels (arXiv 1603.07285, chapter 4).

import { conv2d } from "../../tensor/ops/conv2d.js";
import { depthwiseConv2d } from "../../tensor/ops/depthwiseConv2d.js";
import { sum } from "../../tensor/ops/reduce.js";
import { takeAlong } from "../../tensor/ops/resample.js";
import { reshape } from "../../tensor/ops/reshape.js";
import { slice } from "../../tensor/ops/slice.js";
import { transpose } from "../../tensor/ops/transpose.js";
import type { Shape } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { Padding2d, Window2d, WindowOptions } from "../../tensor/window.js";

/** A window of the convolution that is turned around, and the shape of what comes out. */
export type TransposedWindow = Window2d & { readonly inputShape: Shape };

interface Call {
  readonly inputs: { readonly 0: Tensor; readonly 1: Tensor };
  readonly attributes: TransposedWindow;
}

type Convolve = (x: Tensor, kernel: Tensor, options: WindowOptions) => Tensor;

/** Kernel `[height, width, outputs, inputs]` of what is written. */
export function transposedConvolution({ inputs: { 0: x, 1: kernel }, attributes }: Call): Tensor {
  return convolveSpread(x, transpose(turned(kernel), [0, 1, 3, 2]), { attributes, convolve: conv2d });
}

/** Kernel `[height, width, channels, multiplier]`: each output channel is a sum over `multiplier` of x's. */
export function transposedDepthwise({ inputs: { 0: x, 1: kernel }, attributes }: Call): Tensor {
  const [height, width, channels, multiplier] = kernel.shape as [number, number, number, number];
  const byChannel = reshape(turned(kernel), [height, width, channels * multiplier, 1]);
  const each = convolveSpread(x, byChannel, { attributes, convolve: depthwiseConv2d });
  if (multiplier === 1) return each;
  return sum(reshape(each, [...each.shape.slice(0, 3), channels, multiplier]), 4);
}

/** The kernel's cells from the last to the first. */
function turned(kernel: Tensor): Tensor {
  const backwards = (axis: number): number[] =>
    Array.from({ length: kernel.shape[axis]! }, (_, place) => place).reverse();
  return takeAlong(takeAlong(kernel, 0, backwards(0)), 1, backwards(1));
}

function convolveSpread(
  x: Tensor,
  kernel: Tensor,
  { attributes, convolve }: { readonly attributes: TransposedWindow; readonly convolve: Convolve },
): Tensor {
  const { strides, dilation, padding, inputShape } = attributes;
  const pictures = spread(spread(x, 1, strides[0]), 2, strides[1]);
  const sides = ([0, 1] as const).flatMap((axis) => {
    const reach = (kernel.shape[axis]! - 1) * dilation[axis];
    const before = reach - padding[2 * axis]!;
    return [before, inputShape[1 + axis]! - pictures.shape[1 + axis]! - before + reach];
  });
  const padded = sides.map((cells) => Math.max(cells, 0)) as [number, number, number, number] satisfies Padding2d;
  const whole = convolve(pictures, kernel, { padding: padded, dilation });
  const begin = [0, Math.max(-sides[0]!, 0), Math.max(-sides[2]!, 0), 0];
  return slice(whole, begin, [x.shape[0]!, inputShape[1]!, inputShape[2]!, whole.shape[3]!]);
}

/** The entries along an axis with zeros between them. */
function spread(x: Tensor, axis: number, stride: number): Tensor {
  if (stride === 1) return x;
  const length = (x.shape[axis]! - 1) * stride + 1;
  return takeAlong(
    x,
    axis,
    Array.from({ length }, (_, place) => (place % stride === 0 ? place / stride : -1)),
  );
}
