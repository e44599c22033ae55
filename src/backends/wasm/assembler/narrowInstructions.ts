// The instructions of numbers of 8 and 16 bits, as in `instructions.ts`: only kernels of int8 have them, so most pages do not load them.

import { expression, type Instruction, simd, statement } from "./instructions.js";

export const narrowInstructions = {
  "v128.load8x8_s": expression(simd(1), 1, "memory"),
  "v128.load8x8_u": expression(simd(2), 1, "memory"),
  "v128.store8_lane": statement(simd(88), 2, "memory and lane"),
  "v128.store16_lane": statement(simd(89), 2, "memory and lane"),
  "v128.store64_lane": statement(simd(91), 2, "memory and lane"),
  "v128.load64_zero": expression(simd(93), 1, "memory"),
  "i8x16.shuffle": expression(simd(13), 2, "lanes"),
  "i8x16.narrow_i16x8_s": expression(simd(101), 2),
  "i8x16.narrow_i16x8_u": expression(simd(102), 2),
  "i8x16.min_s": expression(simd(118), 2),
  "i8x16.min_u": expression(simd(119), 2),
  "i8x16.max_s": expression(simd(120), 2),
  "i8x16.max_u": expression(simd(121), 2),
  "i16x8.narrow_i32x4_s": expression(simd(133), 2),
  "i16x8.extend_low_i8x16_s": expression(simd(135), 1),
  "i16x8.extend_high_i8x16_s": expression(simd(136), 1),
  "i16x8.extend_low_i8x16_u": expression(simd(137), 1),
  "i16x8.extend_high_i8x16_u": expression(simd(138), 1),
  "i16x8.sub": expression(simd(145), 2),
  "i32x4.extend_low_i16x8_s": expression(simd(167), 1),
  "i32x4.extend_high_i16x8_s": expression(simd(168), 1),
  "i32x4.sub": expression(simd(177), 2),
  "i32x4.dot_i16x8_s": expression(simd(186), 2),
  "f32x4.convert_i32x4_s": expression(simd(250), 1),
  "i32x4.relaxed_dot_i8x16_i7x16_add_s": expression(simd(0x113), 3),
} as const satisfies { readonly [name: string]: Instruction };
