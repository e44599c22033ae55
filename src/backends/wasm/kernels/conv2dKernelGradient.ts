// The gradient of a convolution by its kernel: sums over pixels of what each cell of the kernel sees.

import { conv2dKernelGradientOp } from "../../../tensor/gradients/conv2d.js";
import { isPointwise } from "../../../tensor/ops/conv2d.js";
import { rank4, type Shape, sizeOf } from "../../../tensor/shape.js";
import type { Window2d } from "../../../tensor/window.js";
import { type I32, i32 } from "../assembler/expression.js";
import { advance, choose, counters, sequence, when } from "../assembler/function.js";
import { type KernelBody, serve } from "../kernel.js";
import { addressAt } from "./lanes.js";
import { type SeenPixels, sumOverPixels } from "./sumsOverPixels.js";

export const conv2dKernelGradient = serve(
  conv2dKernelGradientOp,
  ({ attributes: { kernelShape, ...window }, inputs: [x, dy], output, tileRows }) => {
    const [height, width, inputs, outputs] = rank4(kernelShape);
    if (sizeOf(output.shape) === 0) return { kernels: [] };
    const sides = { x, dy, output };
    const sums = { pixels: sizeOf(dy.shape) / outputs, cells: height * width, inputs, outputs };
    if (isPointwise(kernelShape, window)) {
      return { kernels: sumOverPixels({ ...sums, key: "" }, sides, { tileRows }, (body) => eachPixel(inputs, body)) };
    }
    const seen = { input: x.shape, output: dy.shape, kernelWidth: width, window };
    const { strides, padding, dilation } = window;
    const key = [x.shape, dy.shape, width, strides, padding, dilation].join(" ");
    return { kernels: sumOverPixels({ ...sums, key }, sides, { tileRows }, (body) => eachWindow(seen, body)) };
  },
);

/** The only cell of a pointwise kernel sees the pixel itself. */
function eachPixel(inputs: number, { builder, addresses: [x] }: KernelBody): SeenPixels {
  const place = builder.local("i32");
  return {
    start: (first) => place.set(addressAt(x!, first, 4 * inputs)),
    next: (read, copy) => sequence(read.set(place), copy, advance(place, 4 * inputs)),
  };
}

interface Windows {
  readonly input: Shape;
  readonly output: Shape;
  readonly kernelWidth: number;
  readonly window: Window2d;
}

/** A cell of a larger kernel sees a pixel of the picture, or padding around it. */
function eachWindow(
  { input, output, kernelWidth, window: { strides, padding, dilation } }: Windows,
  { builder, addresses: [x] }: KernelBody,
): SeenPixels {
  const [, height, width, inputs] = rank4(input);
  const [, outputHeight, outputWidth] = rank4(output);
  // The output's pixel, what the cell sees of the first one, and what it sees of this one; pictures begin at `picture` in x.
  const [row, column, picture, top, left, seenRow, seenColumn] = counters(builder, 7);
  const pixel = i32.add(i32.multiply(seenRow, width), seenColumn);
  const isInside = i32.and(i32.lessUnsigned(seenRow, height), i32.lessUnsigned(seenColumn, width));
  const nextPicture = sequence(row.set(0), advance(picture, 4 * height * width * inputs));
  const nextRow = sequence(column.set(0), advance(row, 1), when(i32.equal(row, outputHeight), nextPicture));
  return {
    start: (first, cell) =>
      sequence(
        column.set(i32.remainderUnsigned(first, outputWidth)),
        row.set(i32.divideUnsigned(first, outputWidth)),
        picture.set(addressAt(x!, i32.divideUnsigned(row, outputHeight), 4 * height * width * inputs)),
        row.set(i32.remainderUnsigned(row, outputHeight)),
        top.set(seenBy(i32.divideUnsigned(cell, kernelWidth), dilation[0], padding[0])),
        left.set(seenBy(i32.remainderUnsigned(cell, kernelWidth), dilation[1], padding[2])),
      ),
    next: (read, copy, clear) =>
      sequence(
        seenRow.set(addressAt(top, row, strides[0])),
        seenColumn.set(addressAt(left, column, strides[1])),
        choose(isInside, sequence(read.set(addressAt(picture, pixel, 4 * inputs)), copy), clear),
        advance(column, 1),
        when(i32.equal(column, outputWidth), nextRow),
      ),
  };
}

function seenBy(cell: I32, distance: number, padding: number): I32 {
  return i32.subtract(i32.multiply(cell, distance), padding);
}
