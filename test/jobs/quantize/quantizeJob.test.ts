import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { ImageClassifier, summary } from "../../../src/index.js";
import { type QuantizeOptions, quantizeJob } from "../../../src/jobs/quantize/quantizeJob.js";
import { trainJob } from "../../../src/jobs/train/trainJob.js";
import { abortAt, ofKind, onFewLayers, recordEvents, refusal, type TinyJob, tinyJob } from "../../support/tinyJob.js";

const test = suite("quantizeJob");
let job: TinyJob;
let model: string;
/** Without folders of classes. */
let photographs: string;

test.before(async () => {
  job = await tinyJob("quantize", 10);
  model = job.file("model.safetensors");
  await trainJob(job.faces, { ...(await onFewLayers(job)), output: model });
  photographs = job.file("photographs");
  mkdirSync(photographs);
  for (const name of ["0.png", "1.png", "2.png"])
    copyFileSync(`${job.faces}/with_mask/${name}`, `${photographs}/${name}`);
});

test.after(() => job.remove());

const quantize = (options: Partial<QuantizeOptions> = {}) =>
  quantizeJob(model, photographs, { output: job.file("int8.safetensors"), threads: 1, ...options });

test("a trained model becomes smaller, and does as well on what it was not trained on", async () => {
  const { events, control } = recordEvents();
  const output = job.file("int8.safetensors");
  const { file, bytes, accuracy } = await quantizeJob(model, job.faces, { output, threads: 1 }, control);
  assert.is(file, output);
  assert.equal(bytes, { before: statSync(model).size, after: statSync(output).size });
  assert.ok(bytes.after < bytes.before / 2, `${bytes.after} of ${bytes.before}`);
  assert.equal([accuracy!.photographs, accuracy!.areUnseen], [4, true]);
  assert.ok(Math.abs(accuracy!.after - accuracy!.before) <= 0.25);
  const tasks = new Set(ofKind(events, "progress").map(({ task }) => task));
  assert.equal([...tasks], ["calibration", "correction", "audit", "evaluation"]);
  const classifier = await ImageClassifier.load(output);
  assert.equal(classifier.labels, ["with_mask", "without_mask"]);
  const [best] = await classifier.classify(`${job.faces}/with_mask/0.png`);
  assert.ok(best!.probability >= 0.5);
  await classifier.close();
});

test("photographs without folders of classes calibrate, and compare nothing", async () => {
  assert.is((await quantize()).accuracy, null);
});

test("the same photographs come to the same file", async () => {
  const [one, two] = [job.file("one.safetensors"), job.file("two.safetensors")];
  await quantize({ output: one, pictures: 2 });
  await quantize({ output: two, pictures: 2, threads: 2 });
  assert.equal(readFileSync(one), readFileSync(two));
});

test("it goes into the files of other programs, with what it is used for", async () => {
  const classify = async (file: string) => {
    const classifier = await ImageClassifier.load(file, { threads: 1 });
    const classes = await classifier.classify(`${job.faces}/with_mask/0.png`);
    await classifier.close();
    return classes.map(({ label, probability }) => `${label} ${probability.toFixed(5)}`);
  };
  for (const output of ["all.safetensors", "all.tflite", "all.onnx"].map(job.file)) await quantize({ output });
  const own = await classify(job.file("all.safetensors"));
  assert.equal(await classify(job.file("all.tflite")), own);
  assert.equal(await classify(job.file("all.onnx")), own);
});

test("a classifier quantizes itself, and tells how it goes", async () => {
  const classifier = await ImageClassifier.load(model, { threads: 1 });
  const { events, control } = recordEvents();
  const quantized = await classifier.quantize(job.faces, { pictures: 5, threads: 1, ...control });
  assert.is(ofKind(events, "progress").find(({ task }) => task === "calibration")!.total, 5);
  assert.equal(quantized.labels, classifier.labels);
  assert.ok(quantized.encode().length < classifier.encode().length / 2);
  assert.match(summary(quantized.network), /^Params of eight-bit integers: 15,952 \(15\.58 KB\)$/m);
  assert.match(summary(quantized.network), /^Total params: 16,634 \(18\.24 KB\)$/m);
  const wrong = classifier.quantize(job.faces, { pictures: 0 });
  assert.match((await refusal(wrong)).message, /pictures: expected a whole number/);
  await Promise.all([classifier.close(), quantized.close()]);
});

test("a photograph that cannot be read is told once, and nothing is compared where that is not wanted", async () => {
  const faces = job.file("broken");
  cpSync(job.faces, faces, { recursive: true });
  writeFileSync(`${faces}/with_mask/broken.png`, readFileSync(`${faces}/with_mask/0.png`).subarray(0, 60));
  const output = job.file("broken.safetensors");
  const { events, control } = recordEvents();
  await quantizeJob(model, faces, { output, threads: 1 }, control);
  assert.is(ofKind(events, "leftOut").length, 1);
  const without = recordEvents();
  const { accuracy } = await quantizeJob(model, faces, { output, threads: 1, compare: false }, without.control);
  assert.is(accuracy, null);
  assert.not.ok(ofKind(without.events, "progress").some(({ task }) => task === "evaluation" || task === "audit"));
});

test("a signal ends it, and nothing is written", async () => {
  const output = job.file("stopped.safetensors");
  const { control } = abortAt((event) => event.kind === "progress" && event.task === "correction");
  const { name } = await refusal(quantizeJob(model, job.faces, { output, threads: 1 }, control));
  assert.is(name, "AbortError");
  assert.not.ok(existsSync(output));
});

test("what is asked for wrongly is refused by name, before any work", async () => {
  const message = async (options: Partial<QuantizeOptions>): Promise<string> =>
    (await refusal(quantize(options))).message;
  assert.match(
    await message({ output: job.file("model.keras") }),
    /output: expected a name that ends with \.safetensors/,
  );
  assert.match(await message({ output: model }), /output: expected another file than those that are read/);
  const missing = quantizeJob(model, job.file("nowhere"), { output: job.file("int8.safetensors") });
  assert.match(
    (await refusal(missing)).message,
    /nowhere: expected a folder of photographs, which could not be read \(/,
  );
  assert.match(await message({ pictures: 0 }), /pictures: expected a whole number from 1 to 100000, got 0/);
});

test.run();
