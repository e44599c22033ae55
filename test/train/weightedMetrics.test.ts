// Weighted metrics count examples by their weights and those of their classes; plain ones do not, as in Keras.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { Dense } from "../../src/layers/dense.js";
import { input } from "../../src/layers/input.js";
import { AUC } from "../../src/metrics/auc.js";
import { Tensor } from "../../src/tensor/tensor.js";
import type { CompileOptions } from "../../src/train/compileArguments.js";
import { Model } from "../../src/train/model.js";

const x = Tensor.from(Float32Array.of(1, 2, 3, -1, -2, -3), [6, 1]);
const classes = Tensor.from(Float32Array.of(1, 1, 0, 0, 0, 1), [6]);

/** Answers by the sign of x, and never learns: right are four of six. */
function signModel(options: Partial<CompileOptions>, units = 1): Model {
  const inputs = input({ shape: [1] });
  const activation = units === 1 ? "sigmoid" : "softmax";
  const model = new Model({ inputs, outputs: new Dense({ units, activation, name: "out" }).apply(inputs) });
  const kernel = units === 1 ? Float32Array.of(1) : Float32Array.of(-1, 1);
  model.loadWeights(new Map(model.getWeights()).set("out/kernel", Tensor.from(kernel, [1, units])));
  model.compile({ optimizer: "sgd", loss: "binaryCrossentropy", ...options });
  return model;
}

const sampleWeight = [1, 1, 0, 1, 1, 0];

test("evaluate weighs them by the examples' weights, and numbers a name that comes twice", async () => {
  const model = signModel({ metrics: ["accuracy"], weightedMetrics: ["accuracy", new AUC()] });
  const figures = await model.evaluate(x, classes, { sampleWeight });
  assert.equal(Object.keys(figures), ["loss", "accuracy", "weighted_accuracy", "auc"]);
  assert.ok(Math.abs(figures.accuracy! - 4 / 6) < 1e-9);
  assert.is(figures.weighted_accuracy, 1);
  assert.is(figures.auc, 1);
});

test("fit weighs them by the weights of classes, of sparse targets too", async () => {
  for (const [units, loss] of [
    [1, "binaryCrossentropy"],
    [2, "sparseCategoricalCrossentropy"],
  ] as const) {
    const model = signModel({ loss, metrics: ["acc"], weightedMetrics: ["accuracy"] }, units);
    const { history } = await model.fit(x, classes, { batchSize: 2, shuffle: false, classWeight: { 0: 3, 1: 1 } });
    // Right are two of each class: (2 * 3 + 2 * 1) / (3 * 3 + 3 * 1).
    assert.ok(Math.abs(history.accuracy![0]! - 8 / 12) < 1e-9, `${history.accuracy}`);
    assert.ok(Math.abs(history.acc![0]! - 4 / 6) < 1e-9, `${history.acc}`);
  }
});

test("arguments of compile that are none are named", () => {
  const refused = (options: object, message: RegExp) =>
    assert.throws(
      () => signModel(options),
      (error: Error) => error.name === "LinnetError" && message.test(error.message),
    );
  refused(
    { weighted_metrics: ["accuracy"] },
    /compile: unknown option weighted_metrics: did you mean weightedMetrics\?/,
  );
  refused({ metrics: "accuracy" }, /compile: expected metrics to be an array or an object, got "accuracy"/);
  refused({ metrics: [null] }, /compile: metrics: expected a name, a metric or a function, got null/);
  refused({ lossWeights: [-1] }, /expected lossWeights of 0 or more, got -1/);
  refused({ lossWeights: ["1"] }, /expected lossWeights of 0 or more, got "1"/);
  refused({ lossWeights: [1, 2] }, /expected lossWeights for the output out, got a list of 2/);
  refused({ learningRateMultipliers: 2 }, /compile: expected learningRateMultipliers to be an object, got 2/);
});

test("the weight of one output's loss may be a number", async () => {
  const loss = async (lossWeights: number): Promise<number> =>
    (await signModel({ lossWeights }).evaluate(x, classes)).loss!;
  assert.ok(Math.abs((await loss(0.5)) - (await loss(1)) / 2) < 1e-6);
});

test.run();
