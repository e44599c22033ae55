// WebAssembly code as typed expressions: an expression leaves one value, a statement leaves none.

import { type Code, float32, signed, unsigned } from "./encode.js";

export type ValueType = "i32" | "f32" | "v128";

export const valueTypeCodes: { readonly [Type in ValueType]: number } = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

export interface Expression<Type extends ValueType> {
  readonly type: Type;
  readonly code: Code;
}

export type Statement = { readonly code: Code };

export type I32 = Expression<"i32">;
export type F32 = Expression<"f32">;
export type V128 = Expression<"v128">;

function conversion<From extends ValueType, To extends ValueType>(type: To, opcode: Code) {
  return (a: Expression<From>): Expression<To> => ({ type, code: [a.code, opcode] });
}

function unary<Type extends ValueType>(type: Type, opcode: Code) {
  return conversion<Type, Type>(type, opcode);
}

function binary<Type extends ValueType>(type: Type, opcode: Code) {
  return (a: Expression<Type>, b: Expression<Type>): Expression<Type> => ({ type, code: [a.code, b.code, opcode] });
}

function ternary<Type extends ValueType>(type: Type, opcode: Code) {
  return (a: Expression<Type>, b: Expression<Type>, c: Expression<Type>): Expression<Type> => ({
    type,
    code: [a.code, b.code, c.code, opcode],
  });
}

function simd(opcode: number): Code {
  return [0xfd, unsigned(opcode)];
}

/** Where memory is read or written: an address, and an offset that is part of the instruction. */
function memory(opcode: Code, alignment: number, offset: number): Code {
  return [opcode, alignment, unsigned(offset)];
}

export const i32 = {
  constant: (value: number): I32 => ({ type: "i32", code: [0x41, signed(value)] }),
  load: (address: I32, offset = 0): I32 => ({ type: "i32", code: [address.code, memory(0x28, 2, offset)] }),
  store: (address: I32, value: I32, offset = 0): Statement => ({
    code: [address.code, value.code, memory(0x36, 2, offset)],
  }),
  equalsZero: unary("i32", 0x45),
  equal: binary("i32", 0x46),
  lessSigned: binary("i32", 0x48),
  lessUnsigned: binary("i32", 0x49),
  greaterSigned: binary("i32", 0x4a),
  lessEqualSigned: binary("i32", 0x4c),
  greaterEqualSigned: binary("i32", 0x4e),
  greaterEqualUnsigned: binary("i32", 0x4f),
  add: binary("i32", 0x6a),
  subtract: binary("i32", 0x6b),
  multiply: binary("i32", 0x6c),
  divideUnsigned: binary("i32", 0x6e),
  remainderUnsigned: binary("i32", 0x70),
  and: binary("i32", 0x71),
  xor: binary("i32", 0x73),
  /** Of a float that is a whole number from 0 to 2^32. */
  fromFloatUnsigned: conversion<"f32", "i32">("i32", 0xa9),
  shiftLeft: binary("i32", 0x74),
  minimumUnsigned: (a: I32, b: I32): I32 => pick(a, b, 0x49),
  minimumSigned: (a: I32, b: I32): I32 => pick(a, b, 0x48),
  maximumSigned: (a: I32, b: I32): I32 => pick(a, b, 0x4a),
};

/** `condition(a, b) ? a : b`; both expressions stand in the code twice. */
function pick(a: I32, b: I32, condition: number): I32 {
  return { type: "i32", code: [a.code, b.code, a.code, b.code, condition, 0x1b] };
}

/** `condition ? a : b`, both of which are computed. */
export function select(a: I32, b: I32, condition: I32): I32 {
  return { type: "i32", code: [a.code, b.code, condition.code, 0x1b] };
}

export const f32 = {
  constant: (value: number): F32 => ({ type: "f32", code: [0x43, float32(value)] }),
  load: (address: I32, offset = 0): F32 => ({ type: "f32", code: [address.code, memory(0x2a, 2, offset)] }),
  store: (address: I32, value: F32, offset = 0): Statement => ({
    code: [address.code, value.code, memory(0x38, 2, offset)],
  }),
  fromUnsigned: conversion<"i32", "f32">("f32", 0xb3),
  add: binary("f32", 0x92),
  subtract: binary("f32", 0x93),
  multiply: binary("f32", 0x94),
  divide: binary("f32", 0x95),
  squareRoot: unary("f32", 0x91),
};

export const f32x4 = {
  splat: conversion<"f32", "v128">("v128", simd(19)),
  extract: (vector: V128, lane: number): F32 => ({ type: "f32", code: [vector.code, simd(31), lane] }),
  equal: binary("v128", simd(65)),
  less: binary("v128", simd(67)),
  greater: binary("v128", simd(68)),
  greaterEqual: binary("v128", simd(70)),
  absolute: unary("v128", simd(224)),
  negate: unary("v128", simd(225)),
  squareRoot: unary("v128", simd(227)),
  add: binary("v128", simd(228)),
  subtract: binary("v128", simd(229)),
  multiply: binary("v128", simd(230)),
  divide: binary("v128", simd(231)),
  /** NaN where either is NaN. */
  minimum: binary("v128", simd(232)),
  /** NaN where either is NaN. */
  maximum: binary("v128", simd(233)),
  /** `b < a ? b : a`: one instruction where `minimum` takes eight. NaN stays where a is NaN. */
  pseudoMinimum: binary("v128", simd(234)),
  /** `a < b ? b : a`: one instruction where `maximum` takes eight. NaN stays where a is NaN. */
  pseudoMaximum: binary("v128", simd(235)),
  /** a * b + c in one rounding or in two, as the machine does it faster: relaxed SIMD. */
  relaxedMultiplyAdd: ternary("v128", simd(0x105)),
};

/** Four whole numbers of 32 bits. */
export const i32x4 = {
  splat: conversion<"i32", "v128">("v128", simd(17)),
  constant: (...lanes: readonly [number, number, number, number]): V128 => ({
    type: "v128",
    code: [simd(12), new Uint8Array(Int32Array.from(lanes).buffer)],
  }),
  shiftRightUnsigned: (vector: V128, bits: number): V128 => ({
    type: "v128",
    code: [vector.code, i32.constant(bits).code, simd(173)],
  }),
  add: binary("v128", simd(174)),
  multiply: binary("v128", simd(181)),
  greaterEqualSigned: binary("v128", simd(63)),
};

export const v128 = {
  load: (address: I32, offset = 0): V128 => ({ type: "v128", code: [address.code, memory(simd(0), 2, offset)] }),
  /** One float, in all four lanes. */
  loadSplat: (address: I32, offset = 0): V128 => ({
    type: "v128",
    code: [address.code, memory(simd(9), 2, offset)],
  }),
  /** One float into one lane; the others stay. */
  loadLane: (address: I32, vector: V128, lane: number, offset = 0): V128 => ({
    type: "v128",
    code: [address.code, vector.code, memory(simd(86), 2, offset), lane],
  }),
  store: (address: I32, value: V128, offset = 0): Statement => ({
    code: [address.code, value.code, memory(simd(11), 2, offset)],
  }),
  storeLane: (address: I32, value: V128, lane: number, offset = 0): Statement => ({
    code: [address.code, value.code, memory(simd(90), 2, offset), lane],
  }),
  zero: { type: "v128", code: [simd(12), new Uint8Array(16)] } satisfies V128 as V128,
  and: binary("v128", simd(78)),
  andNot: binary("v128", simd(79)),
  or: binary("v128", simd(80)),
  xor: binary("v128", simd(81)),
  /** Bits of a where the mask has ones, of b elsewhere. */
  select: ternary("v128", simd(82)),
};
