// Sequential models that begin with a layer: built by build, or by the first examples.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { Conv2D, Dense, Dropout, Flatten, input, ReLU } from "../../src/layers/index.js";
import { arraySource } from "../../src/train/batches/batchSource.js";
import { Model } from "../../src/train/model.js";
import { Sequential } from "../../src/train/sequential.js";
import { assertClose, randomTensor } from "../support/compare.js";

const x = randomTensor([6, 5, 5, 2], "x");
const y = randomTensor([6, 3], "y");
const options = { optimizer: "sgd", loss: "mse", backend: "reference" } as const;
const rest = () => [new Conv2D({ filters: 4, kernelSize: 3 }), new ReLU(), new Flatten(), new Dense({ units: 3 })];
const weightsOf = (model: Model) => model.parameters.map(({ name, values }) => [name, [...values]]);

async function rejects(promise: Promise<unknown>, message: RegExp): Promise<void> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.match(String(error), message);
}

test("without an input it is built by the first fit, as with one", async () => {
  const [late, early] = [new Sequential(rest()), new Sequential([input({ shape: [5, 5, 2] }), ...rest()])];
  assert.is(late.isBuilt, false);
  assert.is(late.layers.length, 4);
  for (const model of [late, early]) {
    model.compile({ ...options, metrics: ["accuracy"], learningRateMultipliers: { dense: 0.5 } });
    await model.fit(x, y, { epochs: 2, batchSize: 4 });
  }
  assert.is(late.isBuilt, true);
  assert.is(late.layers.length, 5);
  assert.equal(weightsOf(late), weightsOf(early));
});

test("predict, evaluate and build build it too", async () => {
  const [predicts, evaluates, told] = [1, 2, 3].map(() => new Sequential([new Flatten(), new Dense({ units: 3 })]));
  predicts!.useBackend("reference");
  assert.equal((await predicts!.predict(x)).shape, [6, 3]);
  evaluates!.compile(options);
  assert.ok((await evaluates!.evaluate(x, y)).loss! > 0);
  told!.build([5, 5, 2]);
  told!.useBackend("reference");
  assert.equal((await told!.predict([x]))[0]!.values, (await predicts!.predict(x)).values);
  assert.equal(told!.inputShape, [5, 5, 2]);
});

test("layers are added one after the other, before it is built and after", async () => {
  const model = new Sequential();
  for (const layer of rest()) model.add(layer);
  model.compile(options);
  await model.fit(x, y);
  const before = await model.predict(x);
  assert.ok(before.values.some((value) => value < 0));
  model.add(new ReLU());
  assert.is(model.getLayer("re_lu_1").name, "re_lu_1");
  assertClose(
    (await model.predict(x)).values,
    before.values.map((value) => Math.max(value, 0)),
    1e-6,
    "outputs",
  );
  await rejects(model.fit(x, y), /fit: expected compile\(\{ optimizer, loss \}\) to come before/);
  model.add(new Dense({ units: 1 }));
  assert.equal(model.outputShape, [1]);

  const begun = new Sequential();
  begun.add(input({ shape: [4] }));
  begun.add(new Dense({ units: 2 }));
  const onTop = new Sequential();
  onTop.add(begun);
  onTop.add(new Dropout({ rate: 0.5 }));
  assert.equal(
    onTop.layers.map(({ name }) => name),
    ["input_layer", "dense", "dropout"],
  );
});

test("layers can be frozen before it is built", async () => {
  const model = new Sequential([new Flatten(), new Dense({ units: 3, name: "first" }), new Dense({ units: 3 })]);
  model.getLayer("first").trainable = false;
  model.compile(options);
  model.build([5, 5, 2]);
  const [frozen, trained] = ["first", "dense"].map((name) => [...model.getLayer(name).parameters[0]!.values]);
  await model.fit(x, y);
  assert.equal([...model.getLayer("first").parameters[0]!.values], frozen);
  assert.not.equal([...model.getLayer("dense").parameters[0]!.values], trained);
});

test("it is read from its file as a model", async () => {
  const model = new Sequential([new Flatten(), new Dense({ units: 3 })]);
  model.build([5, 5, 2]);
  model.useBackend("reference");
  const copy = Model.decode(model.encode());
  copy.useBackend("reference");
  assert.equal((await copy.predict(x)).values, (await model.predict(x)).values);
});

test("mistakes are named", async () => {
  const unbuilt =
    /model "sequential": it has no input yet: call build\(inputShape\), or fit or predict with tensors, first/;
  const model = new Sequential([new Flatten(), new Dense({ units: 3 })]);
  for (const use of [() => model.inputShape, () => model.getWeights(), () => model.encode(), () => model.output])
    assert.throws(use, unbuilt);
  assert.throws(() => model.loadWeights(new Map()), unbuilt);
  model.compile(options);
  await rejects(model.fit(arraySource(x, y)), unbuilt);
  assert.throws(() => model.add(input({ shape: [2] })), /expected its input before its layers/);
  model.build([2]);
  assert.throws(() => model.build([2]), /build: it has its input already/);
  assert.throws(() => new Sequential().build([2]), /build: expected layers, add some first/);
  assert.throws(
    () => new Sequential([3 as never]),
    /Sequential: expected a layer, what input\(\) gave, or a network, got 3/,
  );
  assert.throws(
    () => new Sequential([new Flatten(), input({ shape: [2] }) as never]),
    /Sequential: expected layers after the first/,
  );
  const late = new Sequential([new Dense({ units: 1 })]);
  late.compile({ ...options, learningRateMultipliers: { body: 1 } });
  await rejects(late.fit(y, y.slice(0, 6)), /it has no layer "body"/);
});

test.run();
