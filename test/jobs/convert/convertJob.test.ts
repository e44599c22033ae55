import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  Conv2D,
  Dense,
  GlobalAveragePooling2D,
  ImageClassifier,
  input,
  mobileNetV2,
  Network,
  quantizeNetwork,
  readSafetensors,
} from "../../../src/index.js";
import { type ConvertOptions, convertJob, type JobEvent, OptionError } from "../../../src/jobs/index.js";
import { randomTensor } from "../../support/compare.js";
import { encodePng } from "../../support/encodePng.js";
import { everyKerasLayer } from "../../support/everyKerasLayer.js";

const test = suite("convertJob");
let folder: string;
const file = (name: string): string => join(folder, name);

test.before(async () => {
  folder = mkdtempSync(join(tmpdir(), "linnet-convert-"));
  const model = everyKerasLayer();
  await model.save(file("model.safetensors"));
  model.record = {};
  await model.save(file("bare.safetensors"));
});

test.after(() => rmSync(folder, { recursive: true }));

async function failure(input: string, output: string, options: ConvertOptions = {}): Promise<string> {
  return convertJob(file(input), file(output), options).then(
    () => "nothing",
    ({ message }: Error) => message,
  );
}

test("a model is written, read back and compared; what it is used for goes along", async () => {
  const events: JobEvent[] = [];
  const onEvent = (event: JobEvent): void => void events.push(event);
  const converted = await convertJob(file("model.safetensors"), file("model.onnx"), {}, { onEvent });
  assert.equal([converted.format, converted.files], ["onnx", [file("model.onnx")]]);
  assert.ok(converted.difference < 1e-6 && converted.largest > 0.3);
  assert.equal(events, [{ kind: "saved", what: "model", file: file("model.onnx") }]);
  assert.equal((await Network.load(file("model.onnx"))).record, (await Network.load(file("model.safetensors"))).record);
});

test("a photograph may stand for random pixels", async () => {
  const pixels = new Uint8Array(40 * 30 * 3).map((_, index) => index % 251);
  writeFileSync(file("picture.png"), encodePng({ width: 40, height: 30, data: pixels }));
  const converted = await convertJob(file("model.safetensors"), file("again.safetensors"), {
    picture: file("picture.png"),
  });
  assert.is(converted.difference, 0);
  assert.equal(readFileSync(file("again.safetensors")), readFileSync(file("model.safetensors")));
});

test("a quantized model goes out in integers, from one format to the other, with what it is used for", async () => {
  const inputs = input({ shape: [16, 16, 3] });
  const features = new Conv2D({ filters: 40, kernelSize: 5, strides: 2, activation: "relu6" }).apply(inputs);
  const means = new GlobalAveragePooling2D().apply(features);
  const source = new Network({ inputs, outputs: new Dense({ units: 3, activation: "softmax" }).apply(means) });
  const quantized = await quantizeNetwork(source, randomTensor([8, 16, 16, 3], "pictures"));
  quantized.record = { classes: ["a", "b", "c"], preprocessing: { mode: "minusOneToOne", resize: "bilinear" } };
  await quantized.save(file("int8.safetensors"));
  const way = ["int8.safetensors", "int8.tflite", "int8.onnx", "int8-again.tflite"];
  for (const [index, output] of way.slice(1).entries()) {
    const { difference } = await convertJob(file(way[index]!), file(output));
    assert.ok(difference < 0.05, `${output}: ${difference}`);
    assert.equal((await Network.load(file(output))).record, quantized.record);
    assert.ok(readFileSync(file(output)).length < 9000, "a byte a weight, of which there are 3,163");
  }
});

test("labels and preprocessing are given where the file does not say them", async () => {
  writeFileSync(file("labels.txt"), "0 a\n1 b\n2 c d\n");
  const given = { labels: file("labels.txt"), preprocessing: "torch" } as const;
  await convertJob(file("bare.safetensors"), file("named.safetensors"), given);
  const { record } = await Network.load(file("named.safetensors"));
  assert.equal(record, { classes: ["a", "b", "c d"], preprocessing: { mode: "torch", resize: "bilinear" } });
  const load = ImageClassifier.load(file("bare.safetensors"), { labels: ["x"] });
  assert.match(await load.then(String, ({ message }: Error) => message), /expected 3 names/);
});

test("a classifier asks for the preprocessing that its file does not say", async () => {
  const error = await ImageClassifier.load(file("bare.safetensors")).then(String, (reason) => reason);
  assert.instance(error, OptionError);
  assert.match(error.message, /^preprocessing: expected one of tf, .* is not in .*bare\.safetensors/);
});

test("weights alone get the names of another program, whose network computes the same of them", async () => {
  const options = { source: "timm", alpha: 0.5, inputShape: [32, 32, 3], classes: 3 } as const;
  await mobileNetV2(options).save(file("mobile.safetensors"));
  const names = "timm";
  const converted = await convertJob(file("mobile.safetensors"), file("timm.safetensors"), { names });
  assert.equal([converted.format, converted.difference], ["safetensors", 0]);
  const { tensors } = readSafetensors(readFileSync(file("timm.safetensors")), "timm");
  assert.equal(tensors.get("conv_stem.weight")!.shape, [16, 3, 3, 3]);
  assert.match(await failure("mobile.safetensors", "x.onnx", { names }), /^names: expected it beside .* got onnx/);
  assert.match(await failure("mobile.safetensors", "x.safetensors", { names: "keras" }), /computes something else/);
  assert.not.ok(existsSync(file("x.safetensors")));
});

test("nothing is written that could not be, or over the source", async () => {
  assert.match(
    await failure("model.safetensors", "model.foo"),
    /^format: expected one of safetensors, onnx, .* of .*model\.foo/,
  );
  assert.match(
    await failure("model.safetensors", "model.safetensors"),
    /^output: expected another file than those that are/,
  );
  assert.match(await failure("model.safetensors", "no/model.onnx"), /^output: .*could not be written/);
  assert.match(await failure("model.safetensors", "x.weights.h5"), /x\.weights\.h5: .* weights alone/);
  assert.match(await failure("model.safetensors", "x.keras", { halfPrecision: true }), /^halfPrecision: expected it/);
  assert.match(await failure("model.safetensors", "tfjs"), /^format: .* ends with a slash, as .*tfjs\/$/);
  const picture = await failure("model.safetensors", "x.onnx", { picture: file("missing.png") });
  assert.match(picture, /missing\.png/);
  assert.not.match(picture, /not be what its source is/);
  assert.match(await failure("labels.txt", "x.onnx"), /labels\.txt: expected weights or a model, got text/);
  assert.not.ok(existsSync(file("x.onnx")));
  const stopped = convertJob(file("model.safetensors"), file("x.onnx"), {}, { signal: AbortSignal.abort("stop") });
  assert.is(await stopped.catch(String), "stop");
  assert.not.ok(existsSync(file("x.onnx")));
});

test.run();
