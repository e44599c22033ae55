// Weighted sums along one axis. The taps are known when the plan is made: they are packed, row by row, as pairs of a byte offset
// into x and a weight, with a table of where each row begins.

import type { Slot } from "../../../graph/plan.js";
import { alongAxis, resampleOp } from "../../../tensor/ops/resample.js";
import { sizeOf } from "../../../tensor/shape.js";
import { f32, i32, type Statement, type V128, v128 } from "../assembler/expression.js";
import { advance, counters, forLoop, type Local, sequence } from "../assembler/function.js";
import { type KernelBody, type KernelContext, type Packed, type Served, servePartly } from "../kernel.js";
import { addressAt, allParts, forParts, LANES, loadLanes, storeLanes } from "./lanes.js";

/** Bytes of a packed tap. */
const TAP = 8;

interface Rows {
  readonly rows: number;
  readonly length: number;
  readonly inner: number;
  readonly outer: number;
}

export const resample = servePartly(resampleOp, "taps that a run computes: nobody makes such", {
  resample: ({ attributes: { axis }, inputs: [x, indexes, weights], output, ...context }) => {
    const packed = packTaps(indexes, weights, sizeOf(x.shape.slice(axis + 1)), context);
    if (packed === null) return null;
    const rows = { ...alongAxis(x.shape, axis), rows: indexes.shape[0]! };
    const write = rows.inner === 1 ? writeNumbers : writeRows;
    const kernel = {
      key: `resample ${rows.rows} ${rows.length} ${rows.inner}`,
      operands: [x, packed, output],
      units: rows.inner === 1 ? rows.outer : rows.outer * rows.rows,
      write: (body: KernelBody) => write(rows, body),
    };
    return { kernels: [kernel] } satisfies Served;
  },
});

/** Begins and ends of rows, in bytes from the first tap on, then the taps. */
function packTaps(indexes: Slot, weights: Slot, inner: number, { constant }: KernelContext): Packed | null {
  const [places, shares] = [constant(indexes)?.values, constant(weights)?.values];
  if (places === undefined || shares === undefined) return null;
  const [rows, most] = indexes.shape as [number, number];
  const count = places.reduce((total, place) => total + Number(place >= 0), 0);
  return {
    region: "packed",
    length: rows + 1 + 2 * count,
    fill: (memory) => {
      const whole = new Int32Array(memory.buffer, memory.byteOffset, memory.length);
      let next = 0;
      for (let row = 0; row < rows; row += 1) {
        whole[row] = next * TAP;
        for (let tap = row * most; tap < (row + 1) * most; tap += 1) {
          if (places[tap]! < 0) continue;
          const start = rows + 1 + 2 * next;
          whole[start] = places[tap]! * inner * 4;
          memory[start + 1] = shares[tap]!;
          next += 1;
        }
      }
      whole[rows] = next * TAP;
    },
  };
}

/** A unit is one row of `inner` numbers of the output. */
function writeRows({ rows, length, inner }: Rows, { builder, addresses, from, to, target }: KernelBody): void {
  const [x, taps, y] = addresses as [Local<"i32">, Local<"i32">, Local<"i32">];
  const [unit, group, tap, entry, end, source, written] = counters(builder, 7);
  const sum = builder.local("v128");
  const four = (lanes: number): Statement => {
    const value: V128 = loadLanes(i32.add(source, i32.load(tap)), lanes);
    return sequence(
      sum.set(v128.zero),
      forLoop(
        tap,
        { from: entry, to: end, step: TAP },
        sum.set(target.multiplyAdd(value, v128.loadSplat(tap, 4), sum)),
      ),
      storeLanes(written, sum, lanes),
      advance(source, 4 * LANES),
      advance(written, 4 * LANES),
    );
  };
  const firstTap = i32.add(taps, 4 * (rows + 1));
  builder.emit(
    forLoop(
      unit,
      { from, to, step: 1 },
      entry.set(addressAt(taps, i32.remainderUnsigned(unit, rows), 4)),
      end.set(i32.add(firstTap, i32.load(entry, 4))),
      entry.set(i32.add(firstTap, i32.load(entry))),
      source.set(addressAt(x, i32.divideUnsigned(unit, rows), 4 * length * inner)),
      written.set(addressAt(y, unit, 4 * inner)),
      forParts(group, allParts(inner), four),
    ),
  );
}

/** A unit is one row of the output along the axis, which is the last: number after number. */
function writeNumbers({ rows, length }: Rows, { builder, addresses, from, to }: KernelBody): void {
  const [x, taps, y] = addresses as [Local<"i32">, Local<"i32">, Local<"i32">];
  const [unit, row, tap, entry, end, source, written] = counters(builder, 7);
  const sum = builder.local("f32");
  const firstTap = i32.add(taps, 4 * (rows + 1));
  builder.emit(
    forLoop(
      unit,
      { from, to, step: 1 },
      source.set(addressAt(x, unit, 4 * length)),
      written.set(addressAt(y, unit, 4 * rows)),
      tap.set(firstTap),
      entry.set(taps),
      forLoop(
        row,
        { from: 0, to: rows, step: 1 },
        sum.set(f32.constant(0)),
        advance(entry, 4),
        end.set(i32.add(firstTap, i32.load(entry))),
        forLoop(
          tap,
          { from: tap, to: end, step: TAP },
          sum.set(f32.add(sum, f32.multiply(f32.load(i32.add(source, i32.load(tap))), f32.load(tap, 4)))),
        ),
        f32.store(written, sum),
        advance(written, 4),
      ),
    ),
  );
}
