// Callbacks in a training: learning rates, files, breaks and numbers that are not finite.

import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { referenceBackend } from "../../../src/backends/reference/index.js";
import { Dense, input } from "../../../src/layers/index.js";
import { exponentialDecay } from "../../../src/optim/schedules/schedules.js";
import { SGD } from "../../../src/optim/sgd.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { backupAndRestore } from "../../../src/train/callbacks/backupAndRestore.js";
import type { Callback } from "../../../src/train/callbacks/callback.js";
import { lambdaCallback } from "../../../src/train/callbacks/lambdaCallback.js";
import { learningRateScheduler } from "../../../src/train/callbacks/learningRateScheduler.js";
import { modelCheckpoint } from "../../../src/train/callbacks/modelCheckpoint.js";
import { reduceLROnPlateau } from "../../../src/train/callbacks/reduceLROnPlateau.js";
import { terminateOnNaN } from "../../../src/train/callbacks/terminateOnNaN.js";
import { type FitOptions, Model } from "../../../src/train/model.js";
import { Sequential } from "../../../src/train/sequential.js";
import { play } from "./play.js";

const x = Tensor.from(
  Float32Array.from({ length: 16 }, (_, index) => Math.sin(index)),
  [8, 2],
);
const y = Tensor.from(
  Float32Array.from({ length: 8 }, (_, index) => Math.cos(index)),
  [8, 1],
);

function smallModel(optimizer = new SGD({ learningRate: 0.1, momentum: 0.9 })): Sequential {
  const model = new Sequential([input({ shape: [2] }), new Dense({ units: 1, name: "d" })]);
  model.parameters[0]!.values = Float32Array.of(0.5, -0.5);
  model.compile({ optimizer, loss: "mse", backend: referenceBackend });
  return model;
}

const weightsOf = (model: Model): number[] => model.parameters.flatMap(({ values }) => [...values]);

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "linnet-callbacks-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function failure(work: () => Promise<unknown>): Promise<string> {
  return String(await work().catch((error: unknown) => error));
}

test("the rate falls on a plateau, after a cooldown again, and no further than the least", async () => {
  const flat = (...values: number[]) => values.map((value) => ({ val_loss: value }));
  const options = { patience: 2, factor: 0.5 };
  // Worked out by hand from Keras's rule: https://keras.io/api/callbacks/reduce_lr_on_plateau.
  const { rates } = await play(reduceLROnPlateau(options), flat(1, 1, 1, 1, 1, 0.5, 0.5));
  assert.equal(rates, [1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25]);
  const cooled = await play(reduceLROnPlateau({ ...options, cooldown: 2 }), flat(1, 1, 1, 1, 1, 1, 1));
  assert.equal(cooled.rates, [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25]);
  const least = await play(reduceLROnPlateau({ ...options, minLearningRate: 0.4 }), flat(1, 1, 1, 1, 1, 1, 1));
  assert.equal(least.rates, [1, 1, 1, 0.5, 0.5, 0.4, 0.4, 0.4]);
  assert.equal(
    (await play(reduceLROnPlateau({ ...options, minDelta: 0.2 }), flat(1, 0.9, 0.85))).rates,
    [1, 1, 1, 0.5],
  );
});

test("a rate that a callback sets holds until compile, and not beside a schedule", async () => {
  const model = smallModel();
  const halve = learningRateScheduler((_, rate) => rate / 2);
  const first = await model.fit(x, y, { epochs: 2, callbacks: [halve] });
  assert.equal(first.history.learning_rate, [0.05, 0.025]);
  assert.equal((await model.fit(x, y)).history.learning_rate, [0.025]);
  model.compile({ optimizer: new SGD({ learningRate: 0.1 }), loss: "mse", backend: referenceBackend });
  assert.equal((await model.fit(x, y)).history.learning_rate, [0.1]);
  const schedule = exponentialDecay({ initial: 0.1, decayRate: 0.5, decaySteps: 1 });
  const scheduled = smallModel(new SGD({ learningRate: schedule }));
  for (const callback of [halve, reduceLROnPlateau({ monitor: "loss" })])
    assert.match(
      await failure(() => scheduled.fit(x, y, { callbacks: [callback] })),
      /fit: expected an optimizer with a number as learningRate/,
    );
  assert.match(
    await failure(() => smallModel().fit(x, y, { callbacks: [learningRateScheduler(() => Number.NaN)] })),
    /fit: expected learningRate to be a number of 0 or more, got NaN/,
  );
});

test("a run that is broken off goes on with the same rates and weights", async () => {
  for (const saveFreq of ["epoch", 1] as const) {
    await inFolder(async (folder) => {
      const callbacks = (more: Callback[] = []): Callback[] => [
        learningRateScheduler((_, rate) => rate * 0.7),
        reduceLROnPlateau({ monitor: "loss", patience: 0, minDelta: 10 }),
        backupAndRestore({ backupDir: join(folder, "backup"), saveFreq }),
        ...more,
      ];
      const options: FitOptions = { epochs: 4, batchSize: 2, stepsPerEpoch: 3 };
      const whole = smallModel();
      const expected = await whole.fit(x, y, { ...options, callbacks: callbacks() });
      const stop = new Error("broken off");
      const breaking: Callback = {
        onBatchEnd: (batch) => {
          if (steps++ === 7 && batch >= 0) throw stop;
        },
      };
      let steps = 0;
      const broken = smallModel();
      const error = await broken.fit(x, y, { ...options, callbacks: callbacks([breaking]) }).catch((reason) => reason);
      assert.is(error, stop);
      const model = smallModel();
      const { history } = await model.fit(x, y, { ...options, callbacks: callbacks() });
      assert.equal(history, expected.history);
      assert.equal(weightsOf(model), weightsOf(whole));
      assert.equal(readdirSync(join(folder, "backup")), [], "the file is removed at the end");
    });
  }
});

test("checkpoints are written under names with figures, whole or weights alone, and by batches", async () => {
  await inFolder(async (folder) => {
    const model = smallModel();
    const seen: number[][] = [];
    const callbacks = [
      modelCheckpoint({ filepath: join(folder, "{epoch:02d}-{loss:.2f}.safetensors") }),
      modelCheckpoint({ filepath: join(folder, "w{epoch}.safetensors"), saveWeightsOnly: true, monitor: "loss" }),
      modelCheckpoint({ filepath: join(folder, "b{epoch}-{batch}.safetensors"), saveFreq: 3 }),
      lambdaCallback({
        onTrainBatchEnd: async (_batch, _logs, controls) => {
          await controls.writeWeights();
          seen.push(weightsOf(model));
        },
      }),
    ];
    const { history } = await model.fit(x, y, { epochs: 2, batchSize: 2, callbacks });
    const named = history.loss!.map((loss, epoch) => `0${epoch + 1}-${loss.toFixed(2)}.safetensors`);
    const expected = [...named, "w1.safetensors", "w2.safetensors", "b1-3.safetensors", "b2-2.safetensors"];
    assert.equal(readdirSync(folder).sort(), expected.sort());
    assert.equal(weightsOf(await Model.load(join(folder, named[1]!))), weightsOf(model));
    assert.equal(weightsOf(await Model.load(join(folder, "b2-2.safetensors"))), seen[5]);
    assert.match(
      await failure(() => model.fit(x, y, { callbacks: [modelCheckpoint({ filepath: join(folder, "{acc}") })] })),
      /modelCheckpoint: expected a figure among loss, .*got \{acc\}/,
    );
  });
});

test("a loss that is not finite ends the run without an error, if that is wanted", async () => {
  const model = smallModel(new SGD({ learningRate: 1e30 }));
  const ends: string[] = [];
  const counting: Callback = {
    onEpochEnd: (epoch) => void ends.push(`epoch ${epoch}`),
    onTrainEnd: () => void ends.push("train"),
  };
  const { history, epochs } = await model.fit(x, y, {
    epochs: 5,
    batchSize: 8,
    callbacks: [terminateOnNaN(), counting],
  });
  assert.ok(epochs.length < 5);
  assert.ok(Number.isNaN(history.loss!.at(-1)));
  assert.is(ends.at(-1), "train");
  assert.ok(weightsOf(model).every(Number.isFinite), "the weights are those of the epoch before");
});

test("stop ends the epoch at its step, as in Keras", async () => {
  let steps = 0;
  const callback: Callback = {
    onBatchBegin: () => {
      steps += 1;
    },
    onBatchEnd: (batch, _logs, controls) => {
      if (batch === 1) controls.stop();
    },
  };
  const { epochs } = await smallModel().fit(x, y, { epochs: 3, batchSize: 2, callbacks: [callback] });
  assert.equal({ steps, epochs }, { steps: 2, epochs: [0] });
});

test("weights that are set during training hold from the next step on", async () => {
  const model = smallModel(new SGD({ learningRate: 0 }));
  const set: Callback = {
    onBatchEnd: (batch) => {
      if (batch === 0) model.setWeights([Float32Array.of(7, 8), Float32Array.of(9)]);
    },
  };
  await model.fit(x, y, { batchSize: 2, callbacks: [set] });
  assert.equal(weightsOf(model), [7, 8, 9]);
});

test("callbacks that are none, and misspelled ones, are refused by name", async () => {
  const wrong: readonly (readonly [unknown, RegExp])[] = [
    [[null], /fit: callbacks\[0\]: expected a callback, such as earlyStopping\(\), got null/],
    [["earlyStopping"], /fit: callbacks\[0\]: expected a callback/],
    [[{}], /fit: callbacks\[0\]: expected one or more of onTrainBegin/],
    [[{ on_epoch_end: () => {} }], /unknown function on_epoch_end: did you mean onEpochEnd\?/],
    [[{ onTrainBatchEnd: () => {} }], /unknown function onTrainBatchEnd: did you mean onBatchEnd\?/],
    [[{ onEpochEnd: 5 }], /expected onEpochEnd to be a function, got 5/],
    [null, /fit: expected callbacks to be an array, got null/],
  ];
  for (const [callbacks, message] of wrong)
    assert.match(await failure(() => smallModel().fit(x, y, { callbacks: callbacks as never })), message);
  assert.throws(() => lambdaCallback({ on_epoch_end: () => {} } as never), /did you mean onEpochEnd\?/);
  assert.throws(
    () => reduceLROnPlateau({ min_lr: 1 } as never),
    /unknown option min_lr: did you mean minLearningRate\?/,
  );
  assert.throws(() => reduceLROnPlateau({ factor: 1 }), /expected factor from 0 to below 1, got 1/);
  assert.throws(() => modelCheckpoint({} as never), /expected either filepath or save, got none/);
  assert.throws(() => backupAndRestore({} as never), /expected backupDir to name a folder, got undefined/);
  assert.throws(() => learningRateScheduler(0.1 as never), /expected a function \(epoch, learningRate\), got 0.1/);
  await inFolder(async (folder) => {
    const both = { checkpoint: { file: "a" }, callbacks: [backupAndRestore({ backupDir: folder })] };
    assert.match(await failure(() => smallModel().fit(x, y, both)), /expected one file that keeps the run, got a and/);
    assert.not.ok(existsSync("a"));
  });
});

test.run();
