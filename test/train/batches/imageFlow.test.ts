import { test } from "uvu";
import * as assert from "uvu/assert";
import { ImageDataGenerator } from "../../../src/data/imageDataGenerator.js";
import { createPicture } from "../../../src/data/picture.js";
import { Flatten } from "../../../src/layers/flatten.js";
import { input } from "../../../src/layers/input.js";
import { LinnetError } from "../../../src/tensor/errors.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import type { Batch } from "../../../src/train/batches/batchSource.js";
import { imageFlow } from "../../../src/train/batches/imageFlow.js";
import { imageSource } from "../../../src/train/batches/imageSource.js";
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

test("a generator that only standardizes leaves the order and the pictures as they are", async () => {
  const flow = imageFlow(pictures, targets, { ...options, generator: new ImageDataGenerator({ rescale: 0.5 }) });
  const rows = await collect(flow.inOrder!());
  assert.equal(
    rows.map(({ first }) => first),
    [0, 5, 10, 15, 20],
  );
  await flow.close();
});

test("what the generator was fitted to goes with it, in threads too", async () => {
  const generator = new ImageDataGenerator({ featurewiseCenter: true, samplewiseCenter: false });
  generator.fit(pictures);
  for (const threads of [0, 1]) {
    const flow = imageFlow(pictures, targets, { ...options, threads, generator });
    const rows = await collect(flow.inOrder!());
    assert.equal(
      rows.map(({ first }) => first),
      [-20, -10, 0, 10, 20],
    );
    await flow.close();
  }
});

test("subset takes the first pictures for validation and the rest for training", async () => {
  const generator = new ImageDataGenerator({ validationSplit: 0.5 });
  const same = Tensor.from(Float32Array.of(0, 1, 0, 1, 1), [5, 1]);
  const seen: number[][] = [];
  for (const subset of ["validation", "training"] as const) {
    const flow = imageFlow(pictures, same, { ...options, generator, subset, shuffle: false });
    const rows: number[] = [];
    for await (const { count, x } of flow.epoch(0)) for (let row = 0; row < count; row += 1) rows.push(x[row * 12]!);
    seen.push(rows);
    await flow.close();
  }
  assert.equal(seen, [
    [0, 10],
    [20, 30, 40],
  ]);
  const other = () => imageFlow(pictures, targets, { ...options, generator, subset: "training" });
  assert.throws(other, /expected the same classes in both subsets/);
  const ignored = imageFlow(pictures, targets, { ...options, generator, subset: "training", ignoreClassSplit: true });
  assert.is(ignored.size, 3);
  await ignored.close();
  assert.throws(() => imageFlow(pictures, same, { ...options, subset: "training" }), /a validationSplit above 0/);
  const none = new ImageDataGenerator({ validationSplit: 0.1 });
  const empty = { ...options, generator: none, subset: "validation", ignoreClassSplit: true } as const;
  assert.throws(() => imageFlow(pictures, same, empty), /a picture or more for validation, got none of 5/);
  assert.throws(() => imageFlow(pictures, same, { ...options, generator, subset: "test" as "training" }), /got "test"/);
});

test("weights go with their pictures", async () => {
  const flow = imageFlow(pictures, targets, { ...options, sampleWeight: [0, 1, 2, 3, 4] });
  assert.ok(flow.weighted);
  for await (const { count, x, weights } of flow.epoch(3))
    for (let row = 0; row < count; row += 1) assert.is(x[row * 12]!, 10 * weights![row]!);
  await flow.close();
  assert.throws(() => imageFlow(pictures, targets, { ...options, sampleWeight: [1] }), /5 weights, one per example/);
});

test("arguments that are unknown or of another kind are refused by name", () => {
  const refused = (run: () => unknown, message: RegExp): void => {
    assert.throws(run, (error: unknown) => error instanceof LinnetError && message.test(error.message));
  };
  const flow = (changes: object) => () => imageFlow(pictures, targets, { ...options, ...changes });
  refused(flow({ batch_size: 2 }), /imageFlow: unknown option batch_size: did you mean batchSize\?/);
  refused(flow({ augmenter: new ImageDataGenerator() }), /imageFlow: unknown option augmenter/);
  refused(flow({ generator: {} }), /expected augmenter to be an ImageDataGenerator, got {}/);
  refused(flow({ size: { width: Number.NaN, height: 2 } }), /got NaN x 2/);
  refused(flow({ batchSize: 0 }), /batchSize to be a whole number of 1 or more, got 0/);
  refused(() => imageFlow(null as never, targets, options), /pictures in an array, got null/);
  refused(() => imageFlow([null, ...pictures.slice(1)] as never, targets, options), /got null at place 0/);
  refused(() => imageFlow(pictures, [1, 2] as never, options), /y to be a tensor, got an array of 2/);
  refused(() => imageFlow(pictures, targets, undefined as never), /an object of options, got undefined/);
  const source = { loader: {}, indices: [0], labels: [0], classes: 2, batchSize: 2 };
  refused(() => imageSource(source as never), /loader to be an ImageLoader, got {}/);
  const loader = { batches: () => [] };
  refused(() => imageSource({ ...source, loader, labels: [2] } as never), /labels to be whole numbers below 2, got 2/);
  refused(() => imageSource({ ...source, loader, indices: ["a"] } as never), /below 1, got "a" at place 0/);
  refused(() => imageSource({ ...source, loader, indices: null } as never), /indices in an array, got null/);
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
  const augmented = imageFlow(pictures, targets, { ...options, generator: new ImageDataGenerator({ zoomRange: 0.1 }) });
  let message = "";
  await model.predict(augmented).catch((error: Error) => {
    message = error.message;
  });
  assert.match(message, /predict: expected a source without augmentation/);
  await Promise.all([flow.close(), augmented.close(), model.close()]);
});

test.run();
