// Binary cross-entropy behind a softmax of two: the mathematics' where Keras takes the softmax's logits for a sigmoid's
// (test/oracles/keras/softmaxBce.py, docs/main-job.md), and the categorical loss, in which both agree.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { Dense } from "../../src/layers/dense.js";
import { input } from "../../src/layers/input.js";
import { SGD } from "../../src/optim/index.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { Model } from "../../src/train/model.js";
import { assertClose } from "../support/compare.js";
import { readFixture } from "../support/kerasFixture.js";

const notes = readFixture<readonly string[]>("softmax-bce");
const x = Tensor.from(Float32Array.of(1, 0, 0, 1, 2, -1), [3, 2]);
const y = Tensor.from(Float32Array.of(1, 0, 0, 1, 0, 1), [3, 2]);

/** The numbers of the note that begins so. */
function numbersOf(start: string): number[] {
  const note = notes.find((one) => one.startsWith(start))!;
  return [...note.slice(start.length).matchAll(/-?\d+\.\d+/g)].map(([digits]) => Number(digits));
}

async function measured(loss: "binaryCrossentropy" | "categoricalCrossentropy") {
  const inputs = input({ shape: [2] });
  const dense = new Dense({ units: 2, activation: "softmax", useBias: false, name: "out" });
  const model = new Model({ inputs, outputs: dense.apply(inputs) });
  model.loadWeights(new Map([["out/kernel", Tensor.from(Float32Array.of(2, 0, 0, 2), [2, 2])]]));
  model.compile({ optimizer: new SGD({ learningRate: 1 }), loss });
  const before = (await model.evaluate(x, y)).loss!;
  const { history } = await model.fit(x, y, { batchSize: 3 });
  return { before, first: history.loss![0]!, kernel: model.getWeights().get("out/kernel")!.values };
}

test("binary: the loss is that of the probabilities", async () => {
  const [byProbabilities] = numbersOf("by softmax probabilities ");
  const { before, first } = await measured("binaryCrossentropy");
  assertClose([before, first], [byProbabilities!, byProbabilities!], 5e-6, "loss");
  const [keras] = numbersOf("Dense softmax: ");
  assert.ok(Math.abs(before - keras!) > 0.5);
});

test("categorical: losses and the step are Keras's", async () => {
  const [evaluated, fitted, ...kernel] = numbersOf("cce ");
  const found = await measured("categoricalCrossentropy");
  assertClose([found.before, found.first], [evaluated!, fitted!], 1e-6, "loss");
  assertClose(found.kernel, kernel, 1e-6, "kernel");
});

test.run();
