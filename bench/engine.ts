// What the engine that this runs in makes of relaxed SIMD, by which linnet chooses its kernels: stated with every table.

import { findInt8 } from "../src/backends/wasm/dotProduct.ts";
import { findEngine } from "../src/backends/wasm/engine.ts";

const { relaxedSimd } = findEngine();
const int8 = findInt8();

export const hasFusedMultiplyAdd = relaxedSimd;

/** How bytes are multiplied: by relaxed SIMD's dot product, if it is exact for all of them. */
export const hasByteDot = int8.dot !== "none";

export const engine = [
  relaxedSimd ? "fused multiply-adds" : "mul + add",
  hasByteDot ? `dot products of ${int8.dot} bytes` : "dot products of 16 bits",
].join(", ");
