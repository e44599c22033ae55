import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { allFinite } from "../../src/tensor/allFinite.js";

test("one number that is not finite is found at every place", () => {
  const lists = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { maxLength: 20 });
  fc.assert(fc.property(lists, (numbers) => allFinite(Float32Array.from(numbers))));
  const wrong = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
  fc.assert(
    fc.property(lists, lists, wrong, (before, after, number) => {
      assert.not(allFinite(Float32Array.from([...before, number, ...after])));
    }),
  );
});

test.run();
