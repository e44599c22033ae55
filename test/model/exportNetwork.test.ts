import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readOnnx } from "../../src/formats/onnx/readOnnx.js";
import { openTflite, readTflite } from "../../src/formats/tflite/readTflite.js";
import { readZip } from "../../src/formats/zip/readZip.js";
import { Activation, Conv2D, Flatten, inferenceContext, input } from "../../src/layers/index.js";
import { exportNetwork } from "../../src/model/exportNetwork.js";
import { Network } from "../../src/model/network.js";
import { mobileNetV2 } from "../../src/models/mobilenetv2.js";
import { apply } from "../../src/tensor/op.js";
import { dropout } from "../../src/tensor/ops/dropout.js";
import { channelShuffle } from "../../src/tensor/ops/resample.js";
import { slice } from "../../src/tensor/ops/slice.js";
import { squareOp } from "../../src/tensor/ops/unary.js";
import type { Tensor } from "../../src/tensor/tensor.js";
import { Calling } from "../support/calling.js";

const noSiblings = async () => null;

async function graphOf(network: Network) {
  const [file] = await exportNetwork(network, { format: "onnx" });
  return readOnnx({ bytes: file!.bytes, file: file!.name, siblings: noSiblings });
}

test("an ONNX file transposes pictures once, folds batch norm, and names nodes after layers", async () => {
  const network = mobileNetV2({ alpha: 0.35, inputShape: [64, 64, 3], classes: 2 });
  network.record = { classes: ["cat", "dog"], preprocessing: { mode: "tf", resize: "bilinear" } };
  const { graph, use } = await graphOf(network);
  const ops = graph!.nodes.map(({ op }) => op);
  assert.equal([...new Set(ops)].sort(), "Add Clip Conv Flatten Gemm GlobalAveragePool Softmax Transpose".split(" "));
  assert.is(ops.filter((op) => op === "Transpose").length, 1);
  assert.is(ops.filter((op) => op === "Conv").length, 52);
  assert.equal(graph!.inputs, [{ name: "input", type: "float32", shape: [null, 64, 64, 3] }]);
  assert.equal(graph!.outputs, [{ name: "predictions" }]);
  assert.ok(graph!.nodes.some(({ name }) => name === "block_1_expand_relu"));
  assert.equal(use, network.record);
});

test("a TensorFlow Lite file has activations inside of convolutions, and says what linnet knows of its use", async () => {
  const network = mobileNetV2({ alpha: 0.35, inputShape: [64, 64, 3], classes: 2 });
  network.record = { classes: ["cat", "schöner\nHund"], preprocessing: { mode: "caffe", resize: "nearest" } };
  const [file] = await exportNetwork(network, { format: "tflite" });
  const { graph, use } = readTflite(file!.bytes, file!.name);
  const ops = graph!.nodes.map(({ op }) => op);
  assert.equal([...new Set(ops)].sort(), "ADD CONV_2D DEPTHWISE_CONV_2D FULLY_CONNECTED MEAN SOFTMAX".split(" "));
  assert.is(ops.length, 52 + 10 + 3);
  assert.equal(graph!.inputs, [{ name: "input", type: "float32", shape: [null, 64, 64, 3] }]);
  assert.equal(use, network.record);
  assert.is(new TextDecoder().decode(readZip(file!.bytes, "labels").read("labels.txt")), "cat\nschöner Hund\n");
});

test("half precision is half the bytes, and the same numbers to 11 bits", async () => {
  const network = mobileNetV2({ alpha: 0.35, inputShape: [64, 64, 3], classes: 2 });
  for (const format of ["onnx", "tflite"] as const) {
    const [whole] = await exportNetwork(network, { format });
    const [half] = await exportNetwork(network, { format, halfPrecision: true });
    assert.ok(half!.bytes.length < 0.55 * whole!.bytes.length, `${format}: ${half!.bytes.length} bytes`);
  }
});

test("TensorFlow Lite's own metadata say what they have words for", async () => {
  const network = mobileNetV2({ alpha: 0.35, inputShape: [64, 64, 3], classes: 2 });
  network.record = { classes: ["cat", "dog"], preprocessing: { mode: "torch", resize: "bilinear" } };
  const [file] = await exportNetwork(network, { format: "tflite" });
  const text = Buffer.from(file!.bytes).toString("latin1").replace("linnet.use", "another___");
  const { use } = await openTflite(
    Uint8Array.from(text, (character) => character.charCodeAt(0)),
    file!.name,
  );
  assert.equal(use, network.record);
});

test("groups are those of one convolution, and a shuffle of channels is one node between layouts", async () => {
  const x = input({ shape: [6, 6, 4], name: "x" });
  const grouped = new Conv2D({ filters: 8, kernelSize: 3, groups: 2, useBias: false }).apply(x);
  const shuffled = new Calling((y) => channelShuffle(y, 2), "shuffle").apply(grouped);
  const outputs = new Conv2D({ filters: 2, kernelSize: 1 }).apply(shuffled);
  const { graph } = await graphOf(new Network({ inputs: x, outputs }));
  assert.equal(
    graph!.nodes.map(({ op }) => op),
    ["Transpose", "Conv", "Gather", "Conv", "Transpose"],
  );
  assert.is(graph!.nodes[1]!.attributes.group, 2);
});

async function failure(f: (x: Tensor) => Tensor): Promise<string> {
  const x = input({ shape: [4], name: "x" });
  const network = new Network({ inputs: x, outputs: new Calling(f, "odd").apply(x) });
  return exportNetwork(network, { format: "onnx" }).then(
    () => "nothing",
    (error) => `${error}`,
  );
}

test("what no file can hold is refused by the layer's name and the reason", async () => {
  const noise = await failure((x) => dropout(x, { rate: 0.5, step: inferenceContext.step }));
  assert.match(noise, /layer "odd": dropout cannot be written: it is part of training/);
  const half = await failure((x) => slice(x, [0, 0], [Math.ceil(x.shape[0]! / 2), 4]));
  assert.match(half, /layer "odd": a slice/);
  const own = { ...squareOp, name: "mine" };
  assert.match(await failure((x) => apply(own, [x], {})), /layer "odd": mine .* not one of linnet's own ops/);
});

test("options and formats are checked", async () => {
  const x = input({ shape: [4] });
  const network = new Network({
    inputs: x,
    outputs: new Flatten().apply(new Activation({ activation: "relu" }).apply(x)),
  });
  const wrong = (options: object) => exportNetwork(network, options as never).then(String, String);
  assert.match(await wrong({ format: "onyx" }), /format: expected one of .*did you mean "onnx"/);
  assert.match(await wrong({ format: "onnx", half: true }), /unknown option half/);
  assert.match(await wrong({ format: "keras", halfPrecision: true }), /halfPrecision: .* onnx or tflite, got keras/);
  assert.match(await wrong({ format: "onnx", includePreprocessing: false }), /includePreprocessing: .* keras or h5/);
  assert.match(await wrong({ format: "tfjs", names: "timm" }), /names: .* safetensors, got tfjs/);
});

test("export goes by what the path ends like, and Keras's name for weights alone is no model's", async () => {
  const folder = mkdtempSync(join(tmpdir(), "linnet-export-"));
  try {
    const x = input({ shape: [4] });
    const network = new Network({ inputs: x, outputs: new Activation({ activation: "relu" }).apply(x) });
    await network.export(join(folder, "e.onnx"));
    await network.export(join(folder, "tfjs/model.json"));
    assert.equal(readdirSync(folder).sort(), ["e.onnx", "tfjs"]);
    assert.ok(readdirSync(join(folder, "tfjs")).includes("model.json"));
    const wrong = (path: string, options = {}) => network.export(join(folder, path), options).then(String, String);
    assert.match(await wrong("e.txt"), /export: format: expected one of safetensors, .*e\.txt ends like no format's$/);
    assert.match(
      await wrong("out"),
      /ends like no format's: a folder for TensorFlow.js ends with a slash, as .*out\/$/,
    );
    for (const options of [{}, { format: "h5" }])
      assert.match(await wrong("e.weights.h5", options), /e\.weights\.h5: .* weights alone.* name it \.h5 or \.keras/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.run();
