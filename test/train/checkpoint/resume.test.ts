import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { EPOCHS, type Outcome, type SmallRunOptions, STEPS, smallRun } from "./smallRun.js";

const test = suite("going on after a break");
const folder = mkdtempSync(join(tmpdir(), "linnet-resume-"));
const file = join(folder, "run.checkpoint.safetensors");
const csv = join(folder, "log.csv");

test.before.each(() => rmSync(file, { force: true }));
test.after(() => rmSync(folder, { recursive: true }));

/** Trains until the signal that comes after so many steps, then goes on in a model that is new. */
async function brokenOff(step: number, options: SmallRunOptions = {}): Promise<Outcome> {
  const controller = new AbortController();
  let steps = 0;
  const onBatchEnd = (): void => {
    steps += 1;
    if (steps === step) controller.abort();
  };
  const checkpoint = { file, everySeconds: 3600, ...options.checkpoint };
  const first = await smallRun({ ...options, checkpoint, signal: controller.signal, callbacks: [{ onBatchEnd }] });
  assert.is(first.history.interrupted, true);
  return smallRun({ ...options, checkpoint });
}

test("the weights, the figures and the log are those of a run without a break, wherever it was broken off", async () => {
  const whole = await smallRun({ csv });
  const log = readFileSync(csv, "utf8");
  assert.is(log.trim().split("\n").length, EPOCHS + 1);
  for (const step of [1, STEPS - 1, STEPS, STEPS + 2, 3 * STEPS, EPOCHS * STEPS - 1, EPOCHS * STEPS]) {
    const outcome = await brokenOff(step, { csv });
    assert.equal(outcome.weights, whole.weights, `broken off after step ${step}`);
    assert.equal(outcome.history.history, whole.history.history);
    assert.equal(outcome.history.epochs, whole.history.epochs);
    assert.is(readFileSync(csv, "utf8"), log);
    assert.equal(readdirSync(folder), ["log.csv"], "the checkpoint is removed after the last epoch");
  }
});

test("kept features are made again", async () => {
  const whole = await smallRun({ frozen: true });
  assert.equal((await brokenOff(STEPS + 1, { frozen: true })).weights, whole.weights);
});

test("a run that early stopping has ended goes no further, and has its best weights", async () => {
  const options = { minDelta: 10 };
  const whole = await smallRun(options);
  assert.is(whole.history.epochs.length, 4, "no better figure for three epochs");
  const broken = await brokenOff(3 * STEPS + 2, options);
  assert.equal(broken, whole);
  await smallRun({ ...options, checkpoint: { file, deleteAtEnd: false } });
  assert.equal(await smallRun({ ...options, checkpoint: { file } }), whole);
});

test.run();
