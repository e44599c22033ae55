// How fast one thread of WebAssembly reads numbers that its core does not keep: sums of 16 MB, which lie in a cache that cores
// share at best. Eight sums, since an addition waits for the last one to the same sum.

import loadWabt from "wabt";

const PAGE_BYTES = 65_536;
const PAGES = 256;
const sums = Array.from({ length: 8 }, (_, index) => `$s${index}`);
const STRIDE = 16 * sums.length;

const source = `(module
  (memory ${PAGES})
  (func (export "read") (result i32)
    (local $at i32) ${sums.map((sum) => `(local ${sum} v128)`).join(" ")}
    (loop $again
      ${sums
        .map((sum, index) => {
          return `(local.set ${sum} (f32x4.add (local.get ${sum}) (v128.load offset=${16 * index} (local.get $at))))`;
        })
        .join("\n")}
      (br_if $again (i32.lt_u
        (local.tee $at (i32.add (local.get $at) (i32.const ${STRIDE})))
        (i32.const ${PAGES * PAGE_BYTES}))))
    ${sums.map((sum) => `(local.get ${sum})`).join(" ")}
    ${"(v128.xor) ".repeat(sums.length - 1)}
    (i32x4.extract_lane 0)))`;

export interface Bandwidth {
  /** Measures billions of bytes a second, once, in about a millisecond. */
  measure(): number;
}

export async function openBandwidth(): Promise<Bandwidth> {
  const { parseWat } = await loadWabt();
  const bytes = Uint8Array.from(parseWat("read.wat", source, { simd: true }).toBinary({}).buffer);
  const { instance } = await WebAssembly.instantiate(bytes);
  const read = instance.exports.read as () => number;
  // The engine's better compiler has to have seen it.
  for (let warmUp = 0; warmUp < 20; warmUp += 1) read();
  return {
    measure: () => {
      const start = performance.now();
      read();
      return (PAGES * PAGE_BYTES) / (performance.now() - start) / 1e6;
    },
  };
}
