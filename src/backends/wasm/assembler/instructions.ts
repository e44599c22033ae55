// The WebAssembly instructions that kernels use: https://webassembly.github.io/spec/core/appendix/index-instructions.html.

import { type Code, unsigned } from "./encode.js";

/** What follows an instruction's code. */
export type Immediate = "i32" | "f32" | "v128" | "memory" | "memory and lane" | "lane" | "lanes" | "index" | "label";

export interface Instruction {
  readonly code: Code;
  /** Values that it takes from the stack; a call takes the parameters of its function. */
  readonly operands: number;
  /** Whether it leaves a value: then it is an expression, else a statement. */
  readonly leaves: boolean;
  readonly immediate: Immediate | null;
}

export function expression(code: Code, operands: number, immediate: Immediate | null = null): Instruction {
  return { code, operands, leaves: true, immediate };
}

export function statement(code: Code, operands: number, immediate: Immediate | null = null): Instruction {
  return { code, operands, leaves: false, immediate };
}

export function simd(opcode: number): Code {
  return [0xfd, unsigned(opcode)];
}

/** By their names in the text format: signed instructions end in `_s` and unsigned ones in `_u`. */
export const instructions = {
  loop: statement(0x03, 0),
  if: statement(0x04, 1),
  else: statement(0x05, 0),
  end: statement(0x0b, 0),
  br_if: statement(0x0d, 1, "label"),
  call: statement(0x10, 0, "index"),
  select: expression(0x1b, 3),
  "local.get": expression(0x20, 0, "index"),
  "local.set": statement(0x21, 1, "index"),

  "i32.load": expression(0x28, 1, "memory"),
  "f32.load": expression(0x2a, 1, "memory"),
  "i32.store": statement(0x36, 2, "memory"),
  "f32.store": statement(0x38, 2, "memory"),

  "i32.const": expression(0x41, 0, "i32"),
  "i32.eqz": expression(0x45, 1),
  "i32.eq": expression(0x46, 2),
  "i32.lt_s": expression(0x48, 2),
  "i32.lt_u": expression(0x49, 2),
  "i32.gt_s": expression(0x4a, 2),
  "i32.le_s": expression(0x4c, 2),
  "i32.ge_s": expression(0x4e, 2),
  "i32.ge_u": expression(0x4f, 2),
  "i32.add": expression(0x6a, 2),
  "i32.sub": expression(0x6b, 2),
  "i32.mul": expression(0x6c, 2),
  "i32.div_u": expression(0x6e, 2),
  "i32.rem_u": expression(0x70, 2),
  "i32.and": expression(0x71, 2),
  "i32.xor": expression(0x73, 2),
  "i32.shl": expression(0x74, 2),
  "i32.trunc_sat_f32_u": expression([0xfc, 1], 1),

  "f32.const": expression(0x43, 0, "f32"),
  "f32.sqrt": expression(0x91, 1),
  "f32.add": expression(0x92, 2),
  "f32.sub": expression(0x93, 2),
  "f32.mul": expression(0x94, 2),
  "f32.div": expression(0x95, 2),
  "f32.convert_i32_u": expression(0xb3, 1),

  "v128.load": expression(simd(0), 1, "memory"),
  "v128.load32_splat": expression(simd(9), 1, "memory"),
  "v128.store": statement(simd(11), 2, "memory"),
  "v128.const": expression(simd(12), 0, "v128"),
  "v128.and": expression(simd(78), 2),
  "v128.andnot": expression(simd(79), 2),
  "v128.or": expression(simd(80), 2),
  "v128.xor": expression(simd(81), 2),
  "v128.bitselect": expression(simd(82), 3),
  "v128.load32_lane": expression(simd(86), 2, "memory and lane"),
  "v128.store32_lane": statement(simd(90), 2, "memory and lane"),

  "i32x4.splat": expression(simd(17), 1),
  "i32x4.ge_s": expression(simd(63), 2),
  "i32x4.shr_u": expression(simd(173), 2),
  "i32x4.add": expression(simd(174), 2),
  "i32x4.mul": expression(simd(181), 2),

  "f32x4.splat": expression(simd(19), 1),
  "f32x4.extract_lane": expression(simd(31), 1, "lane"),
  "f32x4.eq": expression(simd(65), 2),
  "f32x4.lt": expression(simd(67), 2),
  "f32x4.gt": expression(simd(68), 2),
  "f32x4.ge": expression(simd(70), 2),
  "f32x4.abs": expression(simd(224), 1),
  "f32x4.neg": expression(simd(225), 1),
  "f32x4.sqrt": expression(simd(227), 1),
  "f32x4.add": expression(simd(228), 2),
  "f32x4.sub": expression(simd(229), 2),
  "f32x4.mul": expression(simd(230), 2),
  "f32x4.div": expression(simd(231), 2),
  "f32x4.min": expression(simd(232), 2),
  "f32x4.max": expression(simd(233), 2),
  "f32x4.pmin": expression(simd(234), 2),
  "f32x4.pmax": expression(simd(235), 2),
  "f32x4.relaxed_madd": expression(simd(0x105), 3),
} as const satisfies { readonly [name: string]: Instruction };

export type InstructionName = keyof typeof instructions;

/** An instruction's code, before its immediate; that of another table's is given. */
export function codeOf(instruction: InstructionName | Instruction): Code {
  return (typeof instruction === "string" ? instructions[instruction] : instruction).code;
}
