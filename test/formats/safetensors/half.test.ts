import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { halfToNumber } from "../../../src/formats/safetensors/half.js";
import { numberToHalf } from "../../../src/formats/safetensors/numberToHalf.js";

const INFINITY_BITS = 0x7c00;

test("every half that is a number comes back bit for bit", () => {
  for (let bits = 0; bits <= 0xffff; bits += 1) {
    if ((bits & 0x7fff) <= INFINITY_BITS) assert.is(numberToHalf(halfToNumber(bits)), bits);
  }
  assert.ok(Number.isNaN(halfToNumber(numberToHalf(Number.NaN))));
});

test("a number between two halves goes to the nearer one, and from the middle to the even one", () => {
  const between = fc.record({
    bits: fc.integer({ min: 0, max: INFINITY_BITS - 2 }),
    part: fc.nat(16),
    sign: fc.boolean(),
  });
  fc.assert(
    fc.property(between, ({ bits, part, sign }) => {
      const [low, high] = [halfToNumber(bits), halfToNumber(bits + 1)];
      const magnitude = low + ((high - low) * part) / 16;
      const isUp = part > 8 || (part === 8 && bits % 2 === 1);
      assert.is(numberToHalf(sign ? -magnitude : magnitude), (sign ? 0x8000 : 0) | (isUp ? bits + 1 : bits));
    }),
    { numRuns: 2000 },
  );
});

test("what is nearer to 65536 than to the largest half is infinite", () => {
  assert.is(numberToHalf(65519), 0x7bff);
  assert.is(numberToHalf(65520), INFINITY_BITS);
  assert.is(numberToHalf(-1e30), 0x8000 | INFINITY_BITS);
});

test.run();
