// The gradient of a convolution by its kernel: sums over pixels of what each cell of the kernel sees.

import { conv2dKernelGradientOp } from "../../../tensor/gradients/conv2d.js";
import { isPointwise } from "../../../tensor/ops/conv2d.js";
import { rank4, type Shape, sizeOf } from "../../../tensor/shape.js";
import type { Window2d } from "../../../tensor/window.js";
import { type I32, i32, type Statement } from "../assembler/expression.js";
import { advance, choose, counters, forLoop, type Local, sequence, when } from "../assembler/function.js";
import { type KernelBody, serve } from "../kernel.js";
import { addressAt } from "./lanes.js";
import { INPUTS_AT_A_TIME, type SeenPixels, sumOverPixels } from "./sumsOverPixels.js";

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
    const rowInputs = width * inputs;
    if (dilation[1] === 1 && rowInputs <= INPUTS_AT_A_TIME) {
      const rows = { ...sums, key: `rows ${key}`, cells: height, inputs: rowInputs, aside: rowInputs };
      return { kernels: sumOverPixels(rows, sides, { tileRows }, (body) => eachRow(seen, body)) };
    }
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
function eachWindow({ input, output, kernelWidth, window }: Windows, body: KernelBody): SeenPixels {
  const { strides, padding, dilation } = window;
  const [, height, width, inputs] = rank4(input);
  const [seenRow, seenColumn, top, left] = counters(body.builder, 4);
  const walk = outputWalk(input, output, body);
  const pixel = i32.add(i32.multiply(seenRow, width), seenColumn);
  const isInside = i32.and(i32.lessUnsigned(seenRow, height), i32.lessUnsigned(seenColumn, width));
  return {
    start: (first, cell) =>
      sequence(
        walk.start(first),
        top.set(seenBy(i32.divideUnsigned(cell, kernelWidth), dilation[0], padding[0])),
        left.set(seenBy(i32.remainderUnsigned(cell, kernelWidth), dilation[1], padding[2])),
      ),
    next: (read, copy, clear) =>
      sequence(
        seenRow.set(addressAt(top, walk.row, strides[0])),
        seenColumn.set(addressAt(left, walk.column, strides[1])),
        choose(isInside, sequence(read.set(addressAt(walk.picture, pixel, 4 * inputs)), copy), clear),
        walk.next,
      ),
  };
}

/** Cells of a row see pixels that lie side by side: the row is as one cell. What is partly padding is put together aside. */
function eachRow({ input, output, kernelWidth, window }: Windows, body: KernelBody): SeenPixels {
  const { strides, padding, dilation } = window;
  const [, height, width, inputs] = rank4(input);
  const [seenRow, seenColumn, top, cell, place, seen] = counters(body.builder, 6);
  const walk = outputWalk(input, output, body);
  const aside = body.addresses[body.addresses.length - 1]!;
  const first = i32.add(i32.multiply(seenRow, width), seenColumn);
  const isWhole = i32.lessUnsigned(seenColumn, Math.max(0, width - kernelWidth + 1));
  const numbers = Array.from({ length: inputs }, (_, index) => 4 * index);
  const putTogether = (read: Local<"i32">): Statement =>
    sequence(
      seen.set(read),
      place.set(aside),
      forLoop(
        cell,
        { from: 0, to: kernelWidth, step: 1 },
        choose(
          i32.lessUnsigned(i32.add(seenColumn, cell), width),
          sequence(...numbers.map((number) => i32.store(place, i32.load(seen, number), number))),
          sequence(...numbers.map((number) => i32.store(place, 0, number))),
        ),
        advance(seen, 4 * inputs),
        advance(place, 4 * inputs),
      ),
      read.set(aside),
    );
  return {
    start: (firstPixel, row) => sequence(walk.start(firstPixel), top.set(seenBy(row, dilation[0], padding[0]))),
    next: (read, copy, clear) =>
      sequence(
        seenRow.set(addressAt(top, walk.row, strides[0])),
        seenColumn.set(i32.subtract(i32.multiply(walk.column, strides[1]), padding[2])),
        choose(
          i32.lessUnsigned(seenRow, height),
          sequence(
            read.set(addressAt(walk.picture, first, 4 * inputs)),
            when(i32.equalsZero(isWhole), putTogether(read)),
            copy,
          ),
          clear,
        ),
        walk.next,
      ),
  };
}

/** Goes over the outputs' pixels, whose pictures begin at `picture` in x. */
function outputWalk(input: Shape, output: Shape, { builder, addresses: [x] }: KernelBody) {
  const [, height, width, inputs] = rank4(input);
  const [, outputHeight, outputWidth] = rank4(output);
  const [row, column, picture] = counters(builder, 3);
  const pictureBytes = 4 * height * width * inputs;
  const nextPicture = sequence(row.set(0), advance(picture, pictureBytes));
  const nextRow = sequence(column.set(0), advance(row, 1), when(i32.equal(row, outputHeight), nextPicture));
  return {
    row,
    column,
    picture,
    start: (first: I32): Statement =>
      sequence(
        column.set(i32.remainderUnsigned(first, outputWidth)),
        row.set(i32.divideUnsigned(first, outputWidth)),
        picture.set(addressAt(x!, i32.divideUnsigned(row, outputHeight), pictureBytes)),
        row.set(i32.remainderUnsigned(row, outputHeight)),
      ),
    next: sequence(advance(column, 1), when(i32.equal(column, outputWidth), nextRow)),
  };
}

function seenBy(cell: I32, distance: number, padding: number): I32 {
  return i32.subtract(i32.multiply(cell, distance), padding);
}
