// The gradient of a depthwise convolution by its kernel: for each picture, then the sum over the pictures.

import { depthwiseConv2dKernelGradientOp } from "../../../tensor/gradients/depthwiseConv2d.js";
import { rank4, type Shape } from "../../../tensor/shape.js";
import { insideRange, type Window2d } from "../../../tensor/window.js";
import { type I32, i32, type Statement, v128 } from "../assembler/expression.js";
import { counters, forLoop, type Local, sequence } from "../assembler/function.js";
import { type KernelBody, ScratchSpace, type Served, servePartly } from "../kernel.js";
import { addressAt, forParts, LANES, loadLanes, storeLanes } from "./lanes.js";
import type { GradientStep } from "./pointwiseGradients.js";
import { allGroups, sumRows } from "./reduce.js";

interface Gradient {
  readonly x: Shape;
  readonly dy: Shape;
  readonly kernel: Shape;
  readonly window: Window2d;
}

/** dkernel[cell] = the sum over all outputs of dy times what that cell read. */
function depthwiseKernelGradient({
  attributes: { kernelShape, ...window },
  inputs: [x, dy],
  output,
}: GradientStep<Window2d & { readonly kernelShape: Shape }>): Served | null {
  const [height, width, channels, multiplier] = rank4(kernelShape);
  if (multiplier !== 1) return null;
  const gradient = { x: x.shape, dy: dy.shape, kernel: kernelShape, window };
  const pictures = x.shape[0]!;
  const columns = height * width * channels;
  const scratch = new ScratchSpace();
  const perPicture = scratch.take(pictures * columns);
  const total = sumRows(
    {
      name: "sum",
      table: { outer: 1, rows: pictures, columns },
      tensors: [perPicture],
      vectors: [],
      terms: [([value]) => value!],
      finish: ([sum]) => sum!,
      output,
    },
    scratch,
  );
  const { strides, padding, dilation } = window;
  const kernel = {
    key: `depthwise kernel gradient ${[x.shape, dy.shape, kernelShape, strides, padding, dilation].join(" ")}`,
    operands: [x, dy, perPicture],
    units: pictures,
    write: (body: KernelBody) => writePictures(gradient, body),
  };
  return { kernels: [kernel, ...total] };
}

export const depthwiseConv2dKernelGradient = servePartly(
  depthwiseConv2dKernelGradientOp,
  "more than one output a channel: no model of linnet has them",
  { depthwiseKernelGradient },
);

/** A unit is a picture. */
function writePictures({ x: input, dy: output, kernel, window }: Gradient, body: KernelBody): void {
  const { builder, addresses, from, to, target } = body;
  const [x, dy, perPicture] = addresses as [Local<"i32">, Local<"i32">, Local<"i32">];
  const [, height, width, channels] = rank4(input);
  const [, outputHeight, outputWidth] = rank4(output);
  const [kernelHeight, kernelWidth] = rank4(kernel);
  const [unit, group, row, pixelPointer, slopePointer, out] = counters(builder, 6);
  const sums = Array.from({ length: kernelWidth }, () => builder.local("v128"));
  const slope = builder.local("v128");
  const pixelBytes = 4 * channels;
  const runs = columnRuns({ x: input, dy: output, kernel, window });

  /** One output pixel, for the cells of one row of the kernel. */
  const pixel = (cells: readonly number[], lanes: number): Statement =>
    sequence(
      slope.set(loadLanes(slopePointer, lanes)),
      ...cells.map((cell, index) => {
        const offset = index * window.dilation[1] * pixelBytes;
        return sums[cell]!.set(target.multiplyAdd(slope, loadLanes(pixelPointer, lanes, offset), sums[cell]!));
      }),
    );
  const rowOf = (kernelRow: number, lanes: number): Statement => {
    const sourceRow = i32.add(
      i32.multiply(row, i32.constant(window.strides[0])),
      i32.constant(kernelRow * window.dilation[0] - window.padding[0]),
    );
    const at = (base: I32, rows: number, rowInPicture: I32, columns: number, column: number): I32 =>
      i32.add(
        addressAt(base, i32.add(i32.multiply(unit, i32.constant(rows)), rowInPicture), columns * pixelBytes),
        i32.add(i32.multiply(group, i32.constant(4 * LANES)), i32.constant(column * pixelBytes)),
      );
    const pieces = runs.map(({ first, count, source, cells }) =>
      sequence(
        pixelPointer.set(at(x, height, sourceRow, width, source)),
        slopePointer.set(at(dy, outputHeight, row, outputWidth, first)),
        forLoop(
          builder.local("i32"),
          { from: i32.constant(0), to: i32.constant(count), step: 1 },
          pixel(cells, lanes),
          pixelPointer.set(i32.add(pixelPointer, i32.constant(window.strides[1] * pixelBytes))),
          slopePointer.set(i32.add(slopePointer, i32.constant(pixelBytes))),
        ),
      ),
    );
    return sequence(...pieces);
  };
  const kernelRows = (lanes: number): Statement[] =>
    Array.from({ length: kernelHeight }, (_, kernelRow) => {
      const offset = kernelRow * window.dilation[0] - window.padding[0];
      const [first, end] = insideRange(offset, window.strides[0], height, outputHeight);
      return sequence(
        ...sums.map((sum) => sum.set(v128.zero)),
        forLoop(row, { from: i32.constant(first), to: i32.constant(end), step: 1 }, rowOf(kernelRow, lanes)),
        ...sums.map((sum, cell) => storeLanes(out, sum, lanes, (kernelRow * kernelWidth + cell) * pixelBytes)),
      );
    });
  builder.emit(
    forLoop(
      unit,
      { from, to, step: 1 },
      forParts(group, allGroups(channels), (lanes) =>
        sequence(
          out.set(
            i32.add(
              addressAt(perPicture, unit, kernelHeight * kernelWidth * pixelBytes),
              i32.multiply(group, i32.constant(4 * LANES)),
            ),
          ),
          ...kernelRows(lanes),
        ),
      ),
    ),
  );
}

/** Adjacent output columns whose windows hold the same columns of the kernel, and what the first of them reads. */
function columnRuns({ x, dy, kernel, window }: Gradient) {
  const runs: { first: number; count: number; source: number; cells: number[] }[] = [];
  for (let column = 0; column < dy[2]!; column += 1) {
    const sourceOf = (cell: number): number =>
      column * window.strides[1] + cell * window.dilation[1] - window.padding[2];
    const cells = Array.from({ length: kernel[1]! }, (_, cell) => cell).filter(
      (cell) => sourceOf(cell) >= 0 && sourceOf(cell) < x[2]!,
    );
    const last = runs[runs.length - 1];
    if (last !== undefined && last.cells.join() === cells.join()) last.count += 1;
    else runs.push({ first: column, count: 1, source: sourceOf(cells[0] ?? 0), cells });
  }
  return runs.filter(({ cells }) => cells.length > 0);
}
