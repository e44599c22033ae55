import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readSafetensors, type StoredTensor } from "../../../src/formats/safetensors/safetensors.js";
import { writeSafetensors } from "../../../src/formats/safetensors/writeSafetensors.js";
import { LinnetError } from "../../../src/tensor/errors.js";

const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 });
const tensor: fc.Arbitrary<StoredTensor> = shapes.chain((shape) => {
  const length = shape.reduce((a, b) => a * b, 1);
  return fc.float32Array({ minLength: length, maxLength: length }).map((values) => ({ shape, values }));
});
const names = fc.string({ minLength: 1 }).filter((name) => name !== "__metadata__");
const files = fc.tuple(
  fc.dictionary(names, tensor, { noNullPrototype: true }),
  fc.dictionary(names, fc.string({ unit: "grapheme" }), { noNullPrototype: true }),
);

/** Its own bytes, and not those of the file of which it may be a view. */
function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.slice().buffer);
}

test("what is written is read back", () => {
  fc.assert(
    fc.property(files, ([tensors, metadata]) => {
      const read = readSafetensors(writeSafetensors(new Map(Object.entries(tensors)), metadata), "file");
      assert.equal(read.metadata, metadata);
      assert.equal([...read.tensors.keys()].sort(), Object.keys(tensors).sort());
      for (const [name, { shape, values }] of Object.entries(tensors)) {
        assert.equal(read.tensors.get(name)!.shape, shape);
        assert.equal(bytesOf(read.tensors.get(name)!.values), bytesOf(values));
      }
    }),
  );
});

test("as F16 it takes half the bytes and loses less than a part in 2048", () => {
  const values = fc.float({ min: -65504, max: 65504, noNaN: true });
  fc.assert(
    fc.property(fc.array(values, { minLength: 1 }), (list) => {
      const tensors = new Map([["w", { shape: [list.length], values: Float32Array.from(list) }]]);
      const bytes = writeSafetensors(tensors, {}, { dtype: "F16" });
      const header = 8 + new DataView(bytes.buffer).getUint32(0, true);
      assert.is(bytes.length - header, 2 * list.length);
      const { shape, values: read } = readSafetensors(bytes, "file").tensors.get("w")!;
      assert.equal(shape, [list.length]);
      // Below 2^-14 the halves lie 2^-24 apart.
      list.forEach((value, index) => {
        assert.ok(Math.abs(read[index]! - value) <= Math.max(Math.abs(value) / 2048, 2 ** -25), `${value}`);
      });
    }),
  );
});

test("a number that no half can hold is refused, with its tensor's name", () => {
  const tensors = new Map([["w", { shape: [1], values: Float32Array.of(70000) }]]);
  assert.throws(() => writeSafetensors(tensors, {}, { dtype: "F16" }), /tensor "w": expected numbers of at most 65504/);
});

test("bytes that are changed or cut off give nothing but a LinnetError that names the file", () => {
  const whole = writeSafetensors(
    new Map([
      ["a", { shape: [2, 3], values: new Float32Array(6) }],
      ["b", { shape: [], values: Float32Array.of(1) }],
    ]),
    { note: "x" },
  );
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (place, value, length) => {
      const damaged = whole.slice(0, length);
      if (place < length) damaged[place] = value;
      try {
        readSafetensors(damaged, "damaged.safetensors");
      } catch (error) {
        assert.instance(error, LinnetError);
        assert.match((error as Error).message, /damaged\.safetensors/);
      }
    }),
    { numRuns: 2000 },
  );
});

function fileWith(header: object | string, data: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, 8);
  return bytes;
}

const mistakes: readonly (readonly [string, object, RegExp])[] = [
  [
    "an unknown type",
    { w: { dtype: "F31", shape: [1], data_offsets: [0, 4] } },
    /f: tensor "w": expected a type among .*got "F31"/,
  ],
  [
    "a size that does not fit",
    { w: { dtype: "F32", shape: [3], data_offsets: [0, 8] } },
    /f: tensor "w": expected 12 bytes for F32 \[3\], got 8/,
  ],
  [
    "offsets beyond the end",
    { w: { dtype: "F32", shape: [8], data_offsets: [0, 32] } },
    /f: tensor "w": expected two offsets within 16 bytes, got \[0,32\]; the file is cut short or damaged$/,
  ],
  [
    "tensors that overlap",
    { a: { dtype: "F32", shape: [2], data_offsets: [0, 8] }, b: { dtype: "F32", shape: [2], data_offsets: [4, 12] } },
    /f: expected tensors apart, "a" and "b" overlap/,
  ],
  [
    "a negative shape",
    { w: { dtype: "F32", shape: [-1], data_offsets: [0, 4] } },
    /f: tensor "w": expected a shape, got \[-1\]/,
  ],
  ["metadata of numbers", { __metadata__: { epochs: 3 } }, /f: expected metadata of strings/],
];

for (const [what, header, message] of mistakes) {
  test(`${what} is named`, () => {
    assert.throws(() => readSafetensors(fileWith(header, 16), "f"), message);
  });
}

/** As Rust's safetensors 0.8 says of each; of names given twice, which its documentation forbids, it takes the last. */
const whole = '"dtype":"F32","shape":[1],"data_offsets":[0,4]';
const refused: readonly (readonly [string, string, number])[] = [
  ["a byte order mark", `\ufeff{"a":{${whole}}}`, 4],
  ["a byte after the header's end", `{"a":{${whole}}}\0`, 4],
  ["a header that is a list", "[]", 0],
  ["data that belong to nothing", "{}", 3],
  ["trailing bytes", `{"a":{${whole}}}`, 5],
  ["a hole at the beginning", '{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}', 8],
  ["a hole between", `{"a":{${whole}},"b":{"dtype":"U8","shape":[1],"data_offsets":[5,6]}}`, 6],
  ["an empty tensor inside another", `{"a":{${whole}},"b":{"dtype":"U8","shape":[0],"data_offsets":[2,2]}}`, 4],
  ["a fraction in a shape", '{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}', 4],
  ["an offset of -0", '{"a":{"dtype":"F32","shape":[1],"data_offsets":[-0,4]}}', 4],
  ["an offset that is not finite", '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,1e999]}}', 4],
  ["three offsets", '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}', 8],
  ["a tensor without a shape", '{"a":{"dtype":"F32","data_offsets":[0,4]}}', 4],
  ["a shape beyond counting", `{"a":{"dtype":"U8","shape":[${2 ** 53 - 1},${2 ** 53 - 1},0],"data_offsets":[0,0]}}`, 0],
  ["half a surrogate pair", `{"\\ud800":{${whole}}}`, 4],
  ["a name twice", `{"a":{${whole}},"a":{${whole}}}`, 4],
  ["a field twice", `{"a":{${whole},"dtype":"F32"}}`, 4],
  ["a name of the metadata twice", `{"a":{${whole}},"__metadata__":{"a":"","a":""}}`, 4],
  ["nesting without end", `{"a":{${whole},"more":${"[".repeat(200)}${"]".repeat(200)}}}`, 4],
];

for (const [what, header, data] of refused) {
  test(`${what} is refused`, () => {
    assert.throws(() => readSafetensors(fileWith(header, data), "f"), /^f: /);
  });
}

test("bytes that are not UTF-8 are refused, as is a header's length beyond the file's", () => {
  const bytes = fileWith(`{"a":{${whole}}}`, 4);
  assert.is(readSafetensors(bytes, "f").tensors.size, 1);
  assert.throws(() => readSafetensors(bytes.with(10, 0xff), "f"), /^f: expected a header of JSON/);
  assert.throws(
    () => readSafetensors(bytes.with(1, 1), "f"),
    /^f: expected a header of 3\d\d bytes, got \d+; the file is cut short/,
  );
  assert.throws(
    () => readSafetensors(bytes.with(5, 1), "f"),
    /^f: expected a safetensors file, its first bytes are not/,
  );
});

test("what the format's own reader takes is read", () => {
  for (const [header, data] of [
    ["{}", 0],
    [` {"a":{${whole}}}  \n\t`, 4],
    [`{"a":{${whole},"more":1.5}}`, 4],
    ['{"a":{"dtype":"F32","shape":[0],"data_offsets":[4,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4],
    ['{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}', 5],
    [`{"__proto__":{${whole}}}`, 4],
  ] as const)
    readSafetensors(fileWith(header, data), "f");
});

test("half, brain and integer types are read as float32", () => {
  const header = {
    half: { dtype: "F16", shape: [4], data_offsets: [0, 8] },
    brain: { dtype: "BF16", shape: [1], data_offsets: [8, 10] },
    bytes: { dtype: "I8", shape: [2], data_offsets: [10, 12] },
    words: { dtype: "I32", shape: [1], data_offsets: [12, 16] },
    longs: { dtype: "I64", shape: [1], data_offsets: [16, 24] },
  };
  const file = fileWith(header, 24);
  const view = new DataView(file.buffer, file.length - 24);
  for (const [index, bits] of [0x3c00, 0xc000, 0x0001, 0x7c00].entries()) view.setUint16(2 * index, bits, true);
  view.setUint16(8, 0x3fc0, true);
  view.setInt8(10, -5);
  view.setInt8(11, 7);
  view.setInt32(12, -70000, true);
  view.setBigInt64(16, -3n, true);
  const { tensors } = readSafetensors(file, "f");
  assert.equal([...tensors.get("longs")!.values], [-3]);
  assert.equal([...tensors.get("half")!.values], [1, -2, 2 ** -24, Number.POSITIVE_INFINITY]);
  assert.equal([...tensors.get("brain")!.values], [1.5]);
  assert.equal([...tensors.get("bytes")!.values], [-5, 7]);
  assert.equal([...tensors.get("words")!.values], [-70000]);
});

test.run();
