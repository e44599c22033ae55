import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { JobEvent } from "../../../src/jobs/events.js";
import { pruneJob } from "../../../src/jobs/prune/pruneJob.js";
import { quantizeJob } from "../../../src/jobs/quantize/quantizeJob.js";
import { trainJob } from "../../../src/jobs/train/trainJob.js";
import { countZeros, prunableLayers } from "../../../src/train/pruning.js";
import { decodeModel } from "../../support/decodeModel.js";
import { abortAt, ofKind, recordEvents, refusal, type TinyJob, tinyJob } from "../../support/tinyJob.js";

const test = suite("prune job");
let job: TinyJob;
let model: string;

test.before(async () => {
  job = await tinyJob("prune", 15);
  model = job.file("model.safetensors");
  await trainJob(job.faces, { ...job.options, epochs: 1, testSize: 0.4, output: model });
});

test.after(() => job.remove());

const readModel = (file: string) => decodeModel(readFileSync(file), file);

test("each sparsity is told, has a file with as many zeros, and is measured on what training held out", async () => {
  const { events, control } = recordEvents();
  const options = { sparsity: [0.5, 0.9], epochs: 1, batchSize: 8, output: job.file("pruned.safetensors") };
  const levels = await pruneJob(model, job.faces, options, control);
  assert.equal(
    ofKind(events, "level").map(({ level }) => level),
    levels,
  );
  assert.equal([ofKind(events, "dataset")[0]!.trainedOn, ofKind(events, "dataset")[0]!.heldOut], [18, 12]);
  assert.equal([...new Set(ofKind(events, "step").map(({ epochsAhead }) => epochsAhead))], [1, 0]);
  for (const { sparsity, weights, zeros, gzipBytes, file } of levels.slice(1)) {
    const { model: pruned, record } = readModel(file);
    assert.equal(countZeros(prunableLayers(pruned)), { weights, zeros });
    assert.ok(Math.abs(zeros / weights - sparsity!) < 0.001, `${zeros} of ${weights}`);
    assert.is((record.training.pruning as { sparsity: number }).sparsity, sparsity);
    assert.ok(gzipSync(readFileSync(file)).length < 1.02 * gzipBytes);
    assert.is(countZeros([pruned.getLayer("Conv1")]).zeros, 0, "the first convolution is left alone");
  }
  assert.ok(levels[2]!.gzipBytes < 0.4 * levels[0]!.gzipBytes);
  const back = pruneJob(levels[2]!.file, job.faces, { sparsity: [0.5], output: job.file("never") });
  assert.match((await refusal(back)).message, /^sparsity: expected more than what the model has, 0\.90, got 0\.5/);
  for (const output of ["", job.file("none/")]) {
    const unnamed = pruneJob(model, job.faces, { sparsity: [0.5], output });
    assert.match((await refusal(unnamed)).message, /^output: expected the name of a file, got "/);
  }
});

test("only the layers that are named are pruned, and a frozen base stays as it is", async () => {
  const output = job.file("head.safetensors");
  await pruneJob(model, job.faces, { layers: ["dense", "dense_1"], sparsity: [0.75], epochs: 1, output });
  const [before, after] = [readModel(model).model, readModel(job.file("head-0.75.safetensors")).model];
  const kernelOf = (one: typeof before) => one.getLayer("block_3_expand").parameters[0]!.values;
  assert.equal(kernelOf(after), kernelOf(before));
  assert.is(countZeros([after.getLayer("dense")]).zeros, 0.75 * 1280 * 8);
});

test("a signal keeps what is finished, and drops the level in which it comes", async () => {
  const { control } = abortAt((event) => event.kind === "step" && event.step === 1);
  const output = job.file("interrupted.safetensors");
  const levels = await pruneJob(model, job.faces, { sparsity: [0.5], batchSize: 4, output }, control);
  assert.equal(
    levels.map(({ sparsity }) => sparsity),
    [null],
  );
  assert.not.ok(existsSync(job.file("interrupted-0.5.safetensors")));
});

test("a pruning that was broken off, in any level, goes on to the same models", async () => {
  const options = { sparsity: [0.5, 0.7], epochs: 2, batchSize: 4 };
  await pruneJob(model, job.faces, { ...options, output: job.file("whole.safetensors") });
  const file = job.file("prune.checkpoint.safetensors");
  const output = job.file("again.safetensors");
  for (const level of [0, 1]) {
    let levels = 0;
    const isTime = (event: JobEvent): boolean => {
      if (event.kind === "level") levels += 1;
      return levels === level + 1 && event.kind === "step" && event.epoch === 1 && event.step === 2;
    };
    const first = abortAt(isTime);
    await pruneJob(model, job.faces, { ...options, output, checkpoint: { file } }, first.control);
    assert.is(ofKind(first.events, "stopped")[0]!.place, `level ${level + 1}`);
    const second = recordEvents();
    const levelsAgain = await pruneJob(
      model,
      job.faces,
      { ...options, output, checkpoint: { file, resume: true } },
      second.control,
    );
    assert.equal(
      levelsAgain.map(({ sparsity }) => sparsity),
      [null, 0.5, 0.7],
    );
    const [step] = ofKind(second.events, "step");
    assert.is(step!.epoch, 1, "the level goes on where it was");
    for (const sparsity of options.sparsity) {
      const [ours, theirs] = ["again", "whole"].map((name) =>
        readModel(job.file(`${name}-${sparsity}.safetensors`)).model.getWeights(),
      );
      assert.equal(ours, theirs);
    }
    assert.equal([existsSync(file), existsSync(job.file("prune.checkpoint-level.safetensors"))], [false, false]);
  }
});

test("what has no layers to prune is refused before any work", async () => {
  const output = job.file("int8.safetensors");
  await quantizeJob(model, job.faces, { pictures: 2, output });
  const pruning = pruneJob(output, job.faces, { sparsity: [0.5], output: job.file("none.safetensors") });
  assert.match((await refusal(pruning)).message, /int8\.safetensors: expected layers whose weights can be set to 0/);
});

test.run();
