import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { i32 } from "../../../../src/backends/wasm/assembler/expression.js";
import { ModuleBuilder } from "../../../../src/backends/wasm/assembler/module.js";
import { v128 } from "../../../../src/backends/wasm/assembler/narrow.js";
import {
  packRounding,
  ROUNDING_WORDS,
  Rounder,
  roundingOf,
} from "../../../../src/backends/wasm/kernels/int8/requantize.js";
import { type Int8Output, toInt8 } from "../../../../src/tensor/ops/int8/quantization.js";

const [SUMS, MULTIPLIERS, BYTES] = [4 * ROUNDING_WORDS, 4 * ROUNDING_WORDS + 64, 4 * ROUNDING_WORDS + 128];

/** Sixteen sums as int8, by a module whose bytes hold `offset` more. */
function requantize(sums: readonly number[], multiplier: number, output: Int8Output, offset: 0 | 128): number[] {
  const target = { dot: "none", offset } as const;
  const largest = Math.max(...sums.map((sum) => Math.abs(sum * multiplier)));
  const module = new ModuleBuilder();
  module.addFunction("f", (builder) => {
    const rounder = new Rounder(builder, roundingOf(output, largest), target);
    const zero = i32.constant(0);
    const load = (base: number, part: number) => v128.load(zero, base + 16 * part);
    const part = (index: number) => rounder.sums(load(SUMS, index), load(MULTIPLIERS, index));
    builder.emit(rounder.start(zero), v128.store(zero, rounder.bytes([part(0), part(1), part(2), part(3)]), BYTES));
  });
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  const bytes = module.encode({ initial: 1, shared: false });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { linnet: { memory } });
  new Int32Array(memory.buffer).set(packRounding(output, target));
  new Int32Array(memory.buffer, SUMS).set(sums);
  new Float32Array(memory.buffer, MULTIPLIERS).fill(multiplier, 0, 16);
  (exports.f as () => void)();
  return [...new Uint8Array(memory.buffer, BYTES, 16)].map((byte) => ((byte - offset) << 24) >> 24);
}

const int8 = fc.integer({ min: -128, max: 127 });

test("sums become bytes as toInt8 has it: halves, both ends of int8 and of 32 bits", () => {
  const sum = fc.oneof(fc.integer({ min: -3000, max: 3000 }), fc.integer(), fc.constantFrom(-(2 ** 31), 2 ** 31 - 1));
  const multiplier = fc.oneof(fc.constantFrom(0.5, 0.25, 1, 1e30), fc.float({ min: 0, max: 3, noNaN: true }));
  const sums = fc.array(sum, { minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(sums, multiplier, int8, int8, int8, (values, given, zeroPoint, a, b) => {
      const factor = Math.fround(given);
      for (const [low, high] of [
        [-128, 127],
        [Math.min(a, b), Math.max(a, b)],
      ] as const) {
        const output = { zeroPoint, low, high };
        const expected = values.map((value) => toInt8(Math.fround(Math.fround(value) * factor), output));
        for (const offset of [0, 128] as const) assert.equal(requantize(values, factor, output, offset), expected);
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});

test.run();
