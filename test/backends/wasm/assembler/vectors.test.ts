// Instructions of whole numbers of 8 and 16 bits, run by the engine against JavaScript's own arithmetic.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { i32, type Statement, type V128 } from "../../../../src/backends/wasm/assembler/expression.js";
import { ModuleBuilder } from "../../../../src/backends/wasm/assembler/module.js";
import { f32x4, i8x16, i16x8, i32x4, v128 } from "../../../../src/backends/wasm/assembler/narrow.js";

const [A, B, RESULT] = [1, 17, 48];

/** Memory after code has run that finds these bytes at the odd addresses A and B. */
function run(a: ArrayBufferView<ArrayBuffer>, b: ArrayBufferView<ArrayBuffer>, code: Statement): ArrayBuffer {
  const module = new ModuleBuilder();
  module.addFunction("f", (builder) => builder.emit(code));
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  const bytes = module.encode({ initial: 1, shared: false });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { linnet: { memory } });
  [a, b].forEach(({ buffer }, index) => {
    new Uint8Array(memory.buffer).set(new Uint8Array(buffer), index === 0 ? A : B);
  });
  (exports.f as () => void)();
  return memory.buffer.slice(RESULT, RESULT + 16);
}

function compute(a: ArrayBufferView<ArrayBuffer>, b: ArrayBufferView<ArrayBuffer>, f: (a: V128, b: V128) => V128) {
  const load = (place: number): V128 => v128.loadBytes(i32.constant(place));
  return run(a, b, v128.store(i32.constant(RESULT), f(load(A), load(B))));
}

const bytes = Int8Array.from([0, 1, -1, 127, -128, 100, -100, 7, 2, 3, -4, 55, -66, 77, -88, 99]);
const others = bytes.map((_, index) => bytes[(5 * index + 3) % 16]!);
const unsigned = new Uint8Array(bytes.buffer);
const words = Int16Array.from([0, 1, -1, 32767, -32768, 300, -300, 128]);
const otherWords = Int16Array.from([255, 256, -129, 3, -32768, 127, -128, -7]);

function each<T>(name: string, cases: readonly (readonly [string, ArrayBuffer, T])[], view: (b: ArrayBuffer) => T) {
  test(name, () => {
    for (const [what, found, expected] of cases) assert.equal(view(found), expected, what);
  });
}

const clamp = (low: number, high: number) => (value: number) => Math.max(low, Math.min(high, value));
const bothWords = [...words, ...otherWords];

each(
  "numbers of 8 bits",
  [
    ["minimumSigned", compute(bytes, others, i8x16.minimumSigned), bytes.map((a, i) => Math.min(a, others[i]!))],
    ["maximumSigned", compute(bytes, others, i8x16.maximumSigned), bytes.map((a, i) => Math.max(a, others[i]!))],
    ["minimumUnsigned", compute(bytes, others, i8x16.minimumUnsigned), pick(Math.min)],
    ["maximumUnsigned", compute(bytes, others, i8x16.maximumUnsigned), pick(Math.max)],
    ["narrowSigned", compute(words, otherWords, i8x16.narrowSigned), Int8Array.from(bothWords, clamp(-128, 127))],
    ["narrowUnsigned", compute(words, otherWords, i8x16.narrowUnsigned), Int8Array.from(bothWords, clamp(0, 255))],
    [
      "shuffle",
      compute(bytes, others, (a, b) => i8x16.shuffle(a, b, [31, 0, 16, 15, ...Array.from({ length: 12 }, () => 4)])),
      Int8Array.from([others[15]!, bytes[0]!, others[0]!, bytes[15]!, ...Array.from({ length: 12 }, () => bytes[4]!)]),
    ],
    [
      "load64",
      compute(bytes, others, () => v128.load64(i32.constant(A))),
      Int8Array.from([...bytes.subarray(0, 8), 0, 0, 0, 0, 0, 0, 0, 0]),
    ],
  ],
  (buffer) => new Int8Array(buffer),
);

function pick(of: (a: number, b: number) => number): Int8Array {
  return bytes.map((_, index) => of(unsigned[index]!, others[index]! & 255));
}

each(
  "numbers of 16 bits",
  [
    ["loadSigned", compute(bytes, others, () => i16x8.loadSigned(i32.constant(A))), Int16Array.from(bytes.slice(0, 8))],
    [
      "loadUnsigned",
      compute(bytes, others, () => i16x8.loadUnsigned(i32.constant(A))),
      Int16Array.from(unsigned.slice(0, 8)),
    ],
    ["lowSigned", compute(bytes, others, i16x8.lowSigned), Int16Array.from(bytes.slice(0, 8))],
    ["highSigned", compute(bytes, others, i16x8.highSigned), Int16Array.from(bytes.slice(8))],
    ["lowUnsigned", compute(bytes, others, i16x8.lowUnsigned), Int16Array.from(unsigned.slice(0, 8))],
    ["highUnsigned", compute(bytes, others, i16x8.highUnsigned), Int16Array.from(unsigned.slice(8))],
    ["subtract", compute(words, otherWords, i16x8.subtract), words.map((a, i) => a - otherWords[i]!)],
    [
      "narrowSigned",
      compute(
        Int32Array.from([0, 40_000, -40_000, 5]),
        Int32Array.from([2 ** 31 - 1, -(2 ** 31), 9, -9]),
        i16x8.narrowSigned,
      ),
      Int16Array.from([0, 32767, -32768, 5, 32767, -32768, 9, -9]),
    ],
  ],
  (buffer) => new Int16Array(buffer),
);

each(
  "numbers of 32 bits",
  [
    ["lowSigned", compute(words, otherWords, i32x4.lowSigned), Int32Array.from(words.slice(0, 4))],
    ["highSigned", compute(words, otherWords, i32x4.highSigned), Int32Array.from(words.slice(4))],
    [
      "dot",
      compute(words, otherWords, i32x4.dot),
      Int32Array.from(
        [0, 1, 2, 3],
        (i) => words[2 * i]! * otherWords[2 * i]! + words[2 * i + 1]! * otherWords[2 * i + 1]!,
      ),
    ],
    [
      "subtract",
      compute(Int32Array.from([1, 2, 3, -(2 ** 31)]), Int32Array.from([4, -5, 3, 1]), i32x4.subtract),
      Int32Array.from([-3, 7, 0, 2 ** 31 - 1]),
    ],
    [
      "fromSigned",
      compute(Int32Array.from([1, -2, 2 ** 24 + 1, 2 ** 24 + 3]), bytes, f32x4.fromSigned),
      new Int32Array(Float32Array.from([1, -2, 2 ** 24, 2 ** 24 + 4]).buffer),
    ],
  ],
  (buffer) => new Int32Array(buffer),
);

test("parts of a vector are stored at any address", () => {
  const value = v128.loadBytes(i32.constant(A));
  for (const [store, length] of [
    [v128.store8, 1],
    [v128.store16, 2],
    [v128.store32, 4],
    [v128.store64, 8],
  ] as const) {
    const found = new Int8Array(run(bytes, others, store(i32.constant(RESULT + 1), value, 1, 2)));
    const expected = new Int8Array(16);
    expected.set(bytes.subarray(length, 2 * length), 3);
    assert.equal(found, expected, `${length} bytes`);
  }
});

test.run();
