// Permuting axes, where it comes to two groups of them that change places: matrices of blocks, transposed.

import type { Slot } from "../../../graph/plan.js";
import { byteLength } from "../../../graph/storageType.js";
import { transposeOp } from "../../../tensor/ops/transpose.js";
import { type Shape, sizeOf } from "../../../tensor/shape.js";
import type { Statement } from "../assembler/expression.js";
import { advance, counters, forLoop, type Local, sequence } from "../assembler/function.js";
import { i8x16, v128 } from "../assembler/narrow.js";
import type { KernelBody } from "../kernel.js";
import { storeBytes } from "./int8/bytes.js";
import { addressAt, allParts, forParts } from "./lanes.js";
import { serveInt8 } from "./serveInt8.js";

/** `[outer, rows, columns, block]` becomes `[outer, columns, rows, block]`. */
interface Exchange {
  readonly outer: number;
  readonly rows: number;
  readonly columns: number;
  /** In bytes. */
  readonly block: number;
}

const PLAIN =
  "three groups of axes or more in another order, and bytes as the result of a whole network: no model of linnet has them";

export const transpose = serveInt8(transposeOp, PLAIN, ({ attributes: { permutation }, inputs: [x], output }) => {
  const exchange = exchangeOf(x, permutation);
  if (exchange === null || x.type !== output.type) return null;
  const { outer, rows, columns, block } = exchange;
  return {
    kernels: [
      {
        key: `transpose ${rows}x${columns} ${block}`,
        operands: [x, output],
        units: outer,
        write: (body) => writeMatrices(exchange, body),
      },
    ],
  };
});

/** Null if more than two groups of axes change places. */
function exchangeOf({ shape, type }: Slot, permutation: readonly number[]): Exchange | null {
  const runs = runsOf(shape, permutation);
  const last = runs.reduce((sum, run) => sum + run.length, 0) - 1;
  const outer = runs[0]?.[0]?.place === 0 ? runs.shift()! : [];
  const block = runs[runs.length - 1]?.slice(-1)[0]?.place === last ? runs.pop()! : [];
  if (runs.length !== 0 && runs.length !== 2) return null;
  const [columns, rows] = runs.map(lengthOf);
  const bytes = byteLength([], type) * lengthOf(block);
  return { outer: lengthOf(outer), rows: rows ?? 1, columns: columns ?? 1, block: bytes };
}

/** An axis of more than one number, and its place among those of the input. */
interface Axis {
  readonly place: number;
  readonly length: number;
}

/** The output's axes, in runs of those that follow each other in the input as well. */
function runsOf(shape: Shape, permutation: readonly number[]): Axis[][] {
  const real = shape.flatMap((length, axis) => (length === 1 ? [] : [axis]));
  const runs: Axis[][] = [];
  for (const axis of permutation.filter((index) => real.includes(index))) {
    const place = real.indexOf(axis);
    const run = runs[runs.length - 1];
    if (run !== undefined && run[run.length - 1]!.place + 1 === place) run.push({ place, length: shape[axis]! });
    else runs.push([{ place, length: shape[axis]! }]);
  }
  return runs;
}

function lengthOf(axes: readonly Axis[]): number {
  return sizeOf(axes.map(({ length }) => length));
}

const VECTOR = 16;

/** A unit is a matrix. */
function writeMatrices(exchange: Exchange, { builder, addresses, from, to }: KernelBody): void {
  const { rows, columns, block } = exchange;
  const [source, target] = addresses as [Local<"i32">, Local<"i32">];
  const [unit, read, written] = counters(builder, 3);
  const isPairs = rows === 2 && VECTOR % block === 0 && block < VECTOR;
  const place = { read, written };
  builder.emit(
    forLoop(
      unit,
      { from, to, step: 1 },
      read.set(addressAt(source, unit, rows * columns * block)),
      written.set(addressAt(target, unit, rows * columns * block)),
      isPairs ? interleave(exchange, builder, place) : copyBlocks(exchange, builder, place),
    ),
  );
}

interface Pointers {
  readonly read: Local<"i32">;
  readonly written: Local<"i32">;
}

/** Two rows whose blocks are less than a vector: a vector of each at a time. */
function interleave(
  { columns, block }: Exchange,
  builder: KernelBody["builder"],
  { read, written }: Pointers,
): Statement {
  const [a, b, low, high] = [0, 1, 2, 3].map(() => builder.local("v128"));
  const part = VECTOR / block;
  const lanes = Array.from({ length: 2 * VECTOR }, (_, byte) => {
    const index = Math.floor(byte / block);
    return (index % 2) * VECTOR + Math.floor(index / 2) * block + (byte % block);
  });
  const bounds = allParts(columns, part);
  return forParts(builder.local("i32"), bounds, (count) => {
    const bytes = 2 * count * block;
    return sequence(
      a!.set(v128.loadBytes(read)),
      b!.set(v128.loadBytes(read, columns * block)),
      low!.set(i8x16.shuffle(a!, b!, lanes.slice(0, VECTOR))),
      storeBytes(written, low!, Math.min(bytes, VECTOR)),
      ...(bytes > VECTOR
        ? [high!.set(i8x16.shuffle(a!, b!, lanes.slice(VECTOR))), storeBytes(written, high!, bytes - VECTOR, VECTOR)]
        : []),
      advance(read, VECTOR),
      advance(written, 2 * VECTOR),
    );
  });
}

/** Block by block, in the order in which they are written. */
function copyBlocks(
  { rows, columns, block }: Exchange,
  builder: KernelBody["builder"],
  { read, written }: Pointers,
): Statement {
  const [row, column, part, at] = counters(builder, 4);
  const value = builder.local("v128");
  const bounds = allParts(block, VECTOR);
  const along = (counter: Local<"i32">, end: number, ...body: Statement[]): Statement =>
    forLoop(counter, { from: 0, to: end, step: 1 }, ...body);
  const forward = (pointer: Local<"i32">, bytes: number): Statement => advance(pointer, bytes);
  return along(
    column,
    columns,
    along(
      row,
      rows,
      at.set(read),
      forParts(part, bounds, (bytes) =>
        sequence(
          value.set(v128.loadBytes(at)),
          storeBytes(written, value, bytes),
          forward(at, VECTOR),
          forward(written, bytes),
        ),
      ),
      forward(read, columns * block),
    ),
    forward(read, block - rows * columns * block),
  );
}
