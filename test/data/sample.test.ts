import { test } from "uvu";
import * as assert from "uvu/assert";
import { drawFace } from "../../src/data/sample/face.js";

/** The part of the pixels that differ between two pictures of one size, rows `[from, to)` of the height. */
function difference(a: ReturnType<typeof drawFace>, b: ReturnType<typeof drawFace>, from: number, to: number): number {
  const row = a.width * (a.data.length / (a.width * a.height));
  const [start, end] = [Math.round(from * a.height) * row, Math.round(to * a.height) * row];
  let different = 0;
  for (let i = start; i < end; i += 1) if (Math.abs(a.data[i]! - b.data[i]!) > 8) different += 1;
  return different / (end - start);
}

test("a face is a function of its seed", () => {
  assert.equal(drawFace({ mask: true, seed: 7 }).data, drawFace({ mask: true, seed: 7 }).data);
  assert.ok(difference(drawFace({ mask: true, seed: 7 }), drawFace({ mask: true, seed: 8 }), 0, 1) > 0.3);
  const { width, height } = drawFace({ mask: false, seed: 1, size: 64 });
  assert.equal([width, height], [64, 64]);
});

test("a mask changes the lower half of the face", () => {
  for (let seed = 0; seed < 10; seed += 1) {
    const [masked, bare] = [drawFace({ mask: true, seed }), drawFace({ mask: false, seed })];
    assert.ok(difference(masked, bare, 0.5, 0.9) > 0.03, `seed ${seed}`);
  }
});

test("brightness alone does not tell the classes apart", () => {
  const means = [true, false].map((mask) =>
    Array.from({ length: 60 }, (_, seed) => {
      const { data } = drawFace({ mask, seed: 2 * seed + Number(mask), size: 32 });
      return [...data].reduce((sum, value) => sum + value, 0) / data.length;
    }),
  );
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(mean(means[0]!.map((value) => (value - mean(means[0]!)) ** 2)));
  assert.ok(Math.abs(mean(means[0]!) - mean(means[1]!)) < spread, "the means of the classes lie within the spread");
});

test.run();
