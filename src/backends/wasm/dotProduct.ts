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

/** Where the factors and the sums are, and what the sums start from. */
const [A, B, SUM, START] = [0, 16, 32, 7];

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
  const bytes = dotModule();
  if (!WebAssembly.validate(bytes)) return "none";
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { linnet: { memory } });
  const { dot } = exports as { readonly dot: () => void };
  const left = new Int8Array(memory.buffer, A, 16);
  const right = new Uint8Array(memory.buffer, B, 16);
  const sums = new Int32Array(memory.buffer, SUM, 4);
  const isExact = { unsigned: true, signed: true };
  for (let first = 0; first < FACTORS.length; first += 1) {
    fill(left, right, first);
    sums.fill(START);
    dot();
    sums.forEach((sum, lane) => {
      isExact.unsigned &&= sum === sumOf(left, right, lane);
      isExact.signed &&= sum === sumOf(left, new Int8Array(right.buffer, B, 16), lane);
    });
  }
  return isExact.unsigned ? "unsigned" : isExact.signed ? "signed" : "none";
}

/** A function that adds the products of the bytes at A and B to the sums. */
function dotModule(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  module.addFunction("dot", (builder) => {
    const [a, b, sum] = [A, B, SUM].map((place) => v128.load(i32.constant(place)));
    builder.emit(v128.store(i32.constant(SUM), i32x4.relaxedDotAdd(a!, b!, sum!)));
  });
  return module.encode({ initial: 1, shared: false });
}

/** Four equal pairs in the first lane, neighbors in the second, and so on: pairs that add up and that cancel out. */
function fill(left: Int8Array, right: Uint8Array, first: number): void {
  for (let i = 0; i < 16; i += 1) {
    const [a, b] = FACTORS[(first + (i % 4) * Math.floor(i / 4)) % FACTORS.length]!;
    left[i] = a;
    right[i] = b;
  }
}

/** What a lane should hold. */
function sumOf(left: ArrayLike<number>, right: ArrayLike<number>, lane: number): number {
  let sum = START;
  for (let i = 4 * lane; i < 4 * lane + 4; i += 1) sum += left[i]! * right[i]!;
  return sum;
}
