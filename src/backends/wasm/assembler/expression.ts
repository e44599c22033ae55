// WebAssembly code as typed expressions: an expression leaves one value, a statement leaves none.

import { type Code, float32, signed, unsigned } from "./encode.js";
import { codeOf, type Instruction, type InstructionName } from "./instructions.js";

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

/** A number of 32 bits: what some code leaves, or one that is known when the code is written. */
export type Integer = I32 | number;

function conversion<From extends ValueType, To extends ValueType>(type: To, name: InstructionName | Instruction) {
  const opcode = codeOf(name);
  return (a: Expression<From>): Expression<To> => ({ type, code: [a.code, opcode] });
}

export function unary<Type extends ValueType>(type: Type, name: InstructionName | Instruction) {
  return conversion<Type, Type>(type, name);
}

export function binary<Type extends ValueType>(type: Type, name: InstructionName | Instruction) {
  const opcode = codeOf(name);
  return (a: Expression<Type>, b: Expression<Type>): Expression<Type> => ({ type, code: [a.code, b.code, opcode] });
}

export function ternary<Type extends ValueType>(type: Type, name: InstructionName | Instruction) {
  const opcode = codeOf(name);
  return (a: Expression<Type>, b: Expression<Type>, c: Expression<Type>): Expression<Type> => ({
    type,
    code: [a.code, b.code, c.code, opcode],
  });
}

// A model's start writes tens of thousands of these before the engine has compiled anything, so no call tells numbers apart.
function binaryInteger(name: InstructionName) {
  const opcode = codeOf(name);
  return (a: Integer, b: Integer): I32 => ({
    type: "i32",
    code: [typeof a === "number" ? constantCode(a) : a.code, typeof b === "number" ? constantCode(b) : b.code, opcode],
  });
}

function constantCode(value: number): Code {
  return [codeOf("i32.const"), signed(value)];
}

/** The code of an expression; a number is one of 32 bits. */
export function codeOfValue(value: Expression<ValueType> | number): Code {
  return typeof value === "number" ? constantCode(value) : value.code;
}

/** Where memory is read or written: an address, and an offset that is part of the instruction. */
export function memory(name: InstructionName | Instruction, offset: number, alignment = FLOAT_ALIGNMENT): Code {
  return [codeOf(name), alignment, unsigned(offset)];
}

/** The power of two that addresses are multiples of: floats of four bytes. */
const FLOAT_ALIGNMENT = 2;

export const i32 = {
  constant: (value: number): I32 => ({ type: "i32", code: constantCode(value) }),
  load: (address: I32, offset = 0): I32 => ({ type: "i32", code: [address.code, memory("i32.load", offset)] }),
  store: (address: I32, value: Integer, offset = 0): Statement => ({
    code: [address.code, codeOfValue(value), memory("i32.store", offset)],
  }),
  equalsZero: unary("i32", "i32.eqz"),
  equal: binaryInteger("i32.eq"),
  lessSigned: binaryInteger("i32.lt_s"),
  lessUnsigned: binaryInteger("i32.lt_u"),
  greaterSigned: binaryInteger("i32.gt_s"),
  lessEqualSigned: binaryInteger("i32.le_s"),
  greaterEqualSigned: binaryInteger("i32.ge_s"),
  greaterEqualUnsigned: binaryInteger("i32.ge_u"),
  add: binaryInteger("i32.add"),
  subtract: binaryInteger("i32.sub"),
  multiply: binaryInteger("i32.mul"),
  divideUnsigned: binaryInteger("i32.div_u"),
  remainderUnsigned: binaryInteger("i32.rem_u"),
  and: binaryInteger("i32.and"),
  xor: binaryInteger("i32.xor"),
  /** From a float that is a whole number from 0 to 2^32; others become the nearest of those, and NaN 0. */
  fromFloatUnsigned: conversion<"f32", "i32">("i32", "i32.trunc_sat_f32_u"),
  shiftLeft: binaryInteger("i32.shl"),
  minimumUnsigned: (a: Integer, b: Integer): I32 => chosenBy(a, b, "i32.lt_u"),
  minimumSigned: (a: Integer, b: Integer): I32 => chosenBy(a, b, "i32.lt_s"),
  maximumSigned: (a: Integer, b: Integer): I32 => chosenBy(a, b, "i32.gt_s"),
};

/** `condition(a, b) ? a : b`; both expressions appear in the code twice. */
function chosenBy(a: Integer, b: Integer, condition: InstructionName): I32 {
  const both = [codeOfValue(a), codeOfValue(b)];
  return { type: "i32", code: [both, both, codeOf(condition), codeOf("select")] };
}

/** `condition ? a : b`; both are computed. */
export function select(a: Integer, b: Integer, condition: I32): I32 {
  return { type: "i32", code: [codeOfValue(a), codeOfValue(b), condition.code, codeOf("select")] };
}

export const f32 = {
  constant: (value: number): F32 => ({ type: "f32", code: [codeOf("f32.const"), float32(value)] }),
  load: (address: I32, offset = 0): F32 => ({ type: "f32", code: [address.code, memory("f32.load", offset)] }),
  store: (address: I32, value: F32, offset = 0): Statement => ({
    code: [address.code, value.code, memory("f32.store", offset)],
  }),
  fromUnsigned: conversion<"i32", "f32">("f32", "f32.convert_i32_u"),
  add: binary("f32", "f32.add"),
  subtract: binary("f32", "f32.sub"),
  multiply: binary("f32", "f32.mul"),
  divide: binary("f32", "f32.div"),
  squareRoot: unary("f32", "f32.sqrt"),
};

export const f32x4 = {
  splat: conversion<"f32", "v128">("v128", "f32x4.splat"),
  extract: (vector: V128, lane: number): F32 => ({
    type: "f32",
    code: [vector.code, codeOf("f32x4.extract_lane"), lane],
  }),
  equal: binary("v128", "f32x4.eq"),
  less: binary("v128", "f32x4.lt"),
  greater: binary("v128", "f32x4.gt"),
  greaterEqual: binary("v128", "f32x4.ge"),
  absolute: unary("v128", "f32x4.abs"),
  negate: unary("v128", "f32x4.neg"),
  squareRoot: unary("v128", "f32x4.sqrt"),
  add: binary("v128", "f32x4.add"),
  subtract: binary("v128", "f32x4.sub"),
  multiply: binary("v128", "f32x4.mul"),
  divide: binary("v128", "f32x4.div"),
  /** NaN if either is NaN. */
  minimum: binary("v128", "f32x4.min"),
  /** NaN if either is NaN. */
  maximum: binary("v128", "f32x4.max"),
  /** `b < a ? b : a`: one instruction where `minimum` takes eight. The result is NaN if a is. */
  pseudoMinimum: binary("v128", "f32x4.pmin"),
  /** `a < b ? b : a`: one instruction where `maximum` takes eight. The result is NaN if a is. */
  pseudoMaximum: binary("v128", "f32x4.pmax"),
  /** a * b + c in one rounding or in two, whichever is faster on the machine: relaxed SIMD. */
  relaxedMultiplyAdd: ternary("v128", "f32x4.relaxed_madd"),
};

/** Four whole numbers of 32 bits. */
export const i32x4 = {
  splat: conversion<"i32", "v128">("v128", "i32x4.splat"),
  constant: (...lanes: readonly [number, number, number, number]): V128 => ({
    type: "v128",
    code: [codeOf("v128.const"), new Uint8Array(Int32Array.from(lanes).buffer)],
  }),
  shiftRightUnsigned: (vector: V128, bits: number): V128 => ({
    type: "v128",
    code: [vector.code, i32.constant(bits).code, codeOf("i32x4.shr_u")],
  }),
  add: binary("v128", "i32x4.add"),
  multiply: binary("v128", "i32x4.mul"),
  greaterEqualSigned: binary("v128", "i32x4.ge_s"),
};

export const v128 = {
  load: (address: I32, offset = 0): V128 => ({ type: "v128", code: [address.code, memory("v128.load", offset)] }),
  /** One float, in all four lanes. */
  loadSplat: (address: I32, offset = 0): V128 => ({
    type: "v128",
    code: [address.code, memory("v128.load32_splat", offset)],
  }),
  /** One float into one lane; the others stay. */
  loadLane: (address: I32, vector: V128, lane: number, offset = 0): V128 => ({
    type: "v128",
    code: [address.code, vector.code, memory("v128.load32_lane", offset), lane],
  }),
  store: (address: I32, value: V128, offset = 0): Statement => ({
    code: [address.code, value.code, memory("v128.store", offset)],
  }),
  storeLane: (address: I32, value: V128, lane: number, offset = 0): Statement => ({
    code: [address.code, value.code, memory("v128.store32_lane", offset), lane],
  }),
  zero: { type: "v128", code: [codeOf("v128.const"), new Uint8Array(16)] } satisfies V128 as V128,
  and: binary("v128", "v128.and"),
  andNot: binary("v128", "v128.andnot"),
  or: binary("v128", "v128.or"),
  xor: binary("v128", "v128.xor"),
  /** Bits of a where the mask has ones, of b elsewhere. */
  select: ternary("v128", "v128.bitselect"),
};
