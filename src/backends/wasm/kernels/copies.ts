// Joining and cutting along one axis: the copy of a block of numbers at regular distances, of four bytes or of one.

import type { Slot } from "../../../graph/plan.js";
import { byteLength } from "../../../graph/storageType.js";
import { concatOp } from "../../../tensor/ops/concat.js";
import { alongAxis } from "../../../tensor/ops/resample.js";
import { sliceOp } from "../../../tensor/ops/slice.js";
import { i32, type Statement } from "../assembler/expression.js";
import { advance, counters, forLoop, type Local, sequence } from "../assembler/function.js";
import { v128 } from "../assembler/narrow.js";
import type { Kernel, KernelBody } from "../kernel.js";
import { storeBytes } from "./int8/bytes.js";
import { addressAt, allParts, forParts } from "./lanes.js";
import { serveInt8 } from "./serveInt8.js";

/** All in numbers. */
interface Blocks {
  readonly count: number;
  readonly length: number;
  readonly from: { readonly start: number; readonly step: number };
  readonly to: { readonly start: number; readonly step: number };
}

/** Bytes that are copied at a time. */
const VECTOR = 16;

function copyKernel({ count, length, from, to }: Blocks, source: Slot, target: Slot): Kernel {
  const size = byteLength([], source.type);
  const inBytes = { count, length: size * length, from: times(from, size), to: times(to, size) };
  return {
    key: `copy ${[inBytes.length, inBytes.from.start, inBytes.from.step, inBytes.to.start, inBytes.to.step].join(" ")}`,
    operands: [source, target],
    units: count,
    write: (body) => writeBlocks(inBytes, body),
  };
}

function times({ start, step }: Blocks["from"], size: number): Blocks["from"] {
  return { start: size * start, step: size * step };
}

/** Of a block's last bytes more are read, but not written. */
function writeBlocks(blocks: Blocks, { builder, addresses, from, to }: KernelBody): void {
  const [source, target] = addresses as [Local<"i32">, Local<"i32">];
  const [unit, part, read, written] = counters(builder, 4);
  const value = builder.local("v128");
  const copy = (bytes: number): Statement =>
    sequence(
      value.set(v128.loadBytes(read)),
      storeBytes(written, value, bytes),
      advance(read, VECTOR),
      advance(written, VECTOR),
    );
  const { length } = blocks;
  const range = allParts(length, VECTOR);
  builder.emit(
    forLoop(
      unit,
      { from, to, step: 1 },
      read.set(addressAt(i32.add(source, blocks.from.start), unit, blocks.from.step)),
      written.set(addressAt(i32.add(target, blocks.to.start), unit, blocks.to.step)),
      forParts(part, range, copy),
    ),
  );
}

function areStoredAlike(slots: readonly Slot[]): boolean {
  return slots.every(({ type }) => type === slots[0]!.type);
}

const JOINED = "floats and bytes together: few networks join them";

export const concat = serveInt8(concatOp, JOINED, ({ attributes: { axis }, inputs, output }) => {
  if (!areStoredAlike([output, ...inputs])) return null;
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
});

const CUT = "cuts along several axes, and bytes as the result of a whole network: no model of linnet has them";

export const slice = serveInt8(sliceOp, CUT, ({ attributes: { begin, size }, inputs: [x], output }) => {
  const cut = x.shape.flatMap((length, axis) => (size[axis] === length ? [] : [axis]));
  if (cut.length > 1 || !areStoredAlike([x, output])) return null;
  const axis = cut[0] ?? 0;
  const { outer, length, inner } = alongAxis(x.shape, axis);
  const block = (size[axis] ?? 1) * inner;
  const from = { start: (begin[axis] ?? 0) * inner, step: length * inner };
  return { kernels: [copyKernel({ count: outer, length: block, from, to: { start: 0, step: block } }, x, output)] };
});
