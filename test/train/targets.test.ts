// What an output may be compared with: a tensor of its shape, with or without a last axis of one, or indexes of classes.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { Dense } from "../../src/layers/dense.js";
import { input } from "../../src/layers/input.js";
import { sparseCategoricalCrossentropy } from "../../src/losses/categorical.js";
import { LinnetError } from "../../src/tensor/errors.js";
import { oneHot } from "../../src/tensor/ops/index.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { arraySource } from "../../src/train/batches/batchSource.js";
import type { CompileOptions } from "../../src/train/compileArguments.js";
import { Model } from "../../src/train/model.js";
import { randomTensor } from "../support/compare.js";

const x = randomTensor([8, 4], "x");
const classes = Tensor.from(Float32Array.of(0, 2, 1, 1, 0, 2, 2, 0), [8]);
const answers = Tensor.from(Float32Array.of(0, 1, 1, 1, 0, 0, 1, 0), [8]);

function network(units: number, activation: "softmax" | "sigmoid", loss: CompileOptions["loss"]): Model {
  const inputs = input({ shape: [4] });
  const model = new Model({ inputs, outputs: new Dense({ units, activation, name: "out" }).apply(inputs) });
  model.compile({ optimizer: "sgd", loss });
  return model;
}

async function losses(model: Model, y: Tensor): Promise<readonly number[]> {
  const { history } = await model.fit(x, y, { epochs: 3, batchSize: 4 });
  return [...history.loss!, (await model.evaluate(x, y)).loss!];
}

test("indexes of classes train as rows of ones and zeros do", async () => {
  const expected = await losses(network(3, "softmax", "categoricalCrossentropy"), oneHot(classes, 3));
  for (const y of [classes, classes.reshape([8, 1])])
    assert.equal(await losses(network(3, "softmax", "sparse_categorical_crossentropy"), y), expected);
});

test("answers of one output may lack its axis", async () => {
  const expected = await losses(network(1, "sigmoid", "binaryCrossentropy"), answers.reshape([8, 1]));
  assert.equal(await losses(network(1, "sigmoid", "binaryCrossentropy"), answers), expected);
});

const wrongClass = Tensor.from(Float32Array.of(0, 1, 2, 3, 0, 0, 0, 0), [8]);
const mistakes: readonly (readonly [what: string, model: () => Model, y: Tensor, message: RegExp])[] = [
  [
    "indexes for a loss of shares",
    () => network(3, "softmax", "categoricalCrossentropy"),
    classes,
    /expected y of output "out" as \[count,3\] by its loss, or a sparse loss for indexes of classes, got 1 numbers/,
  ],
  [
    "rows for a sparse loss",
    () => network(3, "softmax", "sparseCategoricalCrossentropy"),
    oneHot(classes, 3),
    /expected y of output "out" as \[count\] by its loss, got 3 numbers an example/,
  ],
  [
    "a class that is not there",
    () => network(3, "softmax", "sparseCategoricalCrossentropy"),
    wrongClass,
    /expected y of output "out" to hold classes from 0 to 2, got 3/,
  ],
  [
    "a softmax of one unit",
    () => network(1, "softmax", "binaryCrossentropy"),
    answers,
    /expected output "out" to be more than a softmax of one unit, which is always 1: use sigmoid, or two units/,
  ],
  [
    "a categorical loss of one unit",
    () => network(1, "sigmoid", "categoricalCrossentropy"),
    answers,
    /categoricalCrossentropy: expected outputs for two classes or more, got \[1,1\]: use binaryCrossentropy/,
  ],
  ["a shape that no loss takes", () => network(3, "softmax", "mse"), answers.reshape([4, 2]), /expected y as a tensor/],
];

for (const [what, model, y, message] of mistakes) {
  test(`${what} is named`, async () => {
    const examples = y.shape[0] === 8 ? x : x.slice(0, 4);
    for (const call of [() => model().fit(examples, y), () => model().evaluate(examples, y)]) {
      const error = await call().catch((reason: unknown) => reason);
      assert.instance(error, LinnetError);
      assert.match((error as Error).message, message);
    }
  });
}

test("a class that is ignored may be any number", async () => {
  const model = network(3, "softmax", sparseCategoricalCrossentropy({ ignoreClass: 3 }));
  assert.ok(Number.isFinite((await model.evaluate(x, wrongClass)).loss));
});

test("a source whose rows are of another length is named", async () => {
  const source = arraySource(x, classes);
  const error = await network(3, "softmax", "mse")
    .fit(source)
    .catch((reason: unknown) => reason);
  assert.match(String(error), /LinnetError: fit: expected y of output "out" as \[count,3\] by its loss/);
});

test.run();
