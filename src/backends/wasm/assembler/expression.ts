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

function operator<Result extends ValueType>(type: Result, opcode: Code) {
  return (...operands: readonly Expression<ValueType>[]): Expression<Result> => ({
    type,
    code: [...operands.map(({ code }) => code), ...opcode],
  });
}

type Unary<Operand extends ValueType, Result extends ValueType = Operand> = (
  a: Expression<Operand>,
) => Expression<Result>;
type Binary<Operand extends ValueType, Result extends ValueType = Operand> = (
  a: Expression<Operand>,
  b: Expression<Operand>,
) => Expression<Result>;
type Ternary<Operand extends ValueType> = (
  a: Expression<Operand>,
  b: Expression<Operand>,
  c: Expression<Operand>,
) => Expression<Operand>;

function simd(opcode: number): Code {
  return [0xfd, unsigned(opcode)];
}

/** Where memory is read or written: an address, and an offset that is part of the instruction. */
function memory(opcode: Code, alignment: number, offset: number): Code {
  return [...opcode, alignment, unsigned(offset)];
}

export const i32 = {
  constant: (value: number): I32 => ({ type: "i32", code: [0x41, signed(value)] }),
  load: (address: I32, offset = 0): I32 => ({ type: "i32", code: [address.code, ...memory([0x28], 2, offset)] }),
  store: (address: I32, value: I32, offset = 0): Statement => ({
    code: [address.code, value.code, ...memory([0x36], 2, offset)],
  }),
  equalsZero: operator("i32", [0x45]) as Unary<"i32">,
  equal: operator("i32", [0x46]) as Binary<"i32">,
  lessSigned: operator("i32", [0x48]) as Binary<"i32">,
  lessUnsigned: operator("i32", [0x49]) as Binary<"i32">,
  greater: operator("i32", [0x4a]) as Binary<"i32">,
  lessEqual: operator("i32", [0x4c]) as Binary<"i32">,
  greaterEqual: operator("i32", [0x4e]) as Binary<"i32">,
  greaterEqualUnsigned: operator("i32", [0x4f]) as Binary<"i32">,
  add: operator("i32", [0x6a]) as Binary<"i32">,
  subtract: operator("i32", [0x6b]) as Binary<"i32">,
  multiply: operator("i32", [0x6c]) as Binary<"i32">,
  divideUnsigned: operator("i32", [0x6e]) as Binary<"i32">,
  remainderUnsigned: operator("i32", [0x70]) as Binary<"i32">,
  and: operator("i32", [0x71]) as Binary<"i32">,
  xor: operator("i32", [0x73]) as Binary<"i32">,
  /** Of a float that is a whole number from 0 to 2^32. */
  fromFloat: operator("i32", [0xa9]) as Unary<"f32", "i32">,
  shiftLeft: operator("i32", [0x74]) as Binary<"i32">,
  /** Of unsigned numbers. */
  minimum: (a: I32, b: I32): I32 => pick(a, b, 0x49),
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
  load: (address: I32, offset = 0): F32 => ({ type: "f32", code: [address.code, ...memory([0x2a], 2, offset)] }),
  store: (address: I32, value: F32, offset = 0): Statement => ({
    code: [address.code, value.code, ...memory([0x38], 2, offset)],
  }),
  fromUnsigned: operator("f32", [0xb3]) as Unary<"i32", "f32">,
  add: operator("f32", [0x92]) as Binary<"f32">,
  subtract: operator("f32", [0x93]) as Binary<"f32">,
  multiply: operator("f32", [0x94]) as Binary<"f32">,
  divide: operator("f32", [0x95]) as Binary<"f32">,
  squareRoot: operator("f32", [0x91]) as Unary<"f32">,
};

export const f32x4 = {
  splat: operator("v128", simd(19)) as Unary<"f32", "v128">,
  extract: (vector: V128, lane: number): F32 => ({ type: "f32", code: [vector.code, ...simd(31), lane] }),
  equal: operator("v128", simd(65)) as Binary<"v128">,
  less: operator("v128", simd(67)) as Binary<"v128">,
  greater: operator("v128", simd(68)) as Binary<"v128">,
  greaterEqual: operator("v128", simd(70)) as Binary<"v128">,
  absolute: operator("v128", simd(224)) as Unary<"v128">,
  negate: operator("v128", simd(225)) as Unary<"v128">,
  squareRoot: operator("v128", simd(227)) as Unary<"v128">,
  add: operator("v128", simd(228)) as Binary<"v128">,
  subtract: operator("v128", simd(229)) as Binary<"v128">,
  multiply: operator("v128", simd(230)) as Binary<"v128">,
  divide: operator("v128", simd(231)) as Binary<"v128">,
  /** NaN where either is NaN. */
  minimum: operator("v128", simd(232)) as Binary<"v128">,
  /** NaN where either is NaN. */
  maximum: operator("v128", simd(233)) as Binary<"v128">,
  /** `b < a ? b : a`: one instruction where `minimum` takes eight. NaN stays where a is NaN. */
  pseudoMinimum: operator("v128", simd(234)) as Binary<"v128">,
  /** `a < b ? b : a`: one instruction where `maximum` takes eight. NaN stays where a is NaN. */
  pseudoMaximum: operator("v128", simd(235)) as Binary<"v128">,
  /** a * b + c in one rounding or in two, as the machine does it faster: relaxed SIMD. */
  relaxedMultiplyAdd: operator("v128", simd(0x105)) as Ternary<"v128">,
};

/** Four whole numbers of 32 bits. */
export const i32x4 = {
  splat: operator("v128", simd(17)) as Unary<"i32", "v128">,
  constant: (...lanes: readonly [number, number, number, number]): V128 => ({
    type: "v128",
    code: [...simd(12), ...new Uint8Array(Int32Array.from(lanes).buffer)],
  }),
  shiftRightUnsigned: (vector: V128, bits: number): V128 => ({
    type: "v128",
    code: [vector.code, i32.constant(bits).code, ...simd(173)],
  }),
  add: operator("v128", simd(174)) as Binary<"v128">,
  multiply: operator("v128", simd(181)) as Binary<"v128">,
  /** Of signed numbers. */
  greaterEqual: operator("v128", simd(63)) as Binary<"v128">,
};

export const v128 = {
  load: (address: I32, offset = 0): V128 => ({ type: "v128", code: [address.code, ...memory(simd(0), 2, offset)] }),
  /** One float, in all four lanes. */
  loadSplat: (address: I32, offset = 0): V128 => ({
    type: "v128",
    code: [address.code, ...memory(simd(9), 2, offset)],
  }),
  /** One float into one lane; the others stay. */
  loadLane: (address: I32, vector: V128, lane: number, offset = 0): V128 => ({
    type: "v128",
    code: [address.code, vector.code, ...memory(simd(86), 2, offset), lane],
  }),
  store: (address: I32, value: V128, offset = 0): Statement => ({
    code: [address.code, value.code, ...memory(simd(11), 2, offset)],
  }),
  storeLane: (address: I32, value: V128, lane: number, offset = 0): Statement => ({
    code: [address.code, value.code, ...memory(simd(90), 2, offset), lane],
  }),
  zero: { type: "v128", code: [...simd(12), ...new Array<number>(16).fill(0)] } satisfies V128 as V128,
  and: operator("v128", simd(78)) as Binary<"v128">,
  andNot: operator("v128", simd(79)) as Binary<"v128">,
  or: operator("v128", simd(80)) as Binary<"v128">,
  xor: operator("v128", simd(81)) as Binary<"v128">,
  /** Bits of a where the mask has ones, of b elsewhere. */
  select: operator("v128", simd(82)) as Ternary<"v128">,
};
