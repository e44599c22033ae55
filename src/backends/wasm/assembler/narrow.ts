// Vectors of numbers of 8 and 16 bits, and what leads from them to wider ones: what kernels of int8 have more than others.

import {
  binary,
  type I32,
  memory,
  f32x4 as plainF32x4,
  i32x4 as plainI32x4,
  v128 as plainV128,
  type Statement,
  ternary,
  unary,
  type V128,
} from "./expression.js";
import { codeOf, type Instruction, type InstructionName } from "./instructions.js";
import { narrowInstructions as narrow } from "./narrowInstructions.js";

/** The power of two that addresses are multiples of. */
const BYTE_ALIGNMENT = 0;

/** Loads bytes, from an address of any kind. */
function loadBytes(name: InstructionName | Instruction) {
  return (address: I32, offset = 0): V128 => ({
    type: "v128",
    code: [address.code, memory(name, offset, BYTE_ALIGNMENT)],
  });
}

/** Stores the bytes of a lane, at an address of any kind. */
function storeBytes(name: InstructionName | Instruction) {
  return (address: I32, value: V128, lane: number, offset = 0): Statement => ({
    code: [address.code, value.code, memory(name, offset, BYTE_ALIGNMENT), lane],
  });
}

/** Sixteen whole numbers of 8 bits. */
export const i8x16 = {
  /** Bytes of a, from 0, and of b, from 16. */
  shuffle: (a: V128, b: V128, lanes: readonly number[]): V128 => ({
    type: "v128",
    code: [a.code, b.code, codeOf(narrow["i8x16.shuffle"]), Uint8Array.from(lanes)],
  }),
  /** The numbers of a, then those of b, as signed bytes; what is beyond them becomes the nearest. */
  narrowSigned: binary("v128", narrow["i8x16.narrow_i16x8_s"]),
  /** The same as bytes without a sign, of numbers with one. */
  narrowUnsigned: binary("v128", narrow["i8x16.narrow_i16x8_u"]),
  minimumSigned: binary("v128", narrow["i8x16.min_s"]),
  minimumUnsigned: binary("v128", narrow["i8x16.min_u"]),
  maximumSigned: binary("v128", narrow["i8x16.max_s"]),
  maximumUnsigned: binary("v128", narrow["i8x16.max_u"]),
};

/** Eight whole numbers of 16 bits. */
export const i16x8 = {
  /** Of eight bytes in memory. */
  loadSigned: loadBytes(narrow["v128.load8x8_s"]),
  loadUnsigned: loadBytes(narrow["v128.load8x8_u"]),
  /** Of the first eight of sixteen bytes, and of the others. */
  lowSigned: unary("v128", narrow["i16x8.extend_low_i8x16_s"]),
  highSigned: unary("v128", narrow["i16x8.extend_high_i8x16_s"]),
  lowUnsigned: unary("v128", narrow["i16x8.extend_low_i8x16_u"]),
  highUnsigned: unary("v128", narrow["i16x8.extend_high_i8x16_u"]),
  subtract: binary("v128", narrow["i16x8.sub"]),
  /** The numbers of a, then those of b; what is beyond 16 bits becomes the nearest. */
  narrowSigned: binary("v128", narrow["i16x8.narrow_i32x4_s"]),
};

/** Four whole numbers of 32 bits. */
export const i32x4 = {
  ...plainI32x4,
  subtract: binary("v128", narrow["i32x4.sub"]),
  /** Of the first four of eight numbers of 16 bits, and of the others. */
  lowSigned: unary("v128", narrow["i32x4.extend_low_i16x8_s"]),
  highSigned: unary("v128", narrow["i32x4.extend_high_i16x8_s"]),
  /** For each lane, the sum of two products of numbers of 16 bits. */
  dot: binary("v128", narrow["i32x4.dot_i16x8_s"]),
  /** For each lane, four products of bytes added to the sum; engines differ in b's upper half: relaxed SIMD. */
  relaxedDotAdd: ternary("v128", narrow["i32x4.relaxed_dot_i8x16_i7x16_add_s"]),
};

export const f32x4 = {
  ...plainF32x4,
  /** Of whole numbers of 32 bits: the nearest float. */
  fromSigned: unary("v128", narrow["f32x4.convert_i32x4_s"]),
};

export const v128 = {
  ...plainV128,
  /** Sixteen bytes, and eight with eight zeros behind them, from an address of any kind. */
  loadBytes: loadBytes("v128.load"),
  load64: loadBytes(narrow["v128.load64_zero"]),
  store64: storeBytes(narrow["v128.store64_lane"]),
  store32: storeBytes("v128.store32_lane"),
  store16: storeBytes(narrow["v128.store16_lane"]),
  store8: storeBytes(narrow["v128.store8_lane"]),
};
