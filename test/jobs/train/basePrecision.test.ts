import { readFileSync, statSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ImageClassifier } from "../../../src/index.js";
import type { TrainOptions } from "../../../src/jobs/train/options.js";
import { trainJob } from "../../../src/jobs/train/trainJob.js";
import { tuneJob } from "../../../src/jobs/tune/tuneJob.js";
import { ImportedGraph } from "../../../src/opGraph/importedGraph.js";
import { abortAt, ofKind, onFewLayers, recordEvents, refusal, type TinyJob, tinyJob } from "../../support/tinyJob.js";

const test = suite("a base in int8");
/** Of the three convolutions in `onFewLayers`; each takes a byte instead of four. */
const BASE_WEIGHTS = 3 * 3 * 3 * 16 + 3 * 3 * 16 + 16 * 640;
let job: TinyJob;
let options: TrainOptions;

test.before(async () => {
  job = await tinyJob("base-precision", 15);
  options = await onFewLayers(job);
});

test.after(() => job.remove());

const train = (own: TrainOptions = {}, control = {}) =>
  trainJob(job.faces, { ...options, basePrecision: "int8", ...own }, control);

test("its features are integers', its file is small, and predicts what was measured", async () => {
  const [output, float] = [job.file("int8.safetensors"), job.file("float.safetensors")];
  const { events, control } = recordEvents();
  const trained = await train({ output }, control);
  await train({ output: float, basePrecision: "float32" });
  const calibrated = ofKind(events, "progress").filter(({ task }) => task === "calibration");
  assert.is(calibrated.at(-1)!.total, 24, "the six that were held out show nothing");
  assert.ok(statSync(output).size < statSync(float).size - 2 * BASE_WEIGHTS);
  const graph = trained.model.layers.find((layer) => layer instanceof ImportedGraph)!;
  assert.is(graph.trainable, false);
  assert.ok(graph.graph.quantization !== undefined);
  const classifier = await ImageClassifier.load(output, { threads: 1 });
  const { unseen, trainedOn } = await classifier.evaluate(job.faces);
  assert.equal([trainedOn, unseen!.accuracy], [24, trained.heldOut.accuracy]);
  assert.equal(unseen!.confusionMatrix, trained.heldOut.confusionMatrix);
  await classifier.close();
});

test("augmented photographs go through it in every epoch", async () => {
  const { history } = await train({ augment: true, epochs: 1 });
  assert.ok(Number.isFinite(history.history.loss![0]!));
});

test("a run that was broken off goes on to the same file, and in no other precision", async () => {
  const whole = job.file("whole.safetensors");
  await train({ output: whole });
  const [output, file] = [job.file("resumed.safetensors"), job.file("run.checkpoint.safetensors")];
  const { control } = abortAt((event) => event.kind === "epoch");
  const broken = await train({ output, checkpoint: { file } }, control);
  assert.ok(broken.interrupted);
  const float = train({ output, basePrecision: "float32", checkpoint: { file, resume: true } });
  assert.match((await refusal(float)).message, /basePrecision is int8 in the checkpoint, got float32/);
  const resumed = await train({ output, checkpoint: { file, resume: true } });
  assert.not.ok(resumed.interrupted);
  assert.equal(weightsOf(await ImageClassifier.load(output)), weightsOf(await ImageClassifier.load(whole)));
});

function weightsOf({ network }: ImageClassifier) {
  return [...network.getWeights()];
}

test("a search tries heads on it", async () => {
  const { winner, settings } = await tuneJob(job.faces, { ...options, basePrecision: "int8", trials: 3, factor: 3 });
  assert.is(settings.basePrecision, "int8");
  assert.ok(winner.result.accuracy >= 0);
});

test("what would train integers is refused by name", async () => {
  const message = async (options: TrainOptions): Promise<string> => (await refusal(train(options))).message;
  assert.match(await message({ fineTune: 1 }), /^basePrecision: expected no fineTune beside it/);
  const { weights: _, ...scratch } = job.options;
  const fromScratch = trainJob(job.faces, { ...scratch, fromScratch: true, basePrecision: "int8" });
  assert.match((await refusal(fromScratch)).message, /^basePrecision: expected no fromScratch beside it/);
  assert.match(
    await message({ basePrecision: "int4" as "int8" }),
    /basePrecision: expected one of float32, int8, got "int4"/,
  );
});

test("a model on it is a base like any other", async () => {
  const base = job.file("int8.safetensors");
  assert.ok(readFileSync(base).length > 0);
  const { model } = await trainJob(job.faces, { ...options, base, epochs: 1 });
  assert.ok(model.layers.some((layer) => layer instanceof ImportedGraph));
  const message = `basePrecision: expected a base of real numbers beside it, and ${base} is quantized already`;
  assert.is((await refusal(train({ base }))).message, message);
  assert.is((await refusal(tuneJob(job.faces, { threads: 1, base, basePrecision: "int8" }))).message, message);
});

test.run();
