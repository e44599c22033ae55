// fit and evaluate on the model on which Keras's were run (test/oracles/keras/modelApi.py, behaviour.py and small.py).

import { test } from "uvu";
import * as assert from "uvu/assert";
import { referenceBackend } from "../../src/backends/reference/index.js";
import { Dense, input } from "../../src/layers/index.js";
import { SGD } from "../../src/optim/sgd.js";
import { Tensor } from "../../src/tensor/tensor.js";
import type { Callback } from "../../src/train/callbacks/callback.js";
import { learningRateScheduler } from "../../src/train/callbacks/learningRateScheduler.js";
import { type CompileOptions, type FitOptions, Model } from "../../src/train/model.js";
import { assertClose } from "../support/compare.js";
import { readFixture } from "../support/kerasFixture.js";

interface Trained {
  readonly history: { readonly [name: string]: readonly number[] };
  readonly epoch: readonly number[];
  readonly kernel: readonly number[];
}

interface Fixture {
  readonly [name: string]: Trained;
}

const fixture = readFixture<Fixture>("model-api");
const more = readFixture<{
  readonly "fit twice": { readonly first: Trained; readonly second: Trained };
  readonly losses: Fixture;
  readonly evaluate: { readonly [name: string]: { readonly loss: number; readonly accuracy: number } };
  readonly "history with LearningRateScheduler": Trained["history"];
}>("model-api");

const x = Tensor.from(Float32Array.of(1, 0, 0, 1, 2, -1, -1, 1, 0.5, 0.5, 3, 1, 0, -2), [7, 2]);
const y = Tensor.from(
  Float32Array.from([0, 1, 1, 0, 0, 1, 0].flatMap((label) => (label === 0 ? [1, 0] : [0, 1]))),
  [7, 2],
);
const SAMPLE_WEIGHT = [1, 2, 0, 1, 0.5, 3, 1];

function kerasModel(options: Partial<CompileOptions> = {}): Model {
  const begin = input({ shape: [2] });
  const model = new Model({
    inputs: begin,
    outputs: new Dense({ units: 2, activation: "softmax", name: "d" }).apply(begin),
  });
  model.parameters[0]!.values = Float32Array.of(0.5, -0.25, 0.125, 0.75);
  model.compile({
    optimizer: new SGD({ learningRate: 0.1 }),
    loss: "categorical_crossentropy",
    metrics: ["accuracy"],
    backend: referenceBackend,
    ...options,
  });
  return model;
}

async function fit(options: FitOptions, model = kerasModel()): Promise<Trained> {
  const { history, epochs } = await model.fit(x, y, { batchSize: 3, shuffle: false, ...options });
  return { history, epoch: epochs, kernel: [...model.parameters[0]!.values] };
}

/** linnet's history has the learning rate too. */
function assertTrained(trained: Trained, expected: Trained, what: string): void {
  assert.equal(trained.epoch, expected.epoch, what);
  const { learning_rate: _, ...history } = trained.history;
  assert.equal(Object.keys(history).sort(), Object.keys(expected.history).sort(), what);
  for (const [name, values] of Object.entries(expected.history))
    assertClose(Float32Array.from(history[name]!), Float32Array.from(values), 2e-6, `${what}: ${name}`);
  assertClose(Float32Array.from(trained.kernel), Float32Array.from(expected.kernel), 1e-6, `${what}: kernel`);
}

const first = (tensor: Tensor): Tensor => tensor.slice(0, 2);

const cases: { readonly [name: string]: FitOptions } = {
  plain: { epochs: 3 },
  class_weight: { epochs: 2, classWeight: { 0: 3, 1: 0.5 } },
  "class_weight missing class": { epochs: 2, classWeight: { 1: 0.25 } },
  sample_weight: { epochs: 2, sampleWeight: SAMPLE_WEIGHT },
  "validation_split .3": { epochs: 2, validationSplit: 0.3 },
  "validation_split .5": { epochs: 1, validationSplit: 0.5 },
  "validation_split + sample_weight": { epochs: 2, validationSplit: 0.3, sampleWeight: SAMPLE_WEIGHT },
  initial_epoch: { epochs: 4, initialEpoch: 2 },
  validation_data: { epochs: 1, validationData: [first(x), first(y)] },
};

for (const [name, options] of Object.entries(cases)) {
  test(`fit gives Keras's history and weights: ${name}`, async () => {
    assertTrained(await fit(options), fixture[name]!, name);
  });
}

test("fit goes on where it ended, as Keras's", async () => {
  const model = kerasModel();
  assertTrained(await fit({ epochs: 1 }, model), more["fit twice"].first, "first");
  assertTrained(await fit({ epochs: 1 }, model), more["fit twice"].second, "second");
});

test("evaluate gives Keras's figures, with weights of the examples and without", async () => {
  const model = kerasModel();
  const expected = more.evaluate;
  const plain = await model.evaluate(x, y, { batchSize: 3 });
  const weighted = await model.evaluate(x, y, { batchSize: 3, sampleWeight: SAMPLE_WEIGHT });
  for (const [name, value] of Object.entries(expected.dict!))
    assert.ok(Math.abs(plain[name]! - value) < 2e-6, `${name} ${plain[name]} ${value}`);
  for (const [name, value] of Object.entries(expected.weighted!))
    assert.ok(Math.abs(weighted[name]! - value) < 2e-6, `weighted ${name} ${weighted[name]} ${value}`);
});

test("LearningRateScheduler gives Keras's history, the rate too", async () => {
  const expected = more["history with LearningRateScheduler"];
  const { history } = await fit({ epochs: 2, callbacks: [learningRateScheduler((_epoch, rate) => rate / 2)] });
  assert.equal(Object.keys(history).sort(), Object.keys(expected).sort());
  for (const [name, values] of Object.entries(expected))
    assertClose(Float32Array.from(history[name]!), Float32Array.from(values), 2e-6, name);
});

// behaviour.json: "split 9 0.1 8 1 linnet 9 0"
const splits = readFixture<readonly string[]>("behaviour").flatMap((line) => {
  const found = /^split (\d+) (\S+) (\d+) (\d+)/.exec(line);
  return found === null ? [] : [found.slice(1).map(Number)];
});

test("validationSplit divides the examples as Keras does", async () => {
  assert.is(splits.length, 6);
  for (const [count, validationSplit, trained, measured] of [...splits, [7, 0.3, 4, 3]]) {
    const rows = Tensor.from(new Float32Array(2 * count!), [count!, 2]);
    const model = kerasModel();
    let steps = 0;
    const counting: Callback = {
      onBatchEnd: () => {
        steps += 1;
      },
    };
    const { history } = await model.fit(rows, rows, {
      validationSplit: validationSplit!,
      batchSize: 1,
      validationBatchSize: 100,
      callbacks: [counting],
    });
    assert.is(steps, trained, `${count} ${validationSplit}`);
    assert.is(count! - steps, measured);
    assert.ok("val_loss" in history);
  }
  const few = Tensor.from(new Float32Array(2), [1, 2]);
  const error = await kerasModel()
    .fit(few, few, { validationSplit: 0.2 })
    .catch((reason: unknown) => reason);
  assert.match(
    String(error),
    /fit: expected examples to train on and to measure, validationSplit 0.2 of 1 leaves 0 and 1/,
  );
});

test("no epochs give an empty history, as in Keras", async () => {
  assert.equal((await fit({ epochs: 0 })).history, {});
  assert.equal((await fit({ epochs: 1, initialEpoch: 2 })).history, {});
});

/** small.json's last lines: what was changed, and whether the layer moves in the fit that follows. */
const trainable: { readonly [line: string]: (model: Model) => Promise<void> } = {
  "frozen after compile, before the first fit: moves False": async (model) => {
    model.getLayer("d").trainable = false;
  },
  "frozen between two fits: moves True": async (model) => {
    await fit({}, model);
    model.getLayer("d").trainable = false;
  },
  "unfrozen between two fits: moves False": async (model) => {
    model.getLayer("d").trainable = false;
    await fit({}, model);
    model.getLayer("d").trainable = true;
  },
  "unfrozen after compile before fit: moves True": async (model) => {
    model.getLayer("d").trainable = false;
    model.compile({ optimizer: "sgd", loss: "categorical_crossentropy", backend: referenceBackend });
    model.getLayer("d").trainable = true;
  },
};

test("the layers that are trainable when fit first runs are trained", async () => {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    const lines = readFixture<readonly string[]>("small").filter((line) => / moves (True|False)$/.test(line));
    assert.equal(lines.sort(), Object.keys(trainable).sort());
    for (const line of lines) {
      const model = kerasModel();
      await trainable[line]!(model);
      const before = [...model.parameters[0]!.values];
      await fit({}, model);
      const moves = model.parameters[0]!.values.some((value, index) => value !== before[index]);
      assert.is(moves, line.endsWith("True"), line);
    }
  } finally {
    console.warn = warn;
  }
});

test.run();
