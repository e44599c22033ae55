import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compareCodePoints } from "../../src/platform/compareCodePoints.js";

test("names sort as in Python: by code points, the shorter first", () => {
  // sorted(["\U0001F600", "\uFF5E", "a", "", "ab", "B"])
  const sorted = ["", "B", "a", "ab", "\uFF5E", "\u{1F600}"];
  assert.equal([...sorted].reverse().sort(compareCodePoints), sorted);
});

test("the order is that of the lists of code points", () =>
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (first, second) => {
      const [a, b] = [first, second].map((name) => Array.from(name, (letter) => letter.codePointAt(0)!)) as [
        number[],
        number[],
      ];
      const place = a.findIndex((point, index) => point !== b[index]);
      const expected = place < 0 ? a.length - b.length : a[place]! - (b[place] ?? -1);
      assert.is(Math.sign(compareCodePoints(first, second)), Math.sign(expected));
    }),
  ));

test.run();
