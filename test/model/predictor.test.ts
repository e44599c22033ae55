import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Backend } from "../../src/backends/backend.js";
import { referenceBackend } from "../../src/backends/reference/index.js";
import {
  BatchNormalization,
  Conv2D,
  Dense,
  DepthwiseConv2D,
  GlobalAveragePooling2D,
  input,
  ReLU,
} from "../../src/layers/index.js";
import { seededRandom, shuffledIndexes } from "../../src/tensor/random.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { arraySource } from "../../src/train/batches/batchSource.js";
import { Model } from "../../src/train/model.js";
import { Sequential } from "../../src/train/sequential.js";

/** A backend that counts the programs that it has compiled, and those that were closed. */
function countingBackend(): { backend: Backend; counts: { compiled: number; closed: number } } {
  const counts = { compiled: 0, closed: 0 };
  const backend: Backend = {
    name: "counting",
    compile: async (plan) => {
      counts.compiled += 1;
      const program = await referenceBackend.compile(plan);
      const close = async (): Promise<void> => {
        counts.closed += 1;
        await program.close();
      };
      return { ...program, close };
    },
  };
  return { backend, counts };
}

function smallModel(backend: Backend): Sequential {
  const model = new Sequential([input({ shape: [3] }), new Dense({ units: 2, activation: "softmax" })]);
  model.useBackend(backend);
  return model;
}

const rows = (count: number): Tensor => Tensor.from(new Float32Array(3 * count).fill(0.5), [count, 3]);

test("predictions of changing numbers of examples share a few programs", async () => {
  const { backend, counts } = countingBackend();
  const model = smallModel(backend);
  for (const count of [1, 2, 1, 5, 3, 7, 2, 4, 1]) assert.equal((await model.predict(rows(count))).shape, [count, 2]);
  assert.equal(counts, { compiled: 1, closed: 0 });
  await model.predict(rows(32));
  assert.equal(counts, { compiled: 2, closed: 0 }, "a whole batch at once");
  for (let call = 0; call < 3; call += 1) await model.predict(rows(9));
  assert.equal(counts, { compiled: 2, closed: 0 });
  for (const count of [8, 11, 1000, 31]) assert.equal((await model.predict(rows(count))).shape, [count, 2]);
  assert.equal(counts, { compiled: 3, closed: 0 }, "eight at once, after 32 in calls of eight or more");
  model.setWeights(model.getWeights());
  await model.predict(rows(1));
  assert.equal(counts, { compiled: 4, closed: 3 }, "other weights");
  await model.close();
  assert.equal(counts, { compiled: 4, closed: 4 });
});

test("which programs serve an example changes no bit", async () => {
  const x = input({ shape: [9, 7, 3] });
  const convolved = new Conv2D({ filters: 12, kernelSize: 3, strides: 2, padding: "same", useBias: false }).apply(x);
  const normal = new ReLU({ maxValue: 6 }).apply(new BatchNormalization().apply(convolved));
  const widened = new Conv2D({ filters: 20, kernelSize: 1 }).apply(
    new DepthwiseConv2D({ kernelSize: 3 }).apply(normal),
  );
  const output = new Dense({ units: 5, activation: "softmax" }).apply(new GlobalAveragePooling2D().apply(widened));
  const model = new Model({ inputs: x, outputs: output });
  const most = 80;
  const random = seededRandom("pictures");
  const pictures = Tensor.from(Float32Array.from({ length: most * 9 * 7 * 3 }, random), [most, 9, 7, 3]);
  const expected: Tensor[] = [];
  for (let row = 0; row < most; row += 1) expected.push(await model.predict(pictures.slice(row, row + 1)));
  const counts = [...Array.from({ length: 9 }, (_, index) => index + 1), 32, 41, most];
  const order = [shuffledIndexes(counts.length, random), shuffledIndexes(counts.length, random)];
  for (const place of order.flatMap((places) => [...places])) {
    const count = counts[place]!;
    const found = await model.predict(pictures.slice(0, count));
    for (let row = 0; row < count; row += 1)
      assert.equal(found.slice(row, row + 1).values, expected[row]!.values, `row ${row} of ${count}`);
  }
  await model.close();
});

test("a source's batches are divided by what all of it is worth", async () => {
  const { backend, counts } = countingBackend();
  const model = smallModel(backend);
  const source = arraySource(rows(37), Tensor.from(new Float32Array(74), [37, 2]), { batchSize: 10 });
  assert.equal((await model.predict(source)).shape, [37, 2]);
  assert.equal(counts, { compiled: 2, closed: 0 }, "30 of tens are few, 32 of eights are not");
  await model.close();
});

test("training and measuring on batches of changing sizes keep few programs, and the state goes with them", async () => {
  const { backend, counts } = countingBackend();
  const train = async (sizes: readonly number[], trainedWith: Backend): Promise<number[]> => {
    const model = smallModel(trainedWith);
    model.parameters[0]!.values = Float32Array.of(1, 2, 3, 4, 5, 6);
    model.compile({ optimizer: "sgd", loss: "mse" });
    for (const size of sizes) await model.trainOnBatch(rows(size), Tensor.from(new Float32Array(2 * size), [size, 2]));
    return [...model.parameters[0]!.values];
  };
  // Rows are equal, so that a batch's size changes nothing.
  const expected = await train([1, 1, 1, 1, 1, 1, 1], referenceBackend);
  const found = await train([1, 2, 3, 4, 5, 6, 1], backend);
  found.forEach((value, index) => assert.ok(Math.abs(value - expected[index]!) < 1e-6));
  assert.equal(counts, { compiled: 7, closed: 3 });
});

test("a model that is dropped without close gives its programs back", async () => {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new Error("no garbage collector");
  const { backend, counts } = countingBackend();
  const use = async (): Promise<void> => {
    const model = smallModel(backend);
    await model.predict(rows(1));
    model.compile({ optimizer: "sgd", loss: "mse" });
    await model.fit(rows(2), Tensor.from(new Float32Array(4), [2, 2]));
    await model.trainOnBatch(rows(2), Tensor.from(new Float32Array(4), [2, 2]));
  };
  for (let model = 0; model < 3; model += 1) await use();
  for (let tries = 0; tries < 50 && counts.closed < counts.compiled; tries += 1) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.ok(counts.compiled >= 9);
  assert.is(counts.closed, counts.compiled);
});

test("batch sizes beyond all memory take what the examples take", async () => {
  const model = smallModel(referenceBackend);
  const y = Tensor.from(new Float32Array(4), [2, 2]);
  const batchSize = 999_999_999;
  assert.equal((await model.predict(rows(2), { batchSize })).shape, [2, 2]);
  model.compile({ optimizer: "sgd", loss: "mse" });
  await model.fit(rows(2), y, { batchSize, validationData: [rows(2), y], validationBatchSize: batchSize });
  await model.evaluate(rows(2), y, { batchSize });
  await model.fit(arraySource(rows(2), y, { batchSize }));
  await model.predict(arraySource(rows(2), y, { batchSize }));
});

test.run();
