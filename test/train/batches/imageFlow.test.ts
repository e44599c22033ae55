import { test } from "uvu";
import * as assert from "uvu/assert";
import { ImageDataGenerator } from "../../../src/data/imageDataGenerator.js";
import { createPicture } from "../../../src/data/picture.js";
import { Flatten } from "../../../src/layers/flatten.js";
import { input } from "../../../src/layers/input.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import type { Batch } from "../../../src/train/batches/batchSource.js";
import { imageFlow } from "../../../src/train/batches/imageFlow.js";
import { Model } from "../../../src/train/model.js";

/** Picture n is 2 x 2 pixels of brightness 10 n, its target is [n, -n]. */
const pictures = Array.from({ length: 5 }, (_, n) => createPicture(2, 2, new Uint8Array(12).fill(10 * n)));
const targets = Tensor.from(
  Float32Array.from({ length: 10 }, (_, place) => (place % 2 === 0 ? place / 2 : -(place - 1) / 2)),
  [5, 2],
);
const options = { size: { width: 2, height: 2 }, batchSize: 2, threads: 0, preprocess: "none" } as const;

async function collect(batches: AsyncIterable<Batch>): Promise<{ first: number; y: number[] }[]> {
  const rows = [];
  for await (const { count, x, y } of batches) {
    for (let row = 0; row < count; row += 1)
      rows.push({ first: x[row * 12]!, y: [...y.subarray(2 * row, 2 * row + 2)] });
  }
  return rows;
}

const inOrder = [0, 1, 2, 3, 4].map((n) => ({ first: 10 * n, y: [n, n === 0 ? -0 : -n] }));

test("pictures come with their own targets, in order and in each epoch's order", async () => {
  const flow = imageFlow(pictures, targets, options);
  assert.equal([flow.size, flow.batchSize], [5, 2]);
  assert.equal(await collect(flow.inOrder!()), inOrder);
  const [first, again, second] = [
    await collect(flow.epoch(0)),
    await collect(flow.epoch(0)),
    await collect(flow.epoch(1)),
  ];
  assert.equal(first, again);
  assert.not.equal(first, second);
  for (const epoch of [first, second])
    assert.equal(
      epoch.sort((a, b) => a.first - b.first),
      inOrder,
    );
  await flow.close();
});

test("a generator changes the pictures, and there is no order in which they could be kept", async () => {
  const generator = new ImageDataGenerator({ brightnessRange: [0.5, 0.5] });
  const flow = imageFlow(pictures, targets, { ...options, generator });
  assert.is(flow.inOrder, null);
  const rows = await collect(flow.epoch(0));
  for (const { first, y } of rows) assert.is(first, 5 * y[0]!);
  await flow.close();
});

test("a picture that cannot be read is left out, with its target, and named", async () => {
  const broken = new Blob([Uint8Array.of(1, 2, 3)]);
  const flow = imageFlow([broken, ...pictures.slice(1)], targets, options);
  assert.equal(await collect(flow.inOrder!()), inOrder.slice(1));
  assert.equal([...flow.skipped.keys()], [0]);
  await flow.close();
});

test("as many targets as pictures are expected", () => {
  const message = /imageFlow: expected as many targets as examples, got x with 4 and y with 5/;
  assert.throws(() => imageFlow(pictures.slice(1), targets, options), message);
});

test("predict takes a source, in its order, and says the same as of a tensor", async () => {
  const inputs = input({ shape: [2, 2, 3] });
  const model = new Model({ inputs, outputs: new Flatten({}).apply(inputs) });
  const flow = imageFlow(pictures, targets, options);
  const outputs = await model.predict(flow);
  const x = Tensor.from(Float32Array.from(pictures.flatMap(({ data }) => [...data])), [5, 2, 2, 3]);
  assert.equal(outputs.shape, [5, 12]);
  assert.equal(outputs.values, x.values);
  assert.equal((await model.predict(x, { batchSize: 3 })).values, x.values);
  const augmented = imageFlow(pictures, targets, { ...options, generator: new ImageDataGenerator() });
  let message = "";
  await model.predict(augmented).catch((error: Error) => {
    message = error.message;
  });
  assert.match(message, /predict: expected a source without augmentation/);
  await Promise.all([flow.close(), augmented.close(), model.close()]);
});

test.run();
