// Vectors of four floats, and the rest if a length is not a multiple of four.

import { f32, f32x4, type I32, type Integer, i32, type Statement, type V128, v128 } from "../assembler/expression.js";
import { forLoop, type Local, sequence, when } from "../assembler/function.js";

export const LANES = 4;

/** One number in all lanes. */
export function constant(value: number): V128 {
  return value === 0 && !Object.is(value, -0) ? v128.zero : f32x4.splat(f32.constant(value));
}

/** Loads `count` floats, 0 to 4, that are `step` bytes apart; other lanes are 0. */
export function loadLanes(address: I32, count: number, offset = 0, step = 4): V128 {
  if (count === LANES && step === 4) return v128.load(address, offset);
  let vector: V128 = v128.zero;
  for (let lane = 0; lane < count; lane += 1) vector = v128.loadLane(address, vector, lane, offset + step * lane);
  return vector;
}

/** Stores the first `count` lanes, 1 to 4. Fewer than four read `vector` again, so it should be a local. */
export function storeLanes(address: I32, vector: V128, count: number, offset = 0): Statement {
  if (count === LANES) return v128.store(address, vector, offset);
  const lanes = Array.from({ length: count }, (_, lane) => v128.storeLane(address, vector, lane, offset + 4 * lane));
  return sequence(...lanes);
}

/** `base + index * scale` */
export function addressAt(base: I32, index: Integer, scale: Integer): I32 {
  return i32.add(base, i32.multiply(index, scale));
}

/** Where a group of four channels begins in a row. */
export function groupAt(row: I32, group: I32): I32 {
  return addressAt(row, group, 4 * LANES);
}

interface PartRange {
  readonly from: Integer;
  readonly to: Integer;
  /** The length of all parts together, and of each but the last. */
  readonly length: number;
  readonly part: number;
  /** The number of the part that is shorter, if any is: given where it is not known. */
  readonly last?: Integer;
}

/** All parts of a length. */
export function allParts(length: number, part = LANES): PartRange {
  return { from: 0, to: Math.ceil(length / part), length, part };
}

/**
 * Runs `body` for the parts `from` to `to` of a length that is cut into equal parts. If the last is shorter, it is
 * written separately, with its own body. The counter is the part's number.
 */
export function forParts(
  counter: Local<"i32">,
  { from, to, length, part, last = Math.floor(length / part) }: PartRange,
  body: (length: number) => Statement,
): Statement {
  const rest = length % part;
  if (rest === 0) return forLoop(counter, { from, to, step: 1 }, body(part));
  return sequence(
    forLoop(counter, { from, to: i32.minimumUnsigned(to, last), step: 1 }, body(part)),
    when(i32.greaterSigned(to, last), counter.set(last), body(rest)),
  );
}
