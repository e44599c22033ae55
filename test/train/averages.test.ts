// Moving averages of the weights in fit: what stays in the model at the end, and a run that goes on after a break.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Dense, input } from "../../src/layers/index.js";
import { SGD } from "../../src/optim/index.js";
import type { FitOptions } from "../../src/train/model.js";
import { Sequential } from "../../src/train/sequential.js";
import { assertClose, randomTensor } from "../support/compare.js";

const x = randomTensor([8, 3], "x");
const y = randomTensor([8, 2], "y");

interface Run extends FitOptions {
  readonly useEma?: boolean;
}

/** All weights after a run, and before it those of earlier epochs. */
async function train({ useEma = true, ...options }: Run) {
  const model = new Sequential([input({ shape: [3] }), new Dense({ name: "dense", units: 2, seed: 1 })]);
  const averaging = useEma ? { useEma, emaMomentum: 0.5 } : {};
  model.compile({ optimizer: new SGD({ learningRate: 0.1, ...averaging }), loss: "mse", backend: "reference" });
  const weights = () => model.parameters.flatMap(({ values }) => [...values]);
  const each: number[][] = [];
  const callbacks = [{ onEpochEnd: () => void each.push(weights()) }, ...(options.callbacks ?? [])];
  await model.fit(x, y, { batchSize: 8, ...options, callbacks });
  return { model, each, weights: weights() };
}

test("the averages take the weights' place after the last epoch, and only then", async () => {
  const plain = await train({ useEma: false, epochs: 3 });
  const { each, weights } = await train({ epochs: 3 });
  assert.equal(each, plain.each);
  const [first, second, third] = each;
  assertClose(
    weights,
    first!.map((value, i) => (value / 2 + second![i]! / 2) / 2 + third![i]! / 2),
    1e-6,
    "averages",
  );
});

test("fit of no epochs leaves the weights", async () => {
  const { model, weights } = await train({ epochs: 1 });
  await model.fit(x, y, { epochs: 1, initialEpoch: 1 });
  assert.equal(
    model.parameters.flatMap(({ values }) => [...values]),
    weights,
  );
});

test("a broken run goes on to the averages of a run without a break", async () => {
  const folder = mkdtempSync(join(tmpdir(), "linnet-averages-"));
  const checkpoint = { file: join(folder, "run.safetensors") };
  try {
    const controller = new AbortController();
    const stop = { onEpochEnd: (epoch: number) => void (epoch === 1 && controller.abort()) };
    await train({ epochs: 4, checkpoint, signal: controller.signal, callbacks: [stop] });
    const { weights } = await train({ epochs: 4, checkpoint });
    assert.equal(weights, (await train({ epochs: 4 })).weights);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.run();
