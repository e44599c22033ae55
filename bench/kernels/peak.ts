// The peaks of the machine's 128-bit SIMD in WebAssembly: multiply-adds on registers alone, as many sums as are fastest (of 10
// to 14, 14 no longer fit into V8's registers). They are those of the instructions that linnet's kernels use on this engine: of
// numbers the fused multiply-add of relaxed SIMD, else a product and a sum; of bytes relaxed SIMD's dot product where it is
// exact, else that of numbers of 16 bits and a sum.

import loadWabt from "wabt";
import { hasByteDot, hasFusedMultiplyAdd } from "../engine.ts";

const SUMS = 12;
const ROUNDS = 100_000;
const sums = Array.from({ length: SUMS }, (_, index) => `$s${index}`);

interface Instruction {
  /** How many products it adds. */
  readonly products: number;
  readonly code: (sum: string) => string;
}

const instructions = {
  fused: {
    products: 4,
    code: (sum) => `(f32x4.relaxed_madd (local.get ${sum}) (local.get $x) (local.get $y))`,
  },
  "mul + add": {
    products: 4,
    code: (sum) => `(f32x4.add (f32x4.mul (local.get ${sum}) (local.get $x)) (local.get $y))`,
  },
  "dot of bytes": {
    products: 16,
    code: (sum) => `(i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get $x) (local.get $y) (local.get ${sum}))`,
  },
  // Of the sum itself: an engine might compute one of x and y once for all.
  "dot of 16 bits": {
    products: 8,
    code: (sum) => `(i32x4.add (i32x4.dot_i16x8_s (local.get ${sum}) (local.get $x)) (local.get $y))`,
  },
} as const satisfies { readonly [name: string]: Instruction };

export type InstructionName = keyof typeof instructions;

const source = ({ code }: Instruction): string => `(module
  (func (export "run") (param $rounds i32) (result v128)
    (local $x v128) (local $y v128) ${sums.map((sum) => `(local ${sum} v128)`).join(" ")}
    (local.set $x (f32x4.splat (f32.const 0.999)))
    (local.set $y (f32x4.splat (f32.const 0.5)))
    (loop $again
      ${sums.map((sum) => `(local.set ${sum} ${code(sum)})`).join("\n")}
      (local.set $rounds (i32.sub (local.get $rounds) (i32.const 1)))
      (br_if $again (local.get $rounds)))
    ${sums.map((sum) => `(local.get ${sum})`).join(" ")}
    ${sums
      .slice(1)
      .map(() => "(v128.xor)")
      .join(" ")})
  (func (export "loop") (param $rounds i32) (result i32)
    (i32x4.extract_lane 0 (call 0 (local.get $rounds)))))`;

export interface Peak {
  readonly instruction: InstructionName;
  /** Measures billions of products and sums a second, each counted, once, in about 2 ms. */
  measure(): number;
}

/** The peak of float kernels. */
export function openPeak(): Promise<Peak> {
  return open(hasFusedMultiplyAdd ? "fused" : "mul + add");
}

/** The peak of kernels of bytes. */
export function openInt8Peak(): Promise<Peak> {
  return open(hasByteDot ? "dot of bytes" : "dot of 16 bits");
}

async function open(instruction: InstructionName): Promise<Peak> {
  const { parseWat } = await loadWabt();
  const chosen = instructions[instruction];
  const features = { simd: true, relaxed_simd: true };
  const bytes = Uint8Array.from(parseWat("peak.wat", source(chosen), features).toBinary({}).buffer);
  const { instance } = await WebAssembly.instantiate(bytes);
  const loop = instance.exports.loop as (rounds: number) => number;
  // The engine's better compiler has to have seen it.
  for (let warmUp = 0; warmUp < 200; warmUp += 1) loop(1000);
  return {
    instruction,
    measure: () => {
      const start = performance.now();
      loop(ROUNDS);
      return (SUMS * chosen.products * 2 * ROUNDS) / (performance.now() - start) / 1e6;
    },
  };
}
