// What this engine makes of relaxed SIMD's dot product of bytes. The specification leaves open whether the second factor's bytes
// are signed and whether the sum of two products saturates, and engines differ from version to version: so it is tried.

import { i32 } from "./assembler/expression.js";
import { ModuleBuilder } from "./assembler/module.js";
import { i32x4, v128 } from "./assembler/narrow.js";
import type { Int8Target } from "./kernel.js";

/** Bytes whose products are as large as they get, and of every sign. */
const FACTORS: readonly (readonly [a: number, b: number])[] = [-128, -127, -100, -1, 0, 1, 100, 127].flatMap((a) =>
  [0, 1, 100, 127, 128, 155, 200, 255].map((b) => [a, b] as const),
);

const [A, B, SUM] = [0, 16, 32];

let found: Int8Target | null = null;

/** How kernels multiply and keep bytes on this engine. */
export function findInt8(): Int8Target {
  if (found === null) {
    const dot = tryDot();
    found = { dot, offset: dot === "signed" ? 0 : 128 };
  }
  return found;
}

/** How the second factor's bytes are read, if every sum is exact; "none" if one is not, or there is no such instruction. */
function tryDot(): Int8Target["dot"] {
  const module = new ModuleBuilder();
  module.addFunction("dot", (builder) => {
    const [a, b, sum] = [A, B, SUM].map((place) => v128.load(i32.constant(place)));
    builder.emit(v128.store(i32.constant(SUM), i32x4.relaxedDotAdd(a!, b!, sum!)));
  });
  const bytes = module.encode({ initial: 1, shared: false });
  if (!WebAssembly.validate(bytes)) return "none";
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { linnet: { memory } });
  const { dot } = exports as { readonly dot: () => void };
  const left = new Int8Array(memory.buffer, A, 16);
  const right = new Uint8Array(memory.buffer, B, 16);
  const sums = new Int32Array(memory.buffer, SUM, 4);
  let [isUnsigned, isSigned] = [true, true];
  for (let first = 0; first < FACTORS.length; first += 1) {
    let [unsigned, signed] = [7, 7];
    for (let i = 0; i < 16; i += 1) {
      // Four equal pairs in the first lane, neighbors in the second, and so on: pairs that add up and that cancel out.
      const [a, b] = FACTORS[(first + (i % 4) * Math.floor(i / 4)) % FACTORS.length]!;
      left[i] = a;
      right[i] = b;
    }
    sums.fill(7);
    dot();
    for (let lane = 0; lane < 4; lane += 1) {
      [unsigned, signed] = [7, 7];
      for (let i = 4 * lane; i < 4 * lane + 4; i += 1) {
        unsigned += left[i]! * right[i]!;
        signed += left[i]! * ((right[i]! << 24) >> 24);
      }
      isUnsigned &&= sums[lane] === unsigned;
      isSigned &&= sums[lane] === signed;
    }
  }
  return isUnsigned ? "unsigned" : isSigned ? "signed" : "none";
}
