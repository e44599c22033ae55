// Proves: TensorFlow Lite | in | published models in float, float16, int8 and uint8; trained further, frozen, saved | tensorflow
// Real models from ../shared: what LiteRT computes of the same input.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readTflite } from "../../../src/formats/tflite/readTflite.js";
import { Dense } from "../../../src/layers/index.js";
import type { LayerOutput } from "../../../src/layers/layer.js";
import { Network } from "../../../src/model/network.js";
import { connectGraph } from "../../../src/opGraph/connectGraph.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { Model } from "../../../src/train/model.js";
import { sharedPath } from "../../support/shared.js";
import { distanceTo, hashedInput, models, sharedFile, stepsTo } from "../../support/tfliteModels.js";

const isQuantized = (file: string): boolean => /int8|person_detect|MaskDetection/.test(file);

for (const golden of models)
  test(`${golden.file} gives what LiteRT gives`, async () => {
    const path = sharedFile(golden.file);
    if (path === null) return;
    const network = await Network.load(path);
    const outputs = await network.predict([hashedInput(golden.input)]);
    await network.close();
    if (!isQuantized(golden.file)) assert.ok(distanceTo(golden, outputs) < 2e-5, `${distanceTo(golden, outputs)} away`);
    else {
      const { most, near } = stepsTo(golden, outputs);
      assert.ok(near >= 0.99, `${near} of the numbers are one step away or less, the farthest ${most}`);
    }
  });

const TEACHABLE = "interop/tflite/AnanyaMourya2006+Unique_App/model_unquant.tflite";

/** The output of the layer of that class before the network's head. */
function outputOf(className: string, from: LayerOutput): LayerOutput {
  return from.layer.className === className ? from : outputOf(className, from.inputs[0]!);
}

test("an export of Teachable Machine has the features of its model.json", async () => {
  const path = sharedFile(TEACHABLE);
  const folder = sharedPath(
    "interop/teachable-machine-tfjs/AnanyaMourya2006+Unique_App",
    "the same base for TensorFlow.js",
  );
  if (path === null || folder === null) return;
  const { graph } = readTflite(readFileSync(path), path);
  const end = graph!.nodes.findIndex(({ op }) => op === "MEAN");
  const [pooled] = graph!.nodes[end]!.outputs;
  const cut = { ...graph!, nodes: graph!.nodes.slice(0, end + 1), outputs: [{ name: pooled! }] };
  const lite = new Network(await connectGraph(cut, "base"));
  const { inputs, output } = await Network.load(join(folder, "model.json"));
  const layers = new Network({ inputs, outputs: outputOf("GlobalAveragePooling2D", output) });
  const x = hashedInput([2, 224, 224, 3]);
  const [found, expected] = [await lite.predict(x), await layers.predict(x)];
  assert.equal(found.shape, expected.shape);
  expected.values.forEach((value, place) => assert.ok(Math.abs(value - found.values[place]!) < 1e-4));
  await Promise.all([lite.close(), layers.close()]);
});

test("labels beside a quantized export of Teachable Machine are its classes", async () => {
  const path = sharedFile("interop/tflite/bangseongmin+MaskDetection/model.tflite");
  if (path === null) return;
  const network = await Network.load(path);
  const names = readFileSync(join(dirname(path), "labels.txt"), "utf8")
    .trim()
    .split("\n");
  assert.equal(
    network.record.classes,
    names.map((line) => line.replace(/^\d+ /, "").trim()),
  );
  assert.is(network.record.preprocessing?.mode, "minusOneToOne");
});

test("classes and preprocessing come from the metadata of ImageNet's models", async () => {
  const path = sharedFile("weights/mobilenet_v2_1.0_224_quant.tflite");
  if (path === null) return;
  const { record } = await Network.load(path);
  assert.is(record.classes?.length, 1001);
  assert.equal(record.classes?.slice(0, 2), ["background", "tench, Tinca tinca"]);
  assert.equal(record.preprocessing, { mode: "minusOneToOne", resize: "bilinear" });
});

test("a model with an op of MediaPipe's own is refused by the op's name", async () => {
  const path = sharedFile("interop/tflite/npm-mediapipe/selfie_segmentation.tflite");
  if (path === null) return;
  const error = await Network.load(path).then(
    () => "none",
    ({ message }: Error) => message,
  );
  assert.match(error, /selfie_segmentation\.tflite: node "operator \d+" \(CUSTOM "Convolution2DTransposeBias"\)/);
});

test("a model that was made for one picture takes any number, each for itself", async () => {
  const path = sharedFile("interop/tflite/npm-mediapipe/face_detection_short_range.tflite");
  if (path === null) return;
  const network = await Network.load(path);
  const x = hashedInput([3, 128, 128, 3]);
  const [ofThree, ofOne] = [await network.predict([x]), await network.predict([x.slice(1, 2)])];
  ofThree.forEach((y, index) => assert.equal(y.slice(1, 2).values, ofOne[index]!.values));
  await network.close();
});

const tiny = (): string | null => sharedFile("interop/tflite/tensorflow+tflite-micro/hello_world_float.tflite");

test("a model is saved as linnet's own file, and computes the same", async () => {
  const path = tiny();
  if (path === null) return;
  const network = await Network.load(path);
  const again = await Network.load(network.encode());
  const x = Tensor.from(
    Float32Array.from({ length: 20 }, (_, index) => index / 3),
    [20, 1],
  );
  assert.equal((await again.predict(x)).values, (await network.predict(x)).values);
});

test("a model is trained further, or is the frozen base of another", async () => {
  const path = tiny();
  if (path === null) return;
  const x = Tensor.from(
    Float32Array.from({ length: 64 }, (_, index) => index / 10),
    [64, 1],
  );
  const cosine = Tensor.from(x.values.map(Math.cos), [64, 1]);
  const model = await Model.load(path);
  model.compile({ optimizer: "adam", loss: "meanSquaredError" });
  const before = [...model.getWeights().values()].map(({ values }) => values.slice());
  const { history } = await model.fit(x, cosine, { epochs: 20, batchSize: 16 });
  assert.ok(history.loss!.at(-1)! < 0.7 * history.loss![0]!, `${history.loss}`);
  const after = [...model.getWeights().values()].map(({ values }) => values);
  assert.ok(before.every((values, index) => values.some((value, place) => value !== after[index]![place])));

  const base = await Model.load(path);
  base.trainable = false;
  const kept = [...base.getWeights()].map(([name, { values }]) => [name, values.slice()] as const);
  const head = new Model({ inputs: base.input, outputs: new Dense({ units: 1, seed: 1 }).apply(base.output) });
  head.compile({ optimizer: "adam", loss: "meanSquaredError" });
  await head.fit(x, cosine, { epochs: 2, batchSize: 16 });
  for (const [name, values] of kept) assert.equal(head.getWeights().get(name)!.values, values);
});

test.run();
