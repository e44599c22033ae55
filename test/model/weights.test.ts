// Weights of examples and classes in fit, gradients that are summed up over batches, and rates that differ by layer.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { wasmBackend } from "../../src/backends/wasm/index.js";
import { Dense, input } from "../../src/layers/index.js";
import { categoricalCrossentropy } from "../../src/losses/categorical.js";
import type { Loss } from "../../src/losses/loss.js";
import { AdamW } from "../../src/optim/adam.js";
import { SGD } from "../../src/optim/sgd.js";
import { mean, mul, square, sub } from "../../src/tensor/ops/index.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { arraySource } from "../../src/train/batches/batchSource.js";
import { balancedClassWeights } from "../../src/train/batches/classWeights.js";
import type { FitOptions } from "../../src/train/model.js";
import { Sequential } from "../../src/train/sequential.js";
import { assertClose, randomTensor } from "../support/compare.js";

const backend = await wasmBackend({ threads: 1 });
const COUNT = 24;
const x = randomTensor([COUNT, 4], "examples");
const labels = Array.from({ length: COUNT }, (_, index) => (index % 4 === 0 ? 1 : 0));
const y = Tensor.from(Float32Array.from(labels.flatMap((label) => (label === 1 ? [0, 1] : [1, 0]))), [COUNT, 2]);

interface Settings extends FitOptions {
  readonly accumulate?: number;
  readonly multipliers?: { readonly [layer: string]: number };
  readonly frozen?: boolean;
}

/** The weights after two epochs of plain descent, without an order that changes. */
async function trained({ accumulate = 1, multipliers = {}, frozen = false, ...options }: Settings) {
  const model = new Sequential([
    input({ shape: [4] }),
    new Dense({ name: "hidden", units: 5, activation: "relu", trainable: !frozen }),
    new Dense({ name: "head", units: 2, activation: "softmax" }),
  ]);
  const optimizer = new SGD({ learningRate: 0.2, gradientAccumulationSteps: accumulate });
  const loss = "categoricalCrossentropy";
  model.compile({ optimizer, loss, backend, learningRateMultipliers: multipliers });
  await model.fit(x, y, { epochs: 2, batchSize: 8, shuffle: false, ...options });
  return Object.fromEntries(model.parameters.map(({ name, values }) => [name, [...values]]));
}

test("an example of weight 2 counts as if it were there twice, one of weight 0 as if it were not", async () => {
  const weights = [0, 2, 1, ...Array.from({ length: COUNT - 3 }, () => 1)];
  const model = await trained({ sampleWeight: weights, batchSize: COUNT, epochs: 1 });
  const doubled = [1, 1, ...Array.from({ length: COUNT - 2 }, (_, index) => index + 2)];
  const same = await trainedOn(doubled);
  for (const [name, values] of Object.entries(model)) assertClose(values, same[name]!, 1e-5, name);
});

async function historyOf(options: FitOptions) {
  const model = new Sequential([input({ shape: [4] }), new Dense({ name: "head", units: 2, activation: "softmax" })]);
  model.compile({ optimizer: new SGD({ learningRate: 0 }), loss: "categoricalCrossentropy", backend });
  return model.fit(x, y, { batchSize: 8, shuffle: false, ...options });
}

/** One step on these examples, as a batch of its own. */
async function trainedOn(rows: readonly number[]) {
  const model = new Sequential([
    input({ shape: [4] }),
    new Dense({ name: "hidden", units: 5, activation: "relu" }),
    new Dense({ name: "head", units: 2, activation: "softmax" }),
  ]);
  model.compile({ optimizer: new SGD({ learningRate: 0.2 }), loss: "categoricalCrossentropy", backend });
  const pick = (from: Tensor, length: number): Tensor =>
    Tensor.from(Float32Array.from(rows.flatMap((row) => [...from.values.slice(row * length, (row + 1) * length)])), [
      rows.length,
      length,
    ]);
  await model.fit(pick(x, 4), pick(y, 2), { batchSize: rows.length, shuffle: false });
  return Object.fromEntries(model.parameters.map(({ name, values }) => [name, [...values]]));
}

test("a class's weight is that of its examples, with and without a frozen part whose features are kept", async () => {
  const byClass = { 0: 0.5, 1: 3 };
  const byExample = labels.map((label) => (label === 1 ? 3 : 0.5));
  for (const frozen of [false, true]) {
    const weighted = await trained({ classWeight: byClass, frozen });
    assert.equal(weighted, await trained({ sampleWeight: byExample, frozen }));
    assert.not.equal(weighted, await trained({ frozen }));
  }
  const both = await trained({ classWeight: byClass, sampleWeight: byExample });
  assert.equal(both, await trained({ sampleWeight: byExample.map((weight) => weight * weight) }));
  assert.equal(await trained({ classWeight: { 1: 3 } }), await trained({ classWeight: { 0: 1, 1: 3 } }));
});

test("the loss that is told is the weighted one, and what is measured is not", async () => {
  const plain = await historyOf({ validationData: [x, y] });
  const doubled = await historyOf({ validationData: [x, y], sampleWeight: labels.map(() => 2) });
  assertClose(doubled.history.loss!, [2 * plain.history.loss![0]!], 1e-6, "loss");
  assert.equal(doubled.history.val_loss, plain.history.val_loss);
});

test("a split takes the weights of the examples that it leaves to train on", async () => {
  const sampleWeight = labels.map((_, index) => index / 10);
  const split = await trained({ sampleWeight, validationSplit: 0.5, batchSize: 4 });
  const first = arraySource(x.slice(0, 12), y.slice(0, 12), { sampleWeight: sampleWeight.slice(0, 12), batchSize: 4 });
  const batches = [];
  for await (const { weights } of first.inOrder!()) batches.push(...weights!);
  assertClose(batches, sampleWeight.slice(0, 12), 1e-6, "weights");
  assert.not.equal(split, await trained({ validationSplit: 0.5, batchSize: 4 }));
});

test("balanced weights are scikit-learn's", () => {
  assert.equal(balancedClassWeights([0, 0, 0, 1], 2), { 0: 4 / 6, 1: 2 });
  assert.throws(() => balancedClassWeights([0, 3], 3), /expected labels from 0 to 2, got 3/);
  assert.throws(() => balancedClassWeights(undefined as never, 3), /expected labels as numbers, got undefined/);
  assert.throws(() => balancedClassWeights([0, 2], 3), /expected examples of every class, got none of 1/);
});

test("batches whose gradients are summed up train as one batch of all", async () => {
  const whole = await trained({ batchSize: 24 });
  const parts = await trained({ batchSize: 6, accumulate: 4 });
  for (const [name, values] of Object.entries(parts)) assertClose(values, whole[name]!, 1e-5, name);
  // Six batches in all, of which the last two fill no sum: the weights are those after the first four.
  const before = await trained({ batchSize: 8, accumulate: 4 });
  const never = await trained({ batchSize: 8, accumulate: 7 });
  assert.not.equal(before, never);
});

test("a layer's multiplier scales its steps, and 0 keeps it as it is", async () => {
  const start = await trained({ epochs: 1, batchSize: 24, multipliers: { hidden: 0, head: 0 } });
  const plain = await trained({ epochs: 1, batchSize: 24 });
  const slower = await trained({ epochs: 1, batchSize: 24, multipliers: { hidden: 0.25 } });
  for (const name of Object.keys(start)) {
    const part = name.startsWith("hidden") ? 0.25 : 1;
    const moved = start[name]!.map((value, index) => value + part * (plain[name]![index]! - value));
    assertClose(slower[name]!, moved, 1e-5, name);
  }
});

test("the same bits on one thread and on two, with all of it at once", async () => {
  const runs = [];
  for (const threads of [1, 2]) {
    const model = new Sequential([
      input({ shape: [4] }),
      new Dense({ name: "hidden", units: 300, activation: "relu" }),
      new Dense({ name: "head", units: 2, activation: "softmax" }),
    ]);
    model.compile({
      optimizer: new AdamW({ learningRate: 0.01, globalClipnorm: 0.05, gradientAccumulationSteps: 2 }),
      loss: categoricalCrossentropy({ labelSmoothing: 0.1 }),
      learningRateMultipliers: { hidden: 0.3 },
      backend: await wasmBackend({ threads, smallestSharedWork: 0 }),
    });
    await model.fit(x, y, { epochs: 3, batchSize: 8, classWeight: { 1: 3 }, mixup: 0.4 });
    runs.push(model.parameters.map(({ values }) => [...values]));
  }
  assert.equal(runs[0], runs[1]);
});

test("a loss with defaults, or with rest arguments, takes the examples' weights", async () => {
  const ones = Tensor.from(new Float32Array(8).fill(1), [8]);
  const own = (delta: number): readonly Loss[] => [
    (target, output, sampleWeight = ones) => mean(mul(mean(square(sub(target, output)), -1), mul(sampleWeight, delta))),
    (...[target, output, sampleWeight]) =>
      mean(mul(mean(square(sub(target, output)), -1), mul(sampleWeight ?? ones, delta))),
  ];
  for (const loss of own(1)) {
    const weights = [];
    for (const used of [loss, "meanSquaredError"] as const) {
      const model = new Sequential([input({ shape: [4] }), new Dense({ name: "head", units: 2 })]);
      model.compile({ optimizer: new SGD(), loss: used, backend });
      await model.fit(x, y, { batchSize: 8, sampleWeight: labels.map((label) => 1 + label) });
      weights.push([...model.parameters[0]!.values]);
    }
    assertClose(weights[0]!, weights[1]!, 1e-6, "head");
  }
});

test("mistakes are named", async () => {
  const rejects = async (promise: Promise<unknown>, message: RegExp): Promise<void> => {
    const error = await promise.then(
      () => null,
      (reason: unknown) => reason,
    );
    assert.match(String(error), message);
  };
  await rejects(
    trained({ sampleWeight: [1, 2] }),
    /sampleWeight: expected 24 weights, one per example, got an array of 2/,
  );
  await rejects(trained({ sampleWeight: [1], validationSplit: 0.5 }), /sampleWeight: expected 24 weights/);
  await rejects(
    trained({ sampleWeight: labels.map((_, index) => (index === 3 ? -1 : 1)) }),
    /sampleWeight: expected numbers of 0 or more, got -1 for example 3/,
  );
  await rejects(trained({ classWeight: { 1: Number.NaN } }), /expected classWeight .* got NaN for class 1/);
  await rejects(trained({ multipliers: { hidden: -1 } }), /the multiplier of layer "hidden" to be 0 or more, got -1/);
  await rejects(trained({ multipliers: { body: 1 } }), /it has no layer "body"/);
  const model = new Sequential([input({ shape: [4] }), new Dense({ units: 2 })]);
  const own: Loss = (target, output) => mean(square(sub(target, output)));
  model.compile({ optimizer: new SGD(), loss: own, backend });
  await rejects(model.fit(x, y, { classWeight: { 0: 2 } }), /expected a loss \(target, output, sampleWeight\)/);
});

test.run();
