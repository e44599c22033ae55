import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { wasmBackend } from "../../../src/backends/wasm/index.js";
import { readSafetensors, type StoredTensor } from "../../../src/formats/safetensors/safetensors.js";
import { writeSafetensors } from "../../../src/formats/safetensors/writeSafetensors.js";
import type { Sequential } from "../../../src/train/sequential.js";
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

test("sums of gradients, mixed pictures and weights of classes are those of a run without a break too", async () => {
  const options = { accumulate: 2, mixup: 0.4, classWeight: { 0: 1, 1: 3 } };
  const whole = await smallRun(options);
  assert.not.equal(whole.weights, (await smallRun({})).weights);
  assert.equal((await brokenOff(STEPS + 1, options)).weights, whole.weights);
});

test("a run that goes on under another arithmetic says so, and goes on", async () => {
  const { warn } = console;
  const warnings: string[] = [];
  const backend = await wasmBackend({ threads: 1 });
  const under =
    (multiplyAdd: "fused" | "separate") =>
    (model: Sequential): void =>
      model.useBackend({ ...backend, multiplyAdd });
  const controller = new AbortController();
  const callbacks = [{ onBatchEnd: () => controller.abort() }];
  const checkpoint = { file };
  await smallRun({ checkpoint, signal: controller.signal, callbacks, prepare: under("fused") });
  console.warn = (warning: string): void => void warnings.push(warning);
  try {
    const { history } = await smallRun({ checkpoint, prepare: under("separate") });
    assert.is(history.epochs.length, EPOCHS);
  } finally {
    console.warn = warn;
  }
  assert.is(warnings.length, 1, warnings.join());
  assert.match(
    warnings[0]!,
    /run\.checkpoint\.safetensors: the run began with fused multiply-adds and goes on with separate/,
  );
});

test("a run goes on with its own settings and frozen weights only", async () => {
  const messageAfter = async (options: SmallRunOptions): Promise<string> => {
    const failed = await smallRun(options).catch((error: Error) => error);
    return failed instanceof Error ? failed.message : "nothing";
  };
  const controller = new AbortController();
  const onBatchEnd = (): void => controller.abort();
  const kept = { frozen: true, checkpoint: { file, identity: { data: "first" } } };
  await smallRun({ ...kept, signal: controller.signal, callbacks: [{ onBatchEnd }] });
  const bytes = readFileSync(file);
  assert.match(
    await messageAfter({ ...kept, shuffle: false, classWeight: { 1: 2 } }),
    /run\.checkpoint\.safetensors: a run goes on with .*: shuffle is true .*, got false; classWeight is not set .*, got \{"1":2\}$/,
  );
  assert.match(
    await messageAfter({ ...kept, checkpoint: { file, identity: { data: "second" } } }),
    /: data is first in the checkpoint, got second$/,
  );
  assert.match(
    await messageAfter({ ...kept, prepare: (model) => model.getLayer("conv").parameters[0]!.values.reverse() }),
    /: a run goes on with the frozen weights that it began with, "conv\/kernel" has others$/,
  );
  assert.match(await messageAfter({ checkpoint: { file, everySeconds: -1 } }), /everySeconds of 0 or more, got -1/);
  assert.equal(readFileSync(file), bytes);
  const anew = await smallRun({ ...kept, checkpoint: { file, resume: false } });
  assert.equal(anew.history.epochs.length, EPOCHS);
});

test("a run does not go on from moments that are missing, cut or of another optimizer", async () => {
  const controller = new AbortController();
  await smallRun({
    checkpoint: { file },
    signal: controller.signal,
    callbacks: [{ onBatchEnd: () => controller.abort() }],
  });
  const { tensors, metadata } = readSafetensors(readFileSync(file), file);
  const { digest: _, ...undigested } = metadata;
  const [moment] = [...tensors.keys()].filter((name) => name.startsWith("moments/"));
  const { values } = tensors.get(moment!)!;
  const cases: readonly (readonly [Map<string, StoredTensor>, RegExp])[] = [
    [
      new Map([...tensors].filter(([name]) => name !== moment)),
      /expected the optimizer's \d+ numbers of ".*", got none$/,
    ],
    [new Map(tensors).set(moment!, { shape: [1], values: values.slice(0, 1) }), /expected the optimizer's .*, got 1$/],
    [
      new Map(tensors).set("moments/other", { shape: [values.length], values }),
      /for this step alone, got "other" beside them$/,
    ],
  ];
  for (const [changed, message] of cases) {
    writeFileSync(file, writeSafetensors(changed, undigested));
    const failed = await smallRun({ checkpoint: { file } }).catch((error: Error) => error);
    assert.match(String(failed), message);
    assert.match(String(failed), /^LinnetError: .*run\.checkpoint\.safetensors: /);
  }
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
