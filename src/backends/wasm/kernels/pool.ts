// Average and maximum over windows of a picture; cells of the padding do not count.

import type { Slot } from "../../../graph/plan.js";
import { averagePool2dOp, LOWEST, maxPool2dOp, type Pool2d } from "../../../tensor/ops/pool.js";
import { rank4, type Shape } from "../../../tensor/shape.js";
import { f32, f32x4, type I32, i32, type Statement, type V128, v128 } from "../assembler/expression.js";
import { advance, counters, forLoop, type Local, sequence } from "../assembler/function.js";
import { type KernelBody, type Served, serve } from "../kernel.js";
import { addressAt, allParts, constant, forParts, LANES, loadLanes, storeLanes } from "./lanes.js";

/** What is made of the cells of a window, a group of channels at a time. */
interface Fold {
  readonly name: string;
  /** Channels of a group, and bytes of a number. */
  readonly lanes: number;
  readonly bytes: number;
  readonly load: (address: I32, lanes: number) => V128;
  readonly store: (address: I32, total: V128, lanes: number) => Statement;
  readonly start: () => V128;
  readonly step: (total: V128, value: V128) => V128;
  readonly finish: (total: V128, cells: I32) => V128;
}

const floats = { lanes: LANES, bytes: 4, load: loadLanes, store: storeLanes };

const average: Fold = {
  ...floats,
  name: "averagePool",
  start: () => v128.zero,
  step: f32x4.add,
  finish: (total, cells) => f32x4.divide(total, f32x4.splat(f32.fromUnsigned(cells))),
};

export const maximum: Fold = {
  ...floats,
  name: "maxPool",
  start: () => constant(LOWEST),
  step: f32x4.pseudoMaximum,
  finish: (total) => total,
};

interface PoolStep {
  readonly attributes: Pool2d;
  readonly inputs: readonly [x: Slot];
  readonly output: Slot;
}

/** The windows of pools have no gaps: `PoolOptions` has no dilation. */
export function pool(fold: Fold, { attributes, inputs: [x], output }: PoolStep): Served {
  const { size, strides, padding } = attributes;
  const kernel = {
    key: `${fold.name} ${[x.shape, output.shape, size, strides, padding].join(" ")}`,
    operands: [x, output],
    units: output.shape[0]! * output.shape[1]!,
    write: (body: KernelBody) => writeRows(fold, { input: x.shape, output: output.shape, pool: attributes }, body),
  };
  return { kernels: [kernel] };
}

export const averagePool2d = serve(averagePool2dOp, (step) => pool(average, step));
export const maxPool2d = serve(maxPool2dOp, (step) => pool(maximum, step));

interface Pooling {
  readonly input: Shape;
  readonly output: Shape;
  readonly pool: Pool2d;
}

/** A unit is a row of outputs. */
function writeRows(
  { start, step, finish, ...numbers }: Fold,
  { input, output, pool: of }: Pooling,
  body: KernelBody,
): void {
  const { builder, addresses, from, to } = body;
  const [x, y] = addresses as [Local<"i32">, Local<"i32">];
  const [, height, width, channels] = rank4(input);
  const [, outputHeight, outputWidth] = rank4(output);
  const [unit, column, group, firstRow, endRow, firstColumn, endColumn, row] = counters(builder, 8);
  const [rowPointer, pointer, end, out] = counters(builder, 4);
  const total = builder.local("v128");
  const pixelBytes = numbers.bytes * channels;
  const groupBytes = numbers.bytes * numbers.lanes;

  /** The cells `[first, end)` of a window that lie inside the picture. */
  const within = (first: Local<"i32">, last: Local<"i32">, position: I32, axis: 0 | 1): Statement => {
    const origin = i32.subtract(i32.multiply(position, of.strides[axis]), of.padding[2 * axis]!);
    return sequence(
      last.set(i32.minimumSigned(i32.add(origin, of.size[axis]), input[1 + axis]!)),
      first.set(i32.maximumSigned(origin, 0)),
    );
  };
  const picture = i32.divideUnsigned(unit, outputHeight);
  const fold = (lanes: number): Statement =>
    sequence(
      total.set(start()),
      forLoop(
        row,
        { from: firstRow, to: endRow, step: 1 },
        rowPointer.set(
          addressAt(addressAt(x, i32.add(i32.multiply(picture, height), row), width * pixelBytes), group, groupBytes),
        ),
        end.set(addressAt(rowPointer, endColumn, pixelBytes)),
        forLoop(
          pointer,
          { from: addressAt(rowPointer, firstColumn, pixelBytes), to: end, step: pixelBytes },
          total.set(step(total, numbers.load(pointer, lanes))),
        ),
      ),
      total.set(finish(total, i32.multiply(i32.subtract(endRow, firstRow), i32.subtract(endColumn, firstColumn)))),
      numbers.store(addressAt(out, group, groupBytes), total, lanes),
    );
  builder.emit(
    forLoop(
      unit,
      { from, to, step: 1 },
      within(firstRow, endRow, i32.remainderUnsigned(unit, outputHeight), 0),
      out.set(addressAt(y, unit, outputWidth * pixelBytes)),
      forLoop(
        column,
        { from: 0, to: outputWidth, step: 1 },
        within(firstColumn, endColumn, column, 1),
        forParts(group, allParts(channels, numbers.lanes), fold),
        advance(out, pixelBytes),
      ),
    ),
  );
}
