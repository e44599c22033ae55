// Dropout: the mask is a hash of seed, step and place, four places at once, as `counterRandom` in tensor/counterRandom.ts has it.

import { dropoutOp } from "../../../tensor/ops/dropout.js";
import { sizeOf } from "../../../tensor/shape.js";
import { f32, f32x4, i32, i32x4, type Statement, type V128, v128 } from "../assembler/expression.js";
import { advance, counters, type Local, sequence } from "../assembler/function.js";
import { type KernelBody, serve } from "../kernel.js";
import { addressAt, allParts, constant, forParts, LANES, loadLanes, storeLanes } from "./lanes.js";

/** The elements of a unit. */
const UNIT = 4096;
/** The number of possible random numbers. */
const OUTCOMES = 2 ** 24;

interface Dropout {
  readonly rate: number;
  readonly seed: number;
}

export const dropout = serve(dropoutOp, ({ attributes, inputs: [x, counter], output }) => {
  const length = sizeOf(x.shape);
  const kernel = {
    key: `dropout ${attributes.rate} ${attributes.seed} ${length}`,
    operands: [x, counter, output],
    units: Math.ceil(length / UNIT),
    write: (body: KernelBody) => writeUnits(attributes, length, body),
  };
  return { kernels: [kernel] };
});

function writeUnits({ rate, seed }: Dropout, length: number, { builder, addresses, from, to }: KernelBody): void {
  const [x, counter, y] = addresses as [Local<"i32">, Local<"i32">, Local<"i32">];
  const [unit, read, written, key] = counters(builder, 4);
  const [place, hash, result] = [builder.local("v128"), builder.local("v128"), builder.local("v128")];
  const kept = i32x4.greaterEqualSigned(hash, splat(Math.ceil(rate * OUTCOMES)));
  const four = (lanes: number): Statement =>
    sequence(
      hash.set(v128.xor(i32x4.splat(key), i32x4.multiply(place, splat(0xc2b2ae3d)))),
      hash.set(i32x4.multiply(folded(hash, 16), splat(0x85ebca6b))),
      hash.set(i32x4.multiply(folded(hash, 13), splat(0xc2b2ae35))),
      hash.set(i32x4.shiftRightUnsigned(folded(hash, 16), 8)),
      result.set(v128.and(f32x4.multiply(loadLanes(read, lanes), constant(1 / (1 - rate))), kept)),
      storeLanes(written, result, lanes),
      place.set(i32x4.add(place, splat(LANES))),
      advance(read, 4 * LANES),
      advance(written, 4 * LANES),
    );
  const step = i32.fromFloatUnsigned(f32.load(counter));
  builder.emit(
    key.set(i32.xor(Math.imul(seed, 0x9e3779b1), i32.multiply(step, 0x85ebca77 | 0))),
    forParts(unit, { from, to, length, part: UNIT }, (elements) =>
      sequence(
        read.set(addressAt(x, unit, 4 * UNIT)),
        written.set(addressAt(y, unit, 4 * UNIT)),
        place.set(i32x4.add(i32x4.constant(0, 1, 2, 3), i32x4.splat(i32.multiply(unit, UNIT)))),
        forParts(builder.local("i32"), allParts(elements), four),
      ),
    ),
  );
}

function splat(value: number): V128 {
  const lane = value | 0;
  return i32x4.constant(lane, lane, lane, lane);
}

/** `hash ^ (hash >>> bits)` */
function folded(hash: V128, bits: number): V128 {
  return v128.xor(hash, i32x4.shiftRightUnsigned(hash, bits));
}
