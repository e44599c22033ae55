// From floats to bytes, as every kernel ends that gives int8: what comes out is `toInt8` of each.

import type { Int8Output } from "../../../../tensor/ops/int8/quantization.js";
import type { I32, Statement, V128 } from "../../assembler/expression.js";
import { type FunctionBuilder, type Local, sequence } from "../../assembler/function.js";
import { f32x4, i8x16, i16x8, i32x4, v128 } from "../../assembler/narrow.js";
import type { Int8Target } from "../../kernel.js";
import { constant } from "../lanes.js";

/** Added to a float up to `MOST`, it leaves the nearest whole number, of two the even one, in the last of the sum's bits. */
const SHIFT = 1.5 * 2 ** 23;
const SHIFT_BITS = new Int32Array(Float32Array.of(SHIFT).buffer)[0]!;
const MOST = 2 ** 22 - 1;

/** What a kernel's code has to do; the numbers that it does it with are packed, so that kernels of one shape share their code. */
export interface Rounding {
  /** Whether floats may be beyond `MOST`. */
  readonly isLarge: boolean;
  /** Whether `low` and `high` leave out anything. */
  readonly isCut: boolean;
}

/** @param largest what no float that is rounded is beyond */
export function roundingOf({ low, high }: Int8Output, largest: number): Rounding {
  return { isLarge: !(largest <= MOST), isCut: low > -128 || high < 127 };
}

/** For the keys of kernels. */
export function describeRounding({ isLarge, isCut }: Rounding): string {
  return `${isLarge ? "+large" : ""}${isCut ? "+cut" : ""}`;
}

/** How many words `packRounding` gives: four vectors. */
export const ROUNDING_WORDS = 16;

/** What a `Rounder` reads. */
export function packRounding({ zeroPoint, low, high }: Int8Output, { offset }: Int8Target): Int32Array {
  const bytes = (value: number): number => ((value + offset) & 255) * 0x01010101;
  const words = [SHIFT_BITS, SHIFT_BITS - zeroPoint - offset, bytes(low), bytes(high)];
  return Int32Array.from({ length: ROUNDING_WORDS }, (_, index) => words[Math.floor(index / 4)]!);
}

/** The end of a kernel. NaN must have become 0 before. */
export class Rounder {
  readonly #rounding: Rounding;
  readonly #isUnsigned: boolean;
  readonly #shift: Local<"v128">;
  /** What the shifted floats' bits are beyond the bytes. */
  readonly #beyond: Local<"v128">;
  /** If anything is cut: the lowest bytes, then the highest. */
  readonly #bounds: readonly Local<"v128">[];

  constructor(builder: FunctionBuilder, rounding: Rounding, { offset }: Int8Target) {
    this.#rounding = rounding;
    this.#isUnsigned = offset === 128;
    [this.#shift, this.#beyond] = [builder.local("v128"), builder.local("v128")];
    this.#bounds = rounding.isCut ? [builder.local("v128"), builder.local("v128")] : [];
  }

  /** Once, before the first numbers: reads what was packed. */
  start(packed: I32, offset = 0): Statement {
    const kept = [this.#shift, this.#beyond, ...this.#bounds];
    return sequence(...kept.map((local, index) => local.set(v128.load(packed, offset + 16 * index))));
  }

  /** Four sums of 32 bits, times the multipliers of their channels, rounded: for `bytes`. */
  sums(sums: V128, multipliers: V128): V128 {
    return this.floats(f32x4.multiply(f32x4.fromSigned(sums), multipliers));
  }

  /** Four floats, rounded: for `bytes`. */
  floats(values: V128): V128 {
    const limited = this.#rounding.isLarge
      ? f32x4.pseudoMinimum(f32x4.pseudoMaximum(values, constant(-MOST)), constant(MOST))
      : values;
    return i32x4.subtract(f32x4.add(limited, this.#shift), this.#beyond);
  }

  /** One to four vectors of rounded numbers as bytes; what follows them is of no use. */
  bytes([a, b = v128.zero, c, d = v128.zero]: readonly V128[]): V128 {
    const [first, second] = [i16x8.narrowSigned(a!, b), c === undefined ? v128.zero : i16x8.narrowSigned(c, d)];
    const [low, high] = this.#bounds;
    if (this.#isUnsigned) {
      const all = i8x16.narrowUnsigned(first, second);
      return low === undefined ? all : i8x16.minimumUnsigned(i8x16.maximumUnsigned(all, low), high!);
    }
    const all = i8x16.narrowSigned(first, second);
    return low === undefined ? all : i8x16.minimumSigned(i8x16.maximumSigned(all, low), high!);
  }
}
