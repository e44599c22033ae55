// The gradient of the maximum over windows that lie side by side: every cell of the picture is in one window.

import { maxPool2dGradientOp } from "../../../tensor/gradients/pool.js";
import type { Pool2d } from "../../../tensor/ops/pool.js";
import { rank4 } from "../../../tensor/shape.js";
import { f32, f32x4, type I32, i32, type Statement, v128 } from "../assembler/expression.js";
import { advance, counters, forLoop, type Local, sequence } from "../assembler/function.js";
import { type KernelBody, type Served, servePartly } from "../kernel.js";
import { addressAt, allParts, forParts, groupAt, loadLanes, storeLanes } from "./lanes.js";
import type { GradientStep } from "./pointwiseInputGradient.js";

/** A unit is a row of windows. */
function sideBySide({ attributes, inputs: [x, dy], output }: GradientStep<Pool2d>): Served | null {
  const { size, strides, padding } = attributes;
  const covers = [0, 1].every((axis) => {
    const isAlone = size[axis] === strides[axis] && padding[2 * axis] === 0;
    return isAlone && dy.shape[1 + axis]! * strides[axis]! >= x.shape[1 + axis]!;
  });
  if (!covers) return null;
  const kernel = {
    key: `maxPoolGradient ${[x.shape, dy.shape, size].join(" ")}`,
    operands: [x, dy, output],
    units: dy.shape[0]! * dy.shape[1]!,
    write: (body: KernelBody) => writeRows({ input: x.shape, windows: dy.shape, size }, body),
  };
  return { kernels: [kernel] };
}

interface Windows {
  readonly input: readonly number[];
  readonly windows: readonly number[];
  readonly size: Pool2d["size"];
}

/** First the place of the largest cell is found, the first of equal ones; then each cell gets dy or 0. */
function writeRows({ input, windows, size }: Windows, { builder, addresses, from, to }: KernelBody): void {
  const [x, dy, dx] = addresses as [Local<"i32">, Local<"i32">, Local<"i32">];
  const [, height, width, channels] = rank4(input);
  const [, rows, columns] = rank4(windows);
  const [unit, column, group, row, firstRow, endRow, pointer, end, cell, offset] = counters(builder, 10);
  const [largest, place, value, gradient] = Array.from({ length: 4 }, () => builder.local("v128"));
  const pixel = 4 * channels;
  /** Visits the cells of the window, `pointer` at each in x or dx and `cell` its number. */
  const eachCell = (operand: Local<"i32">, ...visit: Statement[]): Statement =>
    sequence(
      cell.set(0),
      forLoop(
        row,
        { from: firstRow, to: endRow, step: 1 },
        offset.set(groupAt(addressAt(operand, row, width * pixel), group)),
        end.set(addressAt(offset, last(column), pixel)),
        forLoop(
          pointer,
          { from: addressAt(offset, i32.multiply(column, size[1]), pixel), to: end, step: pixel },
          ...visit,
          advance(cell, 1),
        ),
      ),
    );
  const last = (position: I32): I32 => i32.minimumSigned(i32.multiply(i32.add(position, 1), size[1]), width);
  const number = f32x4.splat(f32.fromUnsigned(cell));
  const isLarger = f32x4.less(largest!, value!);
  const window = (lanes: number): Statement =>
    sequence(
      largest!.set(
        loadLanes(
          groupAt(addressAt(addressAt(x, firstRow, width * pixel), i32.multiply(column, size[1]), pixel), group),
          lanes,
        ),
      ),
      place!.set(v128.zero),
      eachCell(
        x,
        value!.set(loadLanes(pointer, lanes)),
        place!.set(v128.select(number, place!, isLarger)),
        largest!.set(v128.select(value!, largest!, isLarger)),
      ),
      gradient!.set(loadLanes(groupAt(addressAt(addressAt(dy, unit, columns * pixel), column, pixel), group), lanes)),
      // Sums begin at 0, which makes 0 of -0.
      eachCell(
        dx,
        value!.set(f32x4.add(v128.zero, v128.and(f32x4.equal(place!, number), gradient!))),
        storeLanes(pointer, value!, lanes),
      ),
    );
  const picture = i32.multiply(i32.divideUnsigned(unit, rows), height);
  const inPicture = i32.multiply(i32.remainderUnsigned(unit, rows), size[0]);
  builder.emit(
    forLoop(
      unit,
      { from, to, step: 1 },
      firstRow.set(i32.add(picture, inPicture)),
      endRow.set(i32.add(picture, i32.minimumSigned(i32.add(inPicture, size[0]), height))),
      forLoop(column, { from: 0, to: columns, step: 1 }, forParts(group, allParts(channels), window)),
    ),
  );
}

export const maxPool2dGradient = servePartly(
  maxPool2dGradientOp,
  "windows that overlap, or leave out a part of the picture: not written yet",
  { sideBySide: (site) => sideBySide(site) },
);
