import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readSafetensors } from "../../../src/formats/safetensors/safetensors.js";
import { OptionError } from "../../../src/jobs/optionError.js";
import { type TrainOptions, trainDefaults } from "../../../src/jobs/train/options.js";
import { trainJob } from "../../../src/jobs/train/trainJob.js";
import { decodeModel } from "../../support/decodeModel.js";
import { abortAt, ofKind, onFewLayers, recordEvents, refusal, type TinyJob, tinyJob } from "../../support/tinyJob.js";

const test = suite("train job");
let job: TinyJob;
/** Of a base of four layers, where its kind does not matter. */
let few: TrainOptions;

test.before(async () => {
  job = await tinyJob("train", 15);
  few = await onFewLayers(job);
});

test.after(() => job.remove());

const train = (options: TrainOptions = {}, control = {}) =>
  trainJob(job.faces, { ...job.options, ...options }, control);

/** Names of the base's layers whose weights are no longer what they were. */
function changedLayers(file: string): string[] {
  const before = readSafetensors(readFileSync(job.weights), job.weights).tensors;
  const { tensors } = readSafetensors(readFileSync(file), file);
  const changed = [...before].filter(([name, { values }]) => tensors.get(name)!.values.some((v, i) => v !== values[i]));
  return [...new Set(changed.map(([name]) => name.split("/")[0]!))];
}

test("it tells what it does, and gives the model, its record, and every option", async () => {
  const [output, csv] = [job.file("model.safetensors"), job.file("log.csv")];
  const { events, control } = recordEvents();
  const trained = await train({ output, csv, limit: 20 }, control);
  const [dataset] = ofKind(events, "dataset");
  assert.equal([dataset!.trainedOn, dataset!.heldOut], [16, 4]);
  assert.match(ofKind(events, "plan")[0]!.explanation, /once/);
  assert.equal(
    ofKind(events, "epoch").map(({ epoch, epochs }) => [epoch, epochs]),
    [
      [0, 2],
      [1, 2],
    ],
  );
  assert.is(ofKind(events, "step").filter(({ step }) => step > 0).length, 4);
  assert.equal(ofKind(events, "saved"), [{ kind: "saved", what: "model", file: output }]);
  assert.is(readFileSync(csv, "utf8").trim().split("\n").length, 3);
  assert.is(trained.settings.dropout, trainDefaults.dropout);
  assert.is(trained.heldOut.photographs, 4);
  const { record } = decodeModel(readFileSync(output), output);
  assert.equal(record.classes, ["with_mask", "without_mask"]);
  assert.equal(record.training.heldOut, (trained.record.training as { heldOut: unknown }).heldOut);
  assert.equal(changedLayers(output), []);
});

test("photographs that cannot be decoded are left out, each named once; or end the job", async () => {
  const mixed = job.file("mixed");
  cpSync(job.faces, mixed, { recursive: true });
  const whole = readFileSync(join(mixed, "with_mask", "0.png"));
  for (const name of ["cut.png", "cut too.png"]) writeFileSync(join(mixed, "with_mask", name), whole.subarray(0, 200));
  for (const augment of [false, true]) {
    const { events, control } = recordEvents();
    await trainJob(mixed, { ...few, augment }, control);
    assert.is(ofKind(events, "leftOut").filter(({ reason }) => /cut short/.test(reason)).length, 2);
  }
  assert.match((await refusal(trainJob(mixed, { ...few, strict: true }))).message, /cut short/);
});

test("fine-tuning trains the head, then the last blocks with it, at rates of its own", async () => {
  const output = job.file("fine.safetensors");
  const { events, control } = recordEvents();
  const trained = await train(
    {
      ...{ output, schedule: "constant", fineTune: 2, fineTuneEpochs: 1, fineTuneLearningRate: 0.002, layerDecay: 0.5 },
      ...{ optimizer: "adamw", weightDecay: 0.01, clipNorm: 1, accumulate: 2, labelSmoothing: 0.1 },
      classWeights: "balanced",
    },
    control,
  );
  assert.equal(ofKind(events, "fineTune"), [{ kind: "fineTune", blocks: 2, ofBlocks: 17, learningRate: 0.002 }]);
  assert.equal(trained.history.history.learning_rate, [0.01, 0.01, 0.002]);
  assert.equal(
    new Set(ofKind(events, "step").map(({ epoch, epochsAhead }) => `${epoch} ${epochsAhead}`)),
    new Set(["0 1", "1 1", "2 0"]),
  );
  const parts = ["expand", "depthwise", "project"];
  const blocks = ["block_15", "block_16"].flatMap((block) => parts.map((part) => `${block}_${part}`));
  assert.equal(changedLayers(output).sort(), [...blocks, "Conv_1"].sort(), "and no batch norm");
});

test("mixup runs the base on every mix, and patience ends the run", async () => {
  const { events, control } = recordEvents();
  const trained = await trainJob(
    job.faces,
    { ...few, epochs: 9, learningRate: 0, earlyStopping: 2, mixup: 0.2 },
    control,
  );
  assert.match(ofKind(events, "plan")[0]!.explanation, /every/);
  assert.is(trained.history.epochs.length, 3, "the first epoch is the best, and two more had a chance");
});

test("from scratch every layer is trained", async () => {
  const output = job.file("scratch.safetensors");
  const { weights: _, ...options } = job.options;
  await trainJob(job.faces, { ...options, fromScratch: true, optimizer: "sgd", output });
  const changed = changedLayers(output);
  for (const name of ["Conv1", "bn_Conv1", "block_16_project"]) assert.ok(changed.includes(name));
});

test("a run that was broken off in either phase goes on to the same weights and log, bit for bit", async () => {
  const fineTune = { fineTune: 1, fineTuneEpochs: 3, augment: true } as const;
  const files = (name: string) => ({ output: job.file(`${name}.safetensors`), csv: job.file(`${name}.csv`) });
  const whole = files("whole");
  await train({ ...fineTune, ...whole });
  for (const epoch of [1, 3]) {
    const own = files(`broken in ${epoch}`);
    const checkpoint = { file: job.file(`${epoch}.checkpoint`), everySeconds: 0 };
    const first = abortAt((event) => event.kind === "step" && event.epoch === epoch && event.step === 2);
    const stopped = await train({ ...fineTune, ...own, checkpoint }, first.control);
    assert.ok(stopped.interrupted);
    const { place, canGoOn } = ofKind(first.events, "stopped")[0]!;
    assert.equal([place, canGoOn], [`step 2 of epoch ${epoch + 1}`, true]);
    const second = recordEvents();
    await train({ ...fineTune, ...own, checkpoint: { ...checkpoint, resume: true } }, second.control);
    assert.is(ofKind(second.events, "resume")[0]?.place, place);
    assert.not.ok(existsSync(checkpoint.file), "it is removed when the model is there");
    const tensorsOf = (file: string) => [...readSafetensors(readFileSync(file), file).tensors];
    assert.equal(tensorsOf(own.output), tensorsOf(whole.output));
    assert.is(readFileSync(own.csv, "utf8"), readFileSync(whole.csv, "utf8"));
  }
});

test("a run goes on with its own options only, and one that does not go on says what it replaces", async () => {
  const file = job.file("own.checkpoint");
  const { control } = abortAt((event) => event.kind === "step" && event.epoch === 1 && event.step === 1);
  const own = (options: TrainOptions, control = {}) => trainJob(job.faces, { ...few, ...options }, control);
  await own({ checkpoint: { file, everySeconds: 0 } }, control);
  const bytes = readFileSync(file);
  const other = await refusal(own({ hidden: 9, checkpoint: { file, resume: true } }));
  assert.match(other.message, /hidden is 8 in the checkpoint, got 9$/);
  const photographs = await refusal(own({ seed: 3, checkpoint: { file, resume: true } }));
  assert.match(photographs.message, /seed is 42 in the checkpoint, got 3/);
  assert.equal(readFileSync(file), bytes, "the checkpoint is as it was");
  const nothing = await refusal(own({ checkpoint: { file: job.file("none"), resume: true } }));
  assert.match(nothing.message, /^resume: there is no checkpoint .*none/);
  const { events, control: told } = recordEvents();
  await own({ checkpoint: { file } }, told);
  assert.is(ofKind(events, "replace")[0]?.checkpoint, file);
});

test("a signal before the first step leaves nothing", async () => {
  const output = job.file("early.safetensors");
  const { control } = abortAt((event) => event.kind === "dataset");
  assert.is(await refusal(train({ output }, control)), control.signal!.reason);
  assert.not.ok(existsSync(output));
});

test("options that are wrong are named before any work", async () => {
  const { weights: _, ...shape } = job.options;
  const cases: readonly [TrainOptions, string][] = [
    [{ ...job.options, weightDecay: 0.1 }, "weightDecay"],
    [{ ...job.options, fineTuneEpochs: 2 }, "fineTuneEpochs"],
    [{ ...job.options, layerDecay: 0.5 }, "layerDecay"],
    [{ ...job.options, fineTune: 18 }, "fineTune"],
    [{ ...job.options, fromScratch: true }, "fromScratch"],
    [{ ...shape, fromScratch: true, fineTune: 2 }, "fineTune"],
    [{ ...job.options, output: job.file("no/model") }, "output"],
    [{ ...job.options, csv: job.file("no/log.csv") }, "csv"],
    [{ ...job.options, checkpoint: { file: job.file("no/run") } }, "checkpoint"],
  ];
  for (const [options, option] of cases) {
    const { events, control } = recordEvents();
    const error = await refusal(trainJob(job.faces, options, control));
    assert.instance(error, OptionError);
    assert.is((error as OptionError).option, option);
    assert.equal(events, []);
  }
});

test.run();
