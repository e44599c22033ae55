// The peak of the machine's 128-bit SIMD in WebAssembly: multiply-adds on registers alone, as many sums as are fastest (of 10
// to 14, 14 no longer fit into V8's registers). Where the engine has relaxed SIMD that is its fused multiply-add, which
// linnet's kernels then use; else a product and a sum.

import loadWabt from "wabt";

const SUMS = 12;
const ROUNDS = 100_000;
const sums = Array.from({ length: SUMS }, (_, index) => `$s${index}`);

const multiplyAdds = {
  fused: (sum: string) => `(f32x4.relaxed_madd (local.get ${sum}) (local.get $x) (local.get $y))`,
  "mul + add": (sum: string) => `(f32x4.add (f32x4.mul (local.get ${sum}) (local.get $x)) (local.get $y))`,
} as const;

export type MultiplyAdd = keyof typeof multiplyAdds;

const source = (multiplyAdd: MultiplyAdd): string => `(module
  (func (export "run") (param $rounds i32) (result v128)
    (local $x v128) (local $y v128) ${sums.map((sum) => `(local ${sum} v128)`).join(" ")}
    (local.set $x (f32x4.splat (f32.const 0.999)))
    (local.set $y (f32x4.splat (f32.const 0.5)))
    (loop $again
      ${sums.map((sum) => `(local.set ${sum} ${multiplyAdds[multiplyAdd](sum)})`).join("\n")}
      (local.set $rounds (i32.sub (local.get $rounds) (i32.const 1)))
      (br_if $again (local.get $rounds)))
    ${sums.map((sum) => `(local.get ${sum})`).join(" ")}
    ${sums
      .slice(1)
      .map(() => "(f32x4.add)")
      .join(" ")})
  (func (export "loop") (param $rounds i32) (result i32)
    (i32x4.extract_lane 0 (call 0 (local.get $rounds)))))`;

export interface Peak {
  readonly multiplyAdd: MultiplyAdd;
  /** Measures GFLOP/s once, in about 2 ms. */
  measure(): number;
}

export async function openPeak(): Promise<Peak> {
  const module = (await assemble("fused")) ?? (await assemble("mul + add"))!;
  const { exports } = await WebAssembly.instantiate(module.compiled);
  const loop = exports.loop as (rounds: number) => number;
  // The engine's better compiler has to have seen it.
  for (let warmUp = 0; warmUp < 200; warmUp += 1) loop(1000);
  return {
    multiplyAdd: module.multiplyAdd,
    measure: () => {
      const start = performance.now();
      loop(ROUNDS);
      return (SUMS * 4 * 2 * ROUNDS) / (performance.now() - start) / 1e6;
    },
  };
}

/** Null where the engine does not have the instruction. */
async function assemble(multiplyAdd: MultiplyAdd) {
  const { parseWat } = await loadWabt();
  const features = { simd: true, relaxed_simd: true };
  const bytes = Uint8Array.from(parseWat("peak.wat", source(multiplyAdd), features).toBinary({}).buffer);
  return WebAssembly.validate(bytes) ? { multiplyAdd, compiled: await WebAssembly.compile(bytes) } : null;
}
