import { test } from "uvu";
import * as assert from "uvu/assert";
import { findOddSizes, median } from "../../../src/data/health/oddSizes.js";

const square = (side: number) => ({ width: side, height: side });

test("small, long and far larger photographs are odd, each for one reason", () => {
  const ordinary = [90, 100, 110, 120, 200, 300].map(square);
  const odd = [square(31), { width: 310, height: 100 }, square(4000)];
  assert.equal(
    findOddSizes([...ordinary, ...odd]).map(({ index, reason }) => [index, reason]),
    [
      [6, "very small"],
      [7, "sides of 3.1 to 1"],
      [8, "1111 times more pixels than the median"],
    ],
  );
});

test("where sizes vary by hundreds, a large one is ordinary; where all are one, a double one is", () => {
  assert.equal(findOddSizes([32, 64, 128, 512, 2048, 8192, 16384].map(square)), []);
  assert.equal(findOddSizes([100, 100, 100, 100, 200].map(square)), []);
  assert.is(findOddSizes([1000, 1000, 1000, 50].map(square))[0]?.reason, "400 times fewer pixels than the median");
  assert.equal(findOddSizes([]), []);
});

test("the median of an even number is between the middle two", () => {
  assert.is(median([9, 1, 3, 5]), 4);
  assert.is(median([7, 1, 3]), 3);
  assert.is(median([]), 0);
});

test.run();
