import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Callback, Logs } from "../../../src/train/callbacks/callback.js";
import { csvLogger } from "../../../src/train/callbacks/csvLogger.js";
import { earlyStopping } from "../../../src/train/callbacks/earlyStopping.js";
import { epochLog } from "../../../src/train/callbacks/epochLog.js";
import { modelCheckpoint } from "../../../src/train/callbacks/modelCheckpoint.js";
import { fakeControls, play as playAll } from "./play.js";

/** After how many epochs the callback stopped the run, and which weights it put back. */
async function play(callback: Callback, epochs: readonly Logs[], first = 0) {
  const { epochs: count, restored } = await playAll(callback, epochs, first);
  return { epochs: count, restored };
}

const losses = (...values: number[]): Logs[] => values.map((value) => ({ val_loss: value, val_accuracy: -value }));

test("early stopping waits as long as it is told, and puts the best weights back", async () => {
  const figures = losses(3, 2, 2.5, 2.4, 1, 5);
  assert.equal(await play(earlyStopping(), figures), { epochs: 3, restored: null });
  assert.equal(await play(earlyStopping({ patience: 2, restoreBestWeights: true }), figures), {
    epochs: 4,
    restored: 1,
  });
  assert.equal(await play(earlyStopping({ patience: 3 }), figures), { epochs: 6, restored: null });
  assert.is((await play(earlyStopping({ monitor: "val_accuracy" }), figures)).epochs, 3, "more accuracy is better");
  assert.is((await play(earlyStopping({ minDelta: 1.5 }), figures)).epochs, 2, "a little better does not count");
  assert.is(
    (await play(earlyStopping({ startFromEpoch: 3 }), figures)).epochs,
    6,
    "from 2.4 on, 1 is better, 5 is not",
  );
});

test("a figure that is not there is named", async () => {
  let message = "";
  await play(earlyStopping({ monitor: "val_f1" }), losses(1)).catch((error: Error) => {
    message = error.message;
  });
  assert.match(message, /val_f1/);
});

test("the checkpoint saves every epoch, or only the best", async () => {
  const saved: number[] = [];
  const save = (epoch: number): void => void saved.push(epoch);
  await play(modelCheckpoint({ save }), losses(1, 2, 0.5));
  assert.equal(saved.splice(0), [0, 1, 2]);
  await play(modelCheckpoint({ save, saveBestOnly: true }), losses(1, 2, 0.5));
  assert.equal(saved, [0, 2]);
});

test("callbacks go on with what they knew, as a checkpoint keeps it", async () => {
  const saved: number[] = [];
  const make = [
    () => earlyStopping({ patience: 2, restoreBestWeights: true }),
    () => modelCheckpoint({ save: (epoch) => void saved.push(epoch), saveBestOnly: true }),
  ] as const;
  const outcomes = [];
  for (const create of make) {
    const first = create();
    await play({ ...first, onTrainEnd: () => {} }, losses(1, 2));
    const state = first.memory!.save();
    const second = create();
    const { onTrainBegin } = second;
    const resumed: Callback = {
      ...second,
      onTrainBegin: async (run, controls) => {
        await onTrainBegin?.(run, controls);
        second.memory!.restore({ ...state, values: JSON.parse(JSON.stringify(state.values)) });
      },
    };
    outcomes.push(await play(resumed, losses(1.5, 1.7, 0.5), 2));
  }
  assert.equal(
    outcomes[0],
    { epochs: 3, restored: 0 },
    "the second epoch without a better figure, and the best weights",
  );
  assert.equal(saved, [0, 4], "1.5 is not the best, 0.5 is");
});

test("each epoch has a line of figures", async () => {
  const lines: string[] = [];
  const epochs = Array.from({ length: 10 }, () => ({ loss: 0.25, learning_rate: 1e-4 }));
  await play(
    epochLog((line) => lines.push(line)),
    epochs,
  );
  assert.match(lines[0]!, /^epoch {2}1\/10 {2}\d+\.\d s {2}loss 0\.2500 {2}learning_rate 1\.00e-4$/);
  assert.match(lines[9]!, /^epoch 10\/10 /);
});

test("the CSV file has a header and a line an epoch, and nothing is left beside it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "linnet-csv-"));
  try {
    const logger = csvLogger(join(folder, "log.csv"));
    await play(logger, [
      { loss: 1, val_loss: 2 },
      { loss: 0.5, val_loss: 1.5 },
    ]);
    assert.is(readFileSync(join(folder, "log.csv"), "utf8"), "epoch,loss,val_loss\r\n0,1,2\r\n1,0.5,1.5\r\n");
    assert.equal(readdirSync(folder), ["log.csv"]);
    const { controls } = fakeControls();
    await logger.onTrainBegin?.({ initialEpoch: 2, epochs: 3, steps: 1 }, controls);
    await logger.onEpochEnd?.(2, { loss: 0.25, val_loss: 1 }, controls);
    assert.match(
      readFileSync(join(folder, "log.csv"), "utf8"),
      /\n1,0\.5,1\.5\r\n2,0\.25,1\r\n$/,
      "a run that goes on",
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.run();
