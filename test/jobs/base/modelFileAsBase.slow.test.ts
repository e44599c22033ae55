// Whole models' files as bases: what is left of their networks, and that heads on them are trained, kept and used.

import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  BatchNormalization,
  Conv2D,
  Dense,
  DepthwiseConv2D,
  Dropout,
  Flatten,
  GlobalAveragePooling2D,
  ImageClassifier,
  input,
  type LayerOutput,
  Model,
  ReLU,
  Rescaling,
} from "../../../src/index.js";
import { chooseBase } from "../../../src/jobs/base/chooseBase.js";
import { openBase } from "../../../src/jobs/base/openBase.js";
import { openModelFile } from "../../../src/jobs/base/openModelFile.js";
import { convertJob } from "../../../src/jobs/convert/convertJob.js";
import { evaluateJob } from "../../../src/jobs/evaluate/evaluateJob.js";
import type { TrainOptions } from "../../../src/jobs/train/options.js";
import { trainJob } from "../../../src/jobs/train/trainJob.js";
import { tuneJob } from "../../../src/jobs/tune/tuneJob.js";
import { readModelSource } from "../../../src/model/modelSource.js";
import type { NetworkRecord } from "../../../src/model/networkFile.js";
import { randomTensor } from "../../support/compare.js";
import { floats, node, onnxBytes, valueInfo } from "../../support/onnxModel.js";
import { abortAt, ofKind, recordEvents, refusal, type TinyJob, tinyJob } from "../../support/tinyJob.js";

const test = suite("a model's file as base");
let job: TinyJob;
let options: TrainOptions;
/** Of layers, of a graph of ops with a picture, of one with a row. */
let bases: readonly string[];

const use: NetworkRecord = { classes: ["a", "b", "c"], preprocessing: { mode: "tf", resize: "bilinear" } };

test.before(async () => {
  job = await tinyJob("base-file", 15);
  const { base: _, weights: __, alpha: ___, size: ____, ...common } = job.options;
  options = common;
  const x = input({ shape: [40, 32, 3] });
  const dense = (units: number, name: string) => new Dense({ units, name, seed: units });
  await write("small", [x], [dense(3, "classes").apply(new GlobalAveragePooling2D({}).apply(features(x)))]);
  await write("flat", [x], [dense(3, "last").apply(dense(6, "first").apply(new Flatten({}).apply(x)))]);
  await convertJob(place("small"), job.file("trained.onnx"));
  await convertJob(place("flat"), job.file("trained.tflite"));
  bases = [place("small"), job.file("trained.onnx"), job.file("trained.tflite")];
});

test.after(() => job.remove());

/** Pictures `[8, 7, 10]`, with names that the head would take too. */
function features(x: LayerOutput): LayerOutput {
  const first = new Conv2D({ filters: 10, kernelSize: 3, strides: 5, padding: "same", seed: 1, name: "dense" }).apply(
    x,
  );
  const block = new BatchNormalization({}).apply(first);
  const dropped = new Dropout({ rate: 0.5 }).apply(new ReLU({}).apply(block));
  const deep = new DepthwiseConv2D({ kernelSize: 3, padding: "same", seed: 2, name: "flatten" }).apply(dropped);
  return new ReLU({ name: "features" }).apply(deep);
}

async function write(name: string, inputs: readonly LayerOutput[], outputs: readonly LayerOutput[], record = use) {
  const model = new Model({ inputs, outputs });
  model.record = record;
  await model.save(place(name));
}

const place = (name: string): string => job.file(`${name}.safetensors`);
const train = (base: string, own: TrainOptions = {}, control = {}) =>
  trainJob(job.faces, { ...options, base, ...own }, control);

async function featuresOf(file: string, x = randomTensor([2, 40, 32, 3], "x")) {
  const { base, blocks, preprocessing } = await openModelFile(await readModelSource(file));
  const made = await base.predict(x);
  await base.close();
  return { made, blocks, preprocessing };
}

test("layers are cut behind the last picture, in every format", async () => {
  const expected = await featuresOf(place("small"));
  assert.equal(expected.made.shape, [2, 8, 7, 10]);
  assert.equal(expected.blocks, [["dense", "batch_normalization"], ["flatten"]]);
  for (const name of ["small.onnx", "small.tflite", "small.keras", "small.h5", "tfjs/"]) {
    const { files } = await convertJob(place("small"), job.file(name));
    const file = files.find((path) => /model\.json$/.test(path)) ?? files[0]!;
    const found = await featuresOf(file);
    assert.equal(found.made.shape, expected.made.shape, file);
    const differences = found.made.values.map((value, index) => Math.abs(value - expected.made.values[index]!));
    assert.ok(Math.max(...differences) < 1e-5, `${file}: ${Math.max(...differences)}`);
    assert.equal(found.preprocessing.mode, "tf", file);
    assert.is(found.blocks.length, /onnx|tflite/.test(file) ? 0 : 2);
  }
});

test("without pictures they are cut before the last matrix product", async () => {
  const expected = await featuresOf(place("flat"));
  assert.equal(expected.made.shape, [2, 6]);
  for (const name of ["flat.onnx", "flat.tflite"]) {
    await convertJob(place("flat"), job.file(name));
    const { made } = await featuresOf(job.file(name));
    const differences = made.values.map((value, index) => Math.abs(value - expected.made.values[index]!));
    assert.ok(made.values.length === 12 && Math.max(...differences) < 1e-5, `${name}: ${differences}`);
  }
});

test("a head is trained on it, comes back from its file, and is a base itself; the base stays as it was", async () => {
  for (const base of bases) {
    const before = readFileSync(base);
    const output = job.file("head.safetensors");
    const { model, history, heldOut, record } = await train(base, { epochs: 6, dropout: 0, output });
    const { loss } = history.history;
    assert.ok(loss!.at(-1)! < loss![0]!, `${base}: ${loss}`);
    assert.equal(readFileSync(base), before);
    assert.equal((record.training.base as { model: { file: string } }).model.file, base);
    const { base: opened } = await openModelFile(await readModelSource(base));
    for (const [name, { values }] of opened.getWeights()) assert.equal(model.getWeights().get(name)!.values, values);

    const classifier = await ImageClassifier.load(output);
    const x = randomTensor([2, 40, 32, 3], "x");
    assert.equal((await classifier.network.predict(x)).values, (await model.predict(x)).values);
    const evaluated = await evaluateJob(classifier, job.faces);
    assert.is(evaluated.trainedOn, 24);
    assert.equal(evaluated.unseen?.confusionMatrix, heldOut.confusionMatrix);
    await classifier.close();

    const again = await featuresOf(output, x);
    if (!base.endsWith(".tflite")) assert.equal(again.made.values, (await featuresOf(base, x)).made.values);
    assert.is((await train(output, { epochs: 1 })).history.epochs.length, 1);
  }
});

test("fine-tuning unfreezes the last layers, and a graph of ops stays frozen", async () => {
  const [layers, graph] = bases;
  const { model } = await train(layers!, { fineTune: 1, fineTuneEpochs: 2, layerDecay: 0.5 });
  const { base } = await openModelFile(await readModelSource(layers!));
  const changed = [...base.getWeights()].filter(([name, { values }]) =>
    model
      .getWeights()
      .get(name)!
      .values.some((value, index) => value !== values[index]),
  );
  assert.equal(changed.map(([name]) => name).sort(), ["flatten/bias", "flatten/depthwise_kernel"]);
  assert.match((await refusal(train(layers!, { fineTune: 3 }))).message, /^fineTune: expected at most the 2 blocks/);
  assert.match(
    (await refusal(train(graph!, { fineTune: 1 }))).message,
    /^fineTune: expected a base of layers, got a gr/,
  );
});

test("a run that was broken off goes on, with the same file only; so does a search", async () => {
  for (const base of bases) {
    const checkpoint = { file: job.file("run.checkpoint"), everySeconds: 0 };
    const whole = await train(base, { epochs: 3 });
    const stop = () => abortAt((event) => event.kind === "step" && event.epoch === 1 && event.step === 1).control;
    await train(base, { epochs: 3, checkpoint }, stop());
    const resumed = { ...checkpoint, resume: true };
    if (base !== place("small")) {
      const other = await refusal(train(place("small"), { epochs: 3, checkpoint: resumed }));
      assert.match(other.message, /base is "?a file with digest \w+"? in the checkpoint, got "?a file/);
    }
    const { events, control } = recordEvents();
    const trained = await train(base, { epochs: 3, checkpoint: resumed }, control);
    assert.is(ofKind(events, "resume").length, 1);
    assert.equal(trained.model.getWeights(), whole.model.getWeights());
    const tuned = await tuneJob(job.faces, { ...options, base, trials: 3, epochs: 2 });
    assert.ok(tuned.winner.result.loss > 0);
  }
});

test("what the file does not say is an option; what it decides is none", async () => {
  const x = input({ shape: [40, 32, 3] });
  await write("plain", [x], [features(x)], {});
  assert.match((await refusal(train(place("plain")))).message, /^preprocessing: expected one of tf, .* not in .*plain/);
  const { record } = await train(place("plain"), { preprocessing: "torch", epochs: 1 });
  assert.equal(record.preprocessing, { mode: "torch", resize: "bilinear" });
  const cases: readonly (readonly [TrainOptions, string])[] = [
    [{ alpha: 0.5 }, "alpha"],
    [{ weights: "imagenet" }, "weights"],
    [{ fromScratch: true }, "fromScratch"],
  ];
  for (const [given, option] of cases) {
    const error = await refusal(train(place("small"), given));
    assert.match(error.message, new RegExp(`^${option}: expected none beside the base .*small\\.safetensors`));
  }
});

test("a file that begins with layers that rescale pixels says how a picture becomes its input", async () => {
  const x = input({ shape: [40, 32, 3] });
  await write("rescaled", [x], [features(new Rescaling({ scale: 1 / 127.5, offset: -1 }).apply(x))], {});
  const { files } = await convertJob(place("rescaled"), job.file("rescaled.keras"), { preprocessing: "none" });
  for (const base of [place("rescaled"), files[0]!]) {
    const { record } = await train(base, { epochs: 1 });
    assert.equal(record.preprocessing, { mode: "none", resize: "bilinear" });
  }
});

test("a file is read once", async () => {
  const x = input({ shape: [40, 32, 3] });
  await write("gone", [x], [features(x)], {});
  const chosen = await chooseBase({ base: place("gone") });
  rmSync(place("gone"));
  const { base } = await openBase(chosen, { seed: 0, preprocessing: "tf" });
  assert.equal(base.inputShape, [40, 32, 3]);
});

test("the size of its input is given where the file leaves it open", async () => {
  const { files } = await convertJob(place("small"), job.file("open/"));
  const model = files.find((path) => path.endsWith("model.json"))!;
  writeFileSync(model, readFileSync(model, "utf8").replace(/\[\s*null,\s*40,\s*32,\s*3\s*\]/, "[null,null,null,3]"));
  assert.match(
    (await refusal(train(model))).message,
    /open.*: expected a shape with every length.* or a command --size/,
  );
  const { model: trained, record } = await train(model, { size: 48, epochs: 1 });
  assert.equal(trained.inputShape, [48, 48, 3]);
  assert.is((record.training.base as { model: { size: number } }).model.size, 48);
  const { message } = await refusal(train(place("small"), { size: 64 }));
  assert.match(message, /small\.safetensors: input ".*": the file has \[40,32,3\], which cannot be \[64,64,\?\]/);
});

test("files that hold no base are refused by what they hold", async () => {
  const pair = [input({ shape: [32, 32, 3] }), input({ shape: [32, 32, 3] })] as const;
  const shared = new Conv2D({ filters: 2, kernelSize: 3 });
  await write("pair", pair, [shared.apply(pair[0]), shared.apply(pair[1])], {});
  const gray = input({ shape: [32, 32, 1] });
  await write("gray", [gray], [new Conv2D({ filters: 2, kernelSize: 3 }).apply(gray)], {});
  const x = input({ shape: [32, 32, 3] });
  await write("linear", [x], [new Dense({ units: 3 }).apply(new Flatten({}).apply(x))], {});
  const [pixels, weights] = [
    [1, 3, 8, 8],
    [192, 2],
  ] as const;
  const graph = onnxBytes({
    inputs: [valueInfo("x", pixels)],
    outputs: ["y"],
    nodes: [node("Flatten", ["x"], ["row"]), node("MatMul", ["row", "kernel"], ["y"])],
    tensors: [
      floats(
        "kernel",
        weights,
        Array.from({ length: 384 }, (_, index) => Math.sin(index)),
      ),
    ],
  });
  writeFileSync(job.file("linear.onnx"), graph);
  const cases: readonly (readonly [string, RegExp])[] = [
    [place("pair"), /pair\.safetensors: expected a network with one input \[height,width,3\], got \[32,32,3\] and/],
    [place("gray"), /gray\.safetensors: expected a network with one input \[height,width,3\], got \[32,32,1\]$/],
    [place("linear"), /linear\.safetensors: expected a network whose weights make something .*, got 3 layers: Input/],
    [job.file("linear.onnx"), /linear\.onnx: expected a network whose weights make something .*, got 2 layers: Input/],
    [job.weights, /weights\.safetensors: .*model/],
    [job.file("nothing.onnx"), /^base: expected one of small, .*, or a model's file; .*nothing\.onnx: .* could not be/],
  ];
  for (const [file, message] of cases) assert.match((await refusal(train(file))).message, message);
});

test.run();
