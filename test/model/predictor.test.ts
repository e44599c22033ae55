import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Backend } from "../../src/backends/backend.js";
import { referenceBackend } from "../../src/backends/reference/index.js";
import { Dense, input } from "../../src/layers/index.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { arraySource } from "../../src/train/batches/batchSource.js";
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

test("predictions of changing numbers of examples keep a program for each of a few", async () => {
  const { backend, counts } = countingBackend();
  const model = smallModel(backend);
  for (const count of [1, 2, 1, 2, 3, 1, 2, 4, 1]) assert.equal((await model.predict(rows(count))).shape, [count, 2]);
  assert.equal(counts, { compiled: 4, closed: 0 });
  await model.predict(rows(5));
  assert.equal(counts, { compiled: 5, closed: 1 }, "a fifth one closes the one that was not used for the longest time");
  await model.predict(rows(1));
  assert.equal(counts, { compiled: 5, closed: 1 });
  model.setWeights(model.getWeights());
  await model.predict(rows(1));
  assert.equal(counts, { compiled: 6, closed: 5 }, "other weights");
  await model.close();
  assert.equal(counts, { compiled: 6, closed: 6 });
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
