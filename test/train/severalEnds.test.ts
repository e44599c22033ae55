// Models with several inputs and outputs in fit, evaluate and predict, by list and by name.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { wasmBackend } from "../../src/backends/wasm/index.js";
import {
  Add,
  BatchNormalization,
  Conv2D,
  Dense,
  Flatten,
  GlobalAveragePooling2D,
  input,
} from "../../src/layers/index.js";
import { summary } from "../../src/model/summary.js";
import { Adam } from "../../src/optim/adam.js";
import { SGD } from "../../src/optim/sgd.js";
import { abs, mean, sub } from "../../src/tensor/ops/index.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { arraySource, type BatchSource } from "../../src/train/batches/batchSource.js";
import type { FitOptions } from "../../src/train/model.js";
import { Model } from "../../src/train/model.js";
import { assertClose, randomTensor } from "../support/compare.js";

const backend = await wasmBackend({ threads: 1 });
const COUNT = 20;
const numbers = randomTensor([COUNT, 3], "numbers");
const pictures = randomTensor([COUNT, 4, 4, 2], "pictures");
const kinds = Tensor.from(
  Float32Array.from({ length: 2 * COUNT }, (_, index) => ((index >> 1) % 2 === index % 2 ? 1 : 0)),
  [COUNT, 2],
);
const sizes = randomTensor([COUNT, 1], "sizes");

/** From a picture and numbers to a kind and a size; the picture's layers are frozen, or not. */
function model({ frozen = false } = {}): Model {
  const picture = input({ shape: [4, 4, 2], name: "picture" });
  const number = input({ shape: [3], name: "number" });
  const seen = new Conv2D({ name: "conv", filters: 5, kernelSize: 3, activation: "relu", trainable: !frozen }).apply(
    picture,
  );
  const pooled = new GlobalAveragePooling2D().apply(seen);
  const both = new Add().apply([
    new Dense({ name: "of_picture", units: 6 }).apply(pooled),
    new Dense({ name: "of_number", units: 6 }).apply(number),
  ]);
  const kind = new Dense({ name: "kind", units: 2, activation: "softmax" }).apply(both);
  const size = new Dense({ name: "size", units: 1 }).apply(both);
  return new Model({ inputs: [picture, number], outputs: [kind, size] });
}

const compiled = (options: Partial<Parameters<Model["compile"]>[0]> = {}, frozen = false): Model => {
  const made = model({ frozen });
  const loss = { kind: "categoricalCrossentropy", size: "mse" } as const;
  made.compile({ optimizer: new SGD({ learningRate: 0.1 }), loss, backend, ...options });
  return made;
};

const weightsOf = (trained: Model) => trained.parameters.map(({ values }) => [...values]);

async function rejects(promise: Promise<unknown> | (() => unknown), message: RegExp): Promise<void> {
  const error = await Promise.resolve()
    .then(() => (typeof promise === "function" ? promise() : promise))
    .then(
      () => null,
      (reason: unknown) => reason,
    );
  assert.match(String(error), message);
}

test("fit, evaluate and predict take lists and names, and agree", async () => {
  const byName = compiled({ metrics: { kind: "accuracy" }, optimizer: new Adam({ learningRate: 0.02 }) });
  const byList = compiled({ metrics: [["accuracy"], []], optimizer: new Adam({ learningRate: 0.02 }) });
  const options = { epochs: 6, batchSize: 8, validationSplit: 0.2 };
  const named = await byName.fit({ number: numbers, picture: pictures }, { size: sizes, kind: kinds }, options);
  const listed = await byList.fit([pictures, numbers], [kinds, sizes], options);
  assert.equal(Object.keys(named.history), [
    ...["loss", "kind_loss", "size_loss", "kind_accuracy"],
    ...["val_loss", "val_kind_loss", "val_size_loss", "val_kind_accuracy", "learning_rate"],
  ]);
  assert.equal(named.history, listed.history);
  assert.equal(weightsOf(byName), weightsOf(byList));
  const { loss } = named.history;
  assert.ok(loss!.at(-1)! < 0.8 * loss![0]!, `loss ${loss}`);

  const measured = await byName.evaluate([pictures, numbers], [kinds, sizes], { batchSize: 7 });
  const [kind, size] = await byName.predict([pictures, numbers], { batchSize: 6 });
  const error = mean(abs(sub(size!, sizes))).item();
  assert.ok(error > 0 && Math.abs(measured.loss! - measured.kind_loss! - measured.size_loss!) < 1e-6);
  let [right, squares] = [0, 0];
  for (let row = 0; row < COUNT; row += 1) {
    if (kinds.values[2 * row]! > 0.5 === kind!.values[2 * row]! > 0.5) right += 1;
    squares += (size!.values[row]! - sizes.values[row]!) ** 2;
  }
  assert.ok(Math.abs(measured.kind_accuracy! - right / COUNT) < 1e-9);
  assert.ok(Math.abs(measured.size_loss! - squares / COUNT) < 1e-5);
  const back = await byName.predict({ picture: pictures, number: numbers });
  assert.equal(Object.keys(back), ["kind", "size"]);
  assertClose(back.kind!.values, kind!.values, 1e-6, "kind");
  await Promise.all([byName.close(), byList.close()]);
});

test("the losses are weighted, and told as they are without their weights", async () => {
  const settings = { epochs: 1, batchSize: COUNT, shuffle: false };
  const halves = compiled({ lossWeights: { kind: 0.5, size: 2 } });
  const { history } = await halves.fit([pictures, numbers], [kinds, sizes], settings);
  assertClose(history.loss!, [0.5 * history.kind_loss![0]! + 2 * history.size_loss![0]!], 1e-6, "loss");
  const alone = compiled({ lossWeights: [1, 0] });
  await alone.fit([pictures, numbers], [kinds, sizes], settings);
  const [untouched, moved] = [model().getLayer("size"), alone.getLayer("size")];
  assert.equal(moved.parameters[0]!.values, untouched.parameters[0]!.values);
});

test("a loss for all, or a list, is as good as one by name", async () => {
  const outcomes = [];
  for (const loss of ["meanSquaredError", ["mse", "mean_squared_error"], { size: "mse", kind: "mse" }] as const) {
    const trained = compiled({ loss });
    await trained.fit([pictures, numbers], [kinds, sizes], { batchSize: 8 });
    outcomes.push(weightsOf(trained));
  }
  assert.equal(outcomes[0], outcomes[1]);
  assert.equal(outcomes[0], outcomes[2]);
});

test("one input with two outputs trains as the output alone, where the other counts nothing", async () => {
  const train = async (both: boolean): Promise<number[][]> => {
    const number = input({ shape: [3] });
    const hidden = new Dense({ name: "hidden", units: 4, activation: "relu" }).apply(number);
    const kind = new Dense({ name: "kind", units: 2, activation: "softmax" }).apply(hidden);
    const size = new Dense({ name: "size", units: 1 }).apply(hidden);
    const made = new Model({ inputs: number, outputs: both ? [kind, size] : kind });
    const loss = "categoricalCrossentropy";
    made.compile({ optimizer: "adam", loss: both ? [loss, "mse"] : loss, lossWeights: both ? [1, 0] : [1], backend });
    await made.fit(numbers, both ? [kinds, sizes] : kinds, { epochs: 3, batchSize: 8, mixup: 0.3 });
    if (both) {
      const [first] = await made.predict([numbers]);
      assert.equal(first!.shape, [COUNT, 2]);
      await rejects(() => made.predict(numbers) as Promise<unknown>, /model "model" has 2 outputs: .*predict\(\[x\]\)/);
    } else assert.equal((await made.predict([numbers])).length, 1);
    await made.close();
    return ["hidden", "kind"].flatMap((name) => made.getLayer(name).parameters.map(({ values }) => [...values]));
  };
  const [both, alone] = [await train(true), await train(false)];
  both.forEach((values, index) => assertClose(values, alone[index]!, 1e-6, `weight ${index}`));
});

test("the frozen part before one of two inputs runs once a picture, to the same weights", async () => {
  const outcomes = [];
  const explained: string[] = [];
  for (const featureBytes of [1e9, 0]) {
    const trained = compiled({}, true);
    const options = { epochs: 3, batchSize: 8, validationSplit: 0.2, featureBytes };
    await trained.fit([pictures, numbers], [kinds, sizes], { ...options, onPlan: (text) => explained.push(text) });
    outcomes.push(weightsOf(trained));
  }
  assert.match(explained[0]!, /runs once a picture and its features are kept/);
  assert.match(explained[1]!, /runs on every picture of every epoch/);
  assert.equal(outcomes[0], outcomes[1]);
  const open = compiled({}, false);
  await open.fit([pictures, numbers], [kinds, sizes], { onPlan: (text) => explained.push(text) });
  assert.match(explained[2]!, /nothing is frozen/);
});

test("a source has rows in which the inputs stand one after the other", async () => {
  const source = arraySource([pictures, numbers], [kinds, sizes], { batchSize: 8, seed: 4 });
  for await (const { count, x, y } of source.inOrder!()) {
    assert.is(x.length, count * 35);
    assert.is(y.length, count * 3);
    assert.equal([...x.subarray(32, 35)], [...numbers.values.subarray(0, 3)]);
    break;
  }
  const [bySource, byTensors] = [compiled(), compiled()];
  await bySource.fit(source, { epochs: 2 });
  await byTensors.fit([pictures, numbers], [kinds, sizes], { epochs: 2, batchSize: 8, seed: 4 });
  assert.equal(weightsOf(bySource), weightsOf(byTensors));
  const measured = await bySource.evaluate(source);
  assertClose([measured.loss!], [(await bySource.evaluate([pictures, numbers], [kinds, sizes])).loss!], 1e-5, "loss");
  await rejects(
    bySource.evaluate(arraySource(pictures, [kinds, sizes], { batchSize: 8 })),
    /batch: expected 8 rows of 32 \+ 3 numbers, one after the other, got 256 numbers/,
  );
  const number = input({ shape: [3] });
  const other = input({ shape: [32] });
  const sum = new Add().apply([new Dense({ units: 2 }).apply(number), new Dense({ units: 2 }).apply(other)]);
  const one = new Model({ inputs: [other, number], outputs: sum });
  const flat = new Flatten().run([pictures], { training: false } as never);
  const joined: BatchSource = arraySource([flat, numbers], kinds, { batchSize: 6 });
  assertClose((await one.predict(joined)).values, (await one.predict([flat, numbers]))[0]!.values, 1e-6, "outputs");
  await one.close();
});

test("examples have one weight for all outputs; weights by class are for one output", async () => {
  const options: FitOptions = { batchSize: COUNT, shuffle: false };
  const doubled = await compiled().fit([pictures, numbers], [kinds, sizes], {
    ...options,
    sampleWeight: new Array(COUNT).fill(2),
  });
  const plain = await compiled().fit([pictures, numbers], [kinds, sizes], options);
  assertClose(doubled.history.size_loss!, [2 * plain.history.size_loss![0]!], 1e-5, "size");
  await rejects(
    compiled().fit([pictures, numbers], [kinds, sizes], { classWeight: { 0: 2 } }),
    /expected a model of one output for classWeight/,
  );
});

test("a layer that is called twice has one set of weights, and its statistics move twice", async () => {
  const [left, right] = [input({ shape: [3], name: "left" }), input({ shape: [3], name: "right" })];
  const shared = new BatchNormalization({ name: "norm", momentum: 0.5 });
  const twice = new Model({ inputs: [left, right], outputs: [shared.apply(left), shared.apply(right)] });
  assert.equal(
    twice.outputEnds.map(({ name }) => name),
    ["norm", "norm:1"],
  );
  twice.compile({ optimizer: new SGD({ learningRate: 0 }), loss: "mse", metrics: { "norm:1": "accuracy" }, backend });
  const other = randomTensor([COUNT, 3], "other");
  const { history } = await twice.fit([numbers, other], [numbers, other], { batchSize: COUNT });
  assert.ok(history["norm:1_accuracy"] !== undefined);
  const means = [numbers, other].map((x) => mean(x, 0).values);
  const expected = [0, 1, 2].map((column) => 0.25 * means[0]![column]! + 0.5 * means[1]![column]!);
  const moved = twice.parameters.find(({ name }) => name === "norm/moving_mean")!;
  assertClose(moved.values, expected, 1e-6, "moving mean");
});

test("the summary has every layer, and counts a layer that is called twice once, but its work twice", () => {
  assert.match(summary(model()), /picture \(InputLayer\)[\s\S]*number \(InputLayer\)[\s\S]*size \(Dense\)/);
  const [left, right] = [input({ shape: [3] }), input({ shape: [3] })];
  const shared = new Dense({ name: "shared", units: 4 });
  const twice = new Model({ inputs: [left, right], outputs: [shared.apply(left), shared.apply(right)] });
  assert.match(summary(twice), /shared \(Dense\) +\(None, 4\) +16 +24/);
  assert.match(summary(twice), /Total params: 16/);
});

test("a run that was broken off inside an epoch goes on to the same weights and figures", async () => {
  const folder = mkdtempSync(join(tmpdir(), "linnet-ends-"));
  const meanError = (target: Tensor, output: Tensor) => mean(abs(sub(output, target)));
  const metrics = { kind: ["accuracy", meanError], size: meanError } as const;
  const run = async (options: FitOptions) => {
    const trained = compiled({ metrics, optimizer: "adam" });
    const { history } = await trained.fit([pictures, numbers], [kinds, sizes], { epochs: 2, batchSize: 8, ...options });
    return { history, weights: weightsOf(trained) };
  };
  try {
    const checkpoint = { file: join(folder, "run.safetensors") };
    const controller = new AbortController();
    let steps = 0;
    const onBatchEnd = (): void => {
      steps += 1;
      if (steps === 5) controller.abort();
    };
    await run({ checkpoint, signal: controller.signal, callbacks: [{ onBatchEnd }] });
    assert.equal(await run({ checkpoint }), await run({}));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("mistakes are named", async () => {
  const made = compiled();
  const x = [pictures, numbers] as const;
  await rejects(
    made.fit(pictures, [kinds, sizes]),
    /fit: expected x as 2 tensors, as a list or by name \(picture, number\), got one tensor/,
  );
  await rejects(made.fit(x, [kinds]), /fit: expected y as 2 tensors, .*\(kind, size\), got a list of 1/);
  await rejects(made.fit(x, { kind: kinds, sizes }), /got \{ kind, sizes \}/);
  await rejects(
    made.fit([numbers, pictures], [kinds, sizes]),
    /expected x "picture" as a tensor \[count,4,4,2\], got \[20,3\]/,
  );
  await rejects(
    made.fit([pictures, numbers.slice(0, 3)], [kinds, sizes]),
    /the same number of examples in every x, got 20 and 3/,
  );
  await rejects(made.fit(x, [kinds.slice(0, 5), sizes.slice(0, 5)]), /got x with 20 and y with 5/);
  await rejects(made.evaluate(x, undefined as never), /evaluate: expected y as 2 tensors, .* got undefined/);
  for (const [loss, found] of [
    [["mse"], "a list of 1"],
    [{ kind: "mse" }, "kind"],
    [{ kind: "mse", weight: "mse" }, "kind, weight"],
  ] as const) {
    await rejects(
      () => compiled({ loss }),
      new RegExp(`expected loss for each of the outputs kind, size, got ${found}`),
    );
  }
  await rejects(
    () => compiled({ metrics: ["accuracy"] }),
    /expected metrics for each of the outputs kind, size, got a list of 1/,
  );
  await rejects(() => compiled({ metrics: { king: "accuracy" } }), /expected metrics for .*, got kind, size, king/);
  await rejects(() => compiled({ lossWeights: [1, -1] }), /expected lossWeights of 0 or more, got -1/);
  await rejects(() => made.inputShape, /model "model": it has 2 inputs/);
  const [left, right] = [input({ shape: [3] }), input({ shape: [3] })];
  const out = new Dense({ units: 1 }).apply(left);
  assert.throws(
    () => new Model({ inputs: [left, right], outputs: out }),
    /come from its inputs, and each input to lead to one/,
  );
  assert.throws(() => new Model({ inputs: right, outputs: out }), /expected its outputs to come from its one input/);
  assert.throws(() => new Model({ inputs: left, outputs: [out, out] }), /expected each output once/);
});

test.run();
