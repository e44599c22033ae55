// The peak of the machine's 128-bit SIMD in WebAssembly: multiply-adds on registers alone, as many sums as are fastest (of 10
// to 14, 14 no longer fit into V8's registers).

import loadWabt from "wabt";

const SUMS = 12;
const ROUNDS = 1_000_000;
const sums = Array.from({ length: SUMS }, (_, index) => `$s${index}`);

const source = `(module
  (func (export "run") (param $rounds i32) (result v128)
    (local $x v128) (local $y v128) ${sums.map((sum) => `(local ${sum} v128)`).join(" ")}
    (local.set $x (f32x4.splat (f32.const 0.999)))
    (local.set $y (f32x4.splat (f32.const 0.5)))
    (loop $again
      ${sums.map((sum) => `(local.set ${sum} (f32x4.add (f32x4.mul (local.get ${sum}) (local.get $x)) (local.get $y)))`).join("\n")}
      (local.set $rounds (i32.sub (local.get $rounds) (i32.const 1)))
      (br_if $again (local.get $rounds)))
    ${sums.map((sum) => `(local.get ${sum})`).join(" ")}
    ${sums
      .slice(1)
      .map(() => "(f32x4.add)")
      .join(" ")})
  (func (export "loop") (param $rounds i32) (result i32)
    (i32x4.extract_lane 0 (call 0 (local.get $rounds)))))`;

/** Returns a function that measures GFLOP/s once, in about 2 ms. */
export async function openPeak(): Promise<() => number> {
  const { parseWat } = await loadWabt();
  const { buffer } = parseWat("peak.wat", source, { simd: true }).toBinary({});
  const { instance } = await WebAssembly.instantiate(Uint8Array.from(buffer));
  const loop = instance.exports.loop as (rounds: number) => number;
  // The engine's better compiler has to have seen it.
  for (let warmUp = 0; warmUp < 200; warmUp += 1) loop(1000);
  return () => {
    const start = performance.now();
    loop(ROUNDS / 10);
    return (SUMS * 4 * 2 * (ROUNDS / 10)) / (performance.now() - start) / 1e6;
  };
}
