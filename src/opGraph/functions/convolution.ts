// Convolutions over one, two or three axes of pixels, as compositions of the one over two.

import { conv2dTranspose } from "../../tensor/conv2dTranspose.js";
import { LinnetError } from "../../tensor/errors.js";
import { groupedConv2d } from "../../tensor/groupedConv2d.js";
import { add } from "../../tensor/ops/binary.js";
import { reshape } from "../../tensor/ops/reshape.js";
import { formatShape, rank2, type Shape } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { WindowOptions } from "../../tensor/window.js";
import { checkSize } from "../knownValues.js";
import { isKnown, shapeOf, tensorValue, toTensor, type Value } from "../value.js";
import { arranged, channelsLast } from "./axesInMemory.js";
import { padded } from "./pad.js";
import { reshapeTo, transposed, unsqueezed } from "./shapes.js";
import { sliced } from "./take.js";
import type { SpatialWindow } from "./window.js";

/**
 * Convolution as ONNX has it: x `[batch, inputs, ...pixels]`, kernel `[outputs, inputs / groups, ...window]`.
 * @throws LinnetError if the kernel does not fit
 */
export function convolved(x: Value, kernel: Value, window: SpatialWindow & { readonly groups: number }): Value {
  const [shape, kernelShape] = [shapeOf(x), shapeOf(kernel)];
  if (shape.length !== kernelShape.length || shape.length < 3 || shape.length > 5)
    throw new LinnetError(
      `expected pixels along 1 to 3 axes, x ${formatShape(shape)}, kernel ${formatShape(kernelShape)}`,
    );
  checkSize(
    shape.map((length, axis) => (axis < 2 ? length : length + window.before[axis - 2]! + window.after[axis - 2]!)),
    isKnown(x),
  );
  if (shape.length === 3) return overOneAxis(x, kernel, window);
  if (shape.length === 5) return overThreeAxes(x, kernel, window);
  const y = groupedConv2d(arranged(x, channelsLast(4)), toHwio(kernel), {
    ...toWindow2d(window),
    groups: window.groups,
  });
  return tensorValue(y, x.type, channelsLast(4));
}

/** `[outputs, inputs, height, width]` as `[height, width, inputs, outputs]`. */
function toHwio(kernel: Value): Tensor {
  return toTensor(transposed(kernel, [2, 3, 1, 0]));
}

/** The last two axes of a window, as linnet's ops take them. */
export function toWindow2d({ strides, dilation, before, after }: SpatialWindow): WindowOptions {
  const [top, left] = before.slice(-2) as [number, number];
  const [bottom, right] = after.slice(-2) as [number, number];
  const pair = (values: readonly number[]): [number, number] => values.slice(-2) as [number, number];
  return { strides: pair(strides), dilation: pair(dilation), padding: [top, bottom, left, right] };
}

/** A row is a picture of height 1. */
function overOneAxis(
  x: Value,
  kernel: Value,
  { groups, ...window }: SpatialWindow & { readonly groups: number },
): Value {
  const y = convolved(unsqueezed(x, [2]), unsqueezed(kernel, [2]), { ...withRow(window), groups });
  const [batch, outputs, , length] = shapeOf(y) as [number, number, number, number];
  return reshapeRow(y, [batch, outputs, length]);
}

/** The window with an axis of length 1 in front. */
export function withRow({ size, strides, dilation, before, after }: SpatialWindow): SpatialWindow {
  return {
    size: [1, ...size],
    strides: [1, ...strides],
    dilation: [1, ...dilation],
    before: [0, ...before],
    after: [0, ...after],
  };
}

/** A picture of height 1 with its channels last as a row, which stays in that order. */
export function reshapeRow(y: Value, [batch, outputs, length]: readonly [number, number, number]): Value {
  return tensorValue(reshape(arranged(y, channelsLast(4)), [batch, length, outputs]), y.type, channelsLast(3));
}

/** The sum of convolutions over pictures, one for each cell of the window's depth. */
function overThreeAxes(
  x: Value,
  kernel: Value,
  { groups, ...window }: SpatialWindow & { readonly groups: number },
): Value {
  const deep = padded(x, [0, 0, window.before[0]!, 0, 0], [0, 0, window.after[0]!, 0, 0]);
  const [batch, inputs, depth, height, width] = shapeOf(deep) as [number, number, number, number, number];
  const [, , taps] = shapeOf(kernel) as [number, number, number];
  const [stride, dilation] = [window.strides[0]!, window.dilation[0]!];
  const slices = Math.floor((depth - (taps - 1) * dilation - 1) / stride) + 1;
  if (slices < 1) throw new LinnetError(`a window of depth ${taps} does not fit ${formatShape(shapeOf(x))}`);
  const all = (length: number) => ({ begin: 0, count: length, step: 1 });
  const options = { ...toWindow2d(window), groups };
  const parts = Array.from({ length: taps }, (_, tap) => {
    const range = { begin: tap * dilation, count: slices, step: stride };
    const part = sliced(deep, [all(batch), all(inputs), range, all(height), all(width)]);
    const pictures = reshape(arranged(part, channelsLast(5)), [batch * slices, height, width, inputs]);
    return groupedConv2d(pictures, toHwio(depthTap(kernel, tap)), options);
  });
  const y = parts.reduce((sum, part) => add(sum, part));
  return tensorValue(reshape(y, [batch, slices, ...y.shape.slice(1)]), x.type, channelsLast(5));
}

/** One slice of a kernel's depth: `[outputs, inputs, height, width]`. */
function depthTap(kernel: Value, tap: number): Value {
  const shape = shapeOf(kernel);
  const ranges = shape.map((length, axis) => ({
    begin: axis === 2 ? tap : 0,
    count: axis === 2 ? 1 : length,
    step: 1,
  }));
  const target: Shape = shape.filter((_, axis) => axis !== 2);
  return reshapeTo(sliced(kernel, ranges), target);
}

export interface TransposedWindow extends SpatialWindow {
  readonly groups: number;
  /** The pixels of the output. */
  readonly output: Shape;
}

/**
 * The convolution turned around: x `[batch, inputs, ...pixels]`, kernel `[inputs, outputs / groups, ...window]`.
 * @throws LinnetError if no window gives the output's pixels
 */
export function convolvedBack(x: Value, kernel: Value, { groups, output, ...window }: TransposedWindow): Value {
  const shape = shapeOf(x);
  checkSize([shape[0]!, ...output, shape[1]!], isKnown(x));
  if (shape.length === 3) {
    const back = { ...withRow(window), groups, output: [1, ...output] };
    const y = convolvedBack(unsqueezed(x, [2]), unsqueezed(kernel, [2]), back);
    const [batch, outputs, , length] = shapeOf(y) as [number, number, number, number];
    return reshapeRow(y, [batch, outputs, length]);
  }
  if (shape.length !== 4) throw new LinnetError("linnet turns convolutions around over pixels along 1 or 2 axes only");
  const outputSize = rank2(output);
  const y = conv2dTranspose(arranged(x, channelsLast(4)), toHwio(kernel), {
    ...toWindow2d(window),
    groups,
    outputSize,
  });
  return tensorValue(y, x.type, channelsLast(4));
}
