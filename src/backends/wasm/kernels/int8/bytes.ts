// Bytes of int8 in vectors: as wider numbers, interleaved, and stored when there are fewer than fill a vector.

import type { I32, Statement, V128 } from "../../assembler/expression.js";
import { sequence } from "../../assembler/function.js";
import { f32x4, i8x16, i16x8, i32x4, v128 } from "../../assembler/narrow.js";
import type { Int8Target } from "../../kernel.js";

/** Eight bytes of memory as numbers of 16 bits, with what the bytes hold beyond int8. */
export function loadWide(address: I32, offset: number, target: Int8Target): V128 {
  return isUnsigned(target) ? i16x8.loadUnsigned(address, offset) : i16x8.loadSigned(address, offset);
}

/** The first eight of sixteen bytes as numbers of 16 bits, and the others. Reads `bytes` twice, so it should be a local. */
export function widen(bytes: V128, target: Int8Target): readonly [low: V128, high: V128] {
  return isUnsigned(target)
    ? [i16x8.lowUnsigned(bytes), i16x8.highUnsigned(bytes)]
    : [i16x8.lowSigned(bytes), i16x8.highSigned(bytes)];
}

/** Sixteen numbers of 16 bits, in two vectors, as floats. Reads both twice, so they should be locals. */
export function floatsOf(low: V128, high: V128): readonly V128[] {
  return [low, high].flatMap((half) => [i32x4.lowSigned(half), i32x4.highSigned(half)].map(f32x4.fromSigned));
}

function isUnsigned({ offset }: Int8Target): boolean {
  return offset === 128;
}

const LOW_BYTES = [0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23];
const LOW_PAIRS = [0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23];

/** The first eight bytes of a and b in turn. */
export function interleaveBytes(a: V128, b: V128): V128 {
  return i8x16.shuffle(a, b, LOW_BYTES);
}

/** The first four pairs of bytes of a and b in turn, and the other four. Reads both twice. */
export function interleavePairs(a: V128, b: V128): readonly [low: V128, high: V128] {
  return [
    i8x16.shuffle(a, b, LOW_PAIRS),
    i8x16.shuffle(
      a,
      b,
      LOW_PAIRS.map((lane) => lane + 8),
    ),
  ];
}

const stores = [
  { count: 8, store: v128.store64 },
  { count: 4, store: v128.store32 },
  { count: 2, store: v128.store16 },
  { count: 1, store: v128.store8 },
] as const;

/** Stores the first `count` bytes, 1 to 16. Reads `bytes` for each part, so it should be a local. */
export function storeBytes(address: I32, bytes: V128, count: number, offset = 0): Statement {
  if (count === 16) return v128.store(address, bytes, offset);
  const statements: Statement[] = [];
  let stored = 0;
  for (const { count: length, store } of stores) {
    if (count - stored < length) continue;
    statements.push(store(address, bytes, stored / length, offset + stored));
    stored += length;
  }
  return sequence(...statements);
}
