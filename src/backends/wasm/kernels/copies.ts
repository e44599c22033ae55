// Joining and cutting along one axis: the copy of a block of numbers at regular distances.

import type { Slot } from "../../../graph/plan.js";
import { concatOp } from "../../../tensor/ops/concat.js";
import { alongAxis } from "../../../tensor/ops/resample.js";
import { sliceOp } from "../../../tensor/ops/slice.js";
import { i32, type Statement } from "../assembler/expression.js";
import { counters, forLoop, type Local, sequence } from "../assembler/function.js";
import { type Kernel, type KernelBody, servePartly } from "../kernel.js";
import { addressAt, forParts, LANES, loadLanes, storeLanes } from "./lanes.js";
import { allGroups } from "./reduce.js";

/** All in numbers, of four bytes each. */
interface Blocks {
  readonly count: number;
  readonly length: number;
  readonly from: { readonly start: number; readonly step: number };
  readonly to: { readonly start: number; readonly step: number };
}

function copyKernel(blocks: Blocks, source: Slot, target: Slot): Kernel {
  const { count, length, from, to } = blocks;
  return {
    key: `copy ${[length, from.start, from.step, to.start, to.step].join(" ")}`,
    operands: [source, target],
    units: count,
    write: (body) => writeBlocks(blocks, body),
  };
}

function writeBlocks(blocks: Blocks, { builder, addresses, from, to }: KernelBody): void {
  const [source, target] = addresses as [Local<"i32">, Local<"i32">];
  const [unit, group, read, written] = counters(builder, 4);
  const value = builder.local("v128");
  const four = (lanes: number): Statement =>
    sequence(
      value.set(loadLanes(read, lanes)),
      storeLanes(written, value, lanes),
      read.set(i32.add(read, i32.constant(4 * LANES))),
      written.set(i32.add(written, i32.constant(4 * LANES))),
    );
  builder.emit(
    forLoop(
      unit,
      { from, to, step: 1 },
      read.set(addressAt(i32.add(source, i32.constant(4 * blocks.from.start)), unit, 4 * blocks.from.step)),
      written.set(addressAt(i32.add(target, i32.constant(4 * blocks.to.start)), unit, 4 * blocks.to.step)),
      forParts(group, allGroups(blocks.length), four),
    ),
  );
}

export const concat = servePartly(concatOp, "no inputs: nobody joins none", {
  concat: ({ attributes: { axis }, inputs, output }) => {
    const whole = alongAxis(output.shape, axis);
    let before = 0;
    const kernels = inputs.map((input) => {
      const { outer, length, inner } = alongAxis(input.shape, axis);
      const start = before * inner;
      before += length;
      const block = length * inner;
      const blocks = { count: outer, length: block, from: { start: 0, step: block } };
      return copyKernel({ ...blocks, to: { start, step: whole.length * inner } }, input, output);
    });
    return { kernels };
  },
});

export const slice = servePartly(sliceOp, "cuts along several axes: no model of linnet has them", {
  slice: ({ attributes: { begin, size }, inputs: [x], output }) => {
    const cut = x.shape.flatMap((length, axis) => (size[axis] === length ? [] : [axis]));
    if (cut.length > 1) return null;
    const axis = cut[0] ?? 0;
    const { outer, length, inner } = alongAxis(x.shape, axis);
    const block = (size[axis] ?? 1) * inner;
    const from = { start: (begin[axis] ?? 0) * inner, step: length * inner };
    return { kernels: [copyKernel({ count: outer, length: block, from, to: { start: 0, step: block } }, x, output)] };
  },
});
