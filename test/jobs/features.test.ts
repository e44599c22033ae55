import { test } from "uvu";
import * as assert from "uvu/assert";
import { keptFeatures, selectRows } from "../../src/jobs/features.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { arraySource } from "../../src/train/batches/batchSource.js";

/** Photograph 10 has the features 0 and 1, photograph 11 those of 2 and 3, and so on, in batches of two. */
const indices = Uint32Array.of(10, 11, 12, 13, 14, 15);
const source = (count: number) =>
  arraySource(
    Tensor.from(
      Float32Array.from({ length: 2 * count }, (_, index) => index),
      [count, 2],
    ),
    Tensor.from(
      Float32Array.from({ length: count }, (_, index) => index),
      [count, 1],
    ),
    { batchSize: 2 },
  );

/** Photograph 15 is of class 1, all others are of class 0. */
const labeled = { classes: ["a", "b"], labels: Array.from({ length: 16 }, (_, index) => Number(index === 15)) };

test("every photograph keeps its own row, over however many batches", async () => {
  const rows = await keptFeatures(source(6), indices, new Map());
  const { x, y } = selectRows(rows, [15, 10, 12], labeled);
  assert.equal(x.toArray(), [
    [10, 11],
    [0, 1],
    [4, 5],
  ]);
  assert.equal(y.toArray(), [
    [0, 1],
    [1, 0],
    [1, 0],
  ]);
});

test("a photograph that could not be decoded has no row, and moves no other's", async () => {
  const rows = await keptFeatures(source(5), indices, new Map([[12, "broken"]]));
  assert.equal([...rows.keys()], [10, 11, 13, 14, 15]);
  assert.equal(selectRows(rows, [12, 13], labeled).x.toArray(), [[4, 5]]);
});

test.run();
