// What this engine's WebAssembly can do, found by asking it to validate modules.

import { f32x4, i32, type V128, v128 } from "./assembler/expression.js";
import { ModuleBuilder } from "./assembler/module.js";
import type { Target } from "./kernel.js";

/** How it multiplies bytes is only looked at for plans that have any. */
export interface Engine extends Omit<Target, "int8"> {
  readonly simd: boolean;
  /** Whether the kernels use it. */
  readonly relaxedSimd: boolean;
}

function validates(value: V128): boolean {
  const module = new ModuleBuilder();
  module.addFunction("probe", (builder) => builder.emit(v128.store(i32.constant(0), value)));
  return WebAssembly.validate(module.encode({ initial: 1, shared: false }));
}

/**
 * Whether the compiler loads the numbers of a tile's rows one by one. V8's compiler before Turboshaft moves all of a round's loads before
 * its arithmetic, where those of six rows do not fit the registers. Nothing says which one an engine has: tables of 64-bit addresses,
 * which are tried instead, are younger than Turboshaft (V8 12.4 has neither, 13.6 both).
 */
function keepsLoadsInPlace(): boolean {
  return WebAssembly.validate(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 4, 4, 1, 0x70, 4, 1));
}

/** @param reproducible whether to leave out what rounds differently from one engine to the next: relaxed SIMD */
export function findEngine(reproducible = false): Engine {
  const relaxedSimd = !reproducible && validates(f32x4.relaxedMultiplyAdd(v128.zero, v128.zero, v128.zero));
  return {
    simd: validates(v128.zero),
    relaxedSimd,
    // With two vectors of B and one of A, 12 vectors of sums fit the 16 registers of x86, and 8 if a product needs one as well.
    tileRows: relaxedSimd && keepsLoadsInPlace() ? 6 : 4,
    multiplyAdd: relaxedSimd
      ? f32x4.relaxedMultiplyAdd
      : (a: V128, b: V128, sum: V128): V128 => f32x4.add(f32x4.multiply(a, b), sum),
  };
}
