import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { numberTypes, readNumbers } from "../../src/formats/numbers.js";
import { partOfByte, readElements, wholeBytes } from "../../src/formats/storedElements.js";
import { type WrittenType, writeNumbers } from "../../src/formats/writeNumbers.js";

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

const written: { readonly [Type in WrittenType]: fc.Arbitrary<number> } = {
  float32: fc.float(),
  float16: fc.integer({ min: -2048, max: 2048 }),
  int64: fc.maxSafeInteger(),
  int32: fc.integer(),
  int8: fc.integer({ min: -128, max: 127 }),
  uint8: fc.integer({ min: 0, max: 255 }),
  bool: fc.constantFrom(0, 1),
};

for (const [type, value] of Object.entries(written) as [WrittenType, fc.Arbitrary<number>][])
  test(`${type} is read as it was written`, () => {
    fc.assert(
      fc.property(fc.array(value), (values) => {
        const bytes = writeNumbers(Float64Array.from(values), type);
        assert.is(bytes.length, values.length * numberTypes[type].bytes);
        assert.equal([...readElements(wholeBytes(type), view(bytes), values.length)], values);
      }),
    );
  });

test("bfloat16 is the upper half of a float32, and any byte but 0 is true", () => {
  assert.equal(readNumbers(Uint8Array.of(0x80, 0x3f, 0x20, 0xc1), "bfloat16"), Float32Array.of(1, -10));
  assert.equal(readNumbers(Uint8Array.of(0x3f, 0x80), "bfloat16", false), Float32Array.of(1));
  assert.equal(readNumbers(Uint8Array.of(0, 1, 255), "bool"), Float32Array.of(0, 1, 1));
});

test("parts of bytes are read from the lowest bits up", () => {
  const bytes = view(Uint8Array.of(0b11_10_01_00, 0b0111_1000));
  assert.equal([...readElements(partOfByte("uint2"), bytes, 4)], [0, 1, 2, 3]);
  assert.equal([...readElements(partOfByte("int2"), bytes, 4)], [0, 1, -2, -1]);
  assert.equal([...readElements(partOfByte("uint4"), bytes, 4)], [4, 14, 8, 7]);
  assert.equal([...readElements(partOfByte("int4"), bytes, 3)], [4, -2, -8]);
});

test.run();
