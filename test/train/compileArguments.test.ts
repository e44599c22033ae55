// Optimizers, losses and metrics by Keras's names, and functions of one's own.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { Dense, input } from "../../src/layers/index.js";
import { binaryCrossentropy } from "../../src/losses/binary.js";
import { categoricalCrossentropy } from "../../src/losses/categorical.js";
import { meanSquaredError } from "../../src/losses/regression.js";
import { Adam, AdamW, RMSProp, SGD } from "../../src/optim/index.js";
import { abs, mean, square, sub } from "../../src/tensor/ops/index.js";
import type { Tensor } from "../../src/tensor/tensor.js";
import type { CompileOptions, Model } from "../../src/train/model.js";
import { Sequential } from "../../src/train/sequential.js";
import { randomTensor } from "../support/compare.js";

const x = randomTensor([10, 3], "x");
const y = randomTensor([10, 2], "y");
const backend = "reference";

function compiled(options: Partial<CompileOptions>): Model {
  const model = new Sequential([input({ shape: [3] }), new Dense({ units: 2, activation: "sigmoid" })]);
  model.compile({ optimizer: "sgd", loss: "mse", backend, ...options });
  return model;
}

async function outcome(options: Partial<CompileOptions>): Promise<unknown> {
  const model = compiled(options);
  const { history } = await model.fit(x, y, { epochs: 2, batchSize: 4 });
  return [history, model.parameters.map(({ values }) => [...values])];
}

test("an optimizer's name stands for it with its defaults, and it goes on from one fit to the next", async () => {
  const pairs = [
    ["adam", new Adam()],
    ["Adam", new Adam()],
    ["adamw", new AdamW()],
    ["RMSprop", new RMSProp()],
    ["sgd", new SGD()],
  ] as const;
  for (const [name, optimizer] of pairs)
    assert.equal(await outcome({ optimizer: name as "adam" }), await outcome({ optimizer }), name);
  const [once, twice] = [compiled({ optimizer: "adam" }), compiled({ optimizer: "adam" })];
  await once.fit(x, y, { epochs: 3 });
  await twice.fit(x, y, { epochs: 2 });
  await twice.fit(x, y, { epochs: 3, initialEpoch: 2 });
  assert.equal([...twice.parameters[0]!.values], [...once.parameters[0]!.values]);
});

test("a loss has Keras's names, linnet's, and a function", async () => {
  const losses = [
    ["categorical_crossentropy", "categoricalCrossentropy", categoricalCrossentropy()],
    ["binary_crossentropy", "bce", binaryCrossentropy()],
    ["mean_squared_error", "mse", "meanSquaredError", meanSquaredError()],
  ] as const;
  for (const names of losses) {
    const [first, ...others] = await Promise.all(names.map((loss) => outcome({ loss })));
    for (const other of others) assert.equal(other, first);
  }
});

test("metrics by Keras's names stand under the name that was given", async () => {
  const { history } = await compiled({ metrics: ["acc", "accuracy", "f1_score", "F1Score"] }).fit(x, y);
  assert.equal(Object.keys(history), ["loss", "acc", "accuracy", "f1_score", "F1Score", "learning_rate"]);
  assert.equal(history.acc, history.accuracy);
  assert.equal(history.f1_score, history.F1Score);
});

test("a metric of one's own is the mean over all examples", async () => {
  const meanError = (target: Tensor, output: Tensor): Tensor => mean(abs(sub(output, target)));
  const largest = (target: Tensor): number => Math.max(...target.values);
  function squares(target: Tensor, output: Tensor): Tensor {
    return mean(square(sub(output, target)), -1);
  }
  const model = compiled({ metrics: [meanError, "accuracy", squares, largest] });
  const measured = await model.evaluate(x, y, { batchSize: 4 });
  const output = await model.predict(x);
  assert.equal(Object.keys(measured), ["loss", "meanError", "accuracy", "squares", "largest"]);
  assert.ok(Math.abs(measured.meanError! - mean(abs(sub(output, y))).item()) < 1e-6);
  assert.ok(Math.abs(measured.squares! - measured.loss!) < 1e-6);
  const largestOf = (from: number, to: number) => (to - from) * Math.max(...y.slice(from, to).values);
  assert.ok(Math.abs(measured.largest! - (largestOf(0, 4) + largestOf(4, 8) + largestOf(8, 10)) / 10) < 1e-6);
  const { history } = await model.fit(x, y, { validationSplit: 0.5 });
  assert.ok(Number.isFinite(history.val_meanError![0]!));
});

test("an unknown name is refused with the nearest one", () => {
  const refused = (options: object, message: RegExp) => assert.throws(() => compiled(options), message);
  refused({ optimizer: "adm" }, /compile: optimizer: expected one of adadelta, .*, got "adm": did you mean "adam"\?/);
  refused(
    { optimizer: "LossScaleOptimizer" },
    /compile: optimizer: expected one of .*, sgd, got "LossScaleOptimizer"$/,
  );
  refused({ optimizer: null }, /compile: expected an optimizer, as "adam" or new Adam\(\), got null/);
  refused(
    { loss: "catgorical_crossentropy" },
    /loss: .* got "catgorical_crossentropy": did you mean "categoricalCrossentropy"\?/,
  );
  refused({ loss: "toString" }, /compile: loss: expected one of .*, got "toString"$/);
  refused({ loss: undefined }, /compile: loss: expected one of .*, got undefined/);
  refused({ metrics: ["acuracy"] }, /compile: metrics: .* got "acuracy": did you mean "accuracy"\?/);
  refused({ metrics: [() => 1] }, /expected a metric's function to have a name/);
});

test("a loss that gives no scalar is named", async () => {
  for (const [loss, found] of [
    [() => categoricalCrossentropy, /output "dense" to give a scalar tensor \[\], got a function/],
    [categoricalCrossentropy({ reduction: "none" }), /got a tensor \[\d\]/],
    [(target: Tensor, output: Tensor) => square(sub(target, output)), /got a tensor \[\d,2\]/],
  ] as const) {
    const error = await compiled({ loss: loss as never })
      .fit(x, y)
      .catch((reason: unknown) => reason);
    assert.match(String(error), found);
  }
});

test.run();
