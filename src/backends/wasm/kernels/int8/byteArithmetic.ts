// How whole numbers of 8 bits are multiplied: four at a time by relaxed SIMD's dot product, where that is exact and weights are bytes,
// and else as numbers of 16 bits, two at a time, which is exact on every engine. Either way 32 bits of a row are a step, and the sums
// are the same.

import { i32x4, v128 } from "../../assembler/narrow.js";
import { type Arithmetic, PANEL } from "../tile.js";

export interface ByteArithmetic extends Arithmetic {
  /** Rows of a tile. */
  readonly tileRows: number;
  /** Terms of a sum that a step adds. */
  readonly terms: 2 | 4;
  /** Bytes of a number in a row, and of a weight. */
  readonly bytes: 1 | 2;
}

const operands: Pick<Arithmetic, "left" | "right"> = {
  left: v128.loadSplat,
  // What a panel lacks is there, as zeros.
  right: (address, _, offset) => v128.load(address, offset),
};

/** 12 sums, two vectors of B and one of A fit the 16 registers of x86. */
const quadruples: ByteArithmetic = {
  ...operands,
  ...{ tileRows: 6, terms: 4, bytes: 1 },
  add: (left, right, sum) => i32x4.relaxedDotAdd(right, left, sum),
};

/** Here products need a register before they are added. */
const pairs: ByteArithmetic = {
  ...operands,
  ...{ tileRows: 4, terms: 2, bytes: 2 },
  add: (left, right, sum) => i32x4.add(sum, i32x4.dot(left, right)),
};

export function byteArithmetic(terms: ByteArithmetic["terms"]): ByteArithmetic {
  return terms === 4 ? quadruples : pairs;
}

/** Bytes of a step in a panel of weights: 32 bits a column. */
export const STEP_BYTES = 4 * PANEL;
