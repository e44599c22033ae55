// Quantized graphs as layers: when they run as integers, what files hold of them, and that they are trained in real numbers.

import { test } from "uvu";
import * as assert from "uvu/assert";
import type { OpGraph, ValueQuantization } from "../../src/formats/opGraphTypes.js";
import { readSafetensors } from "../../src/formats/safetensors/safetensors.js";
import { graphOf } from "../../src/graph/trace.js";
import { Dense, input } from "../../src/layers/index.js";
import { inferenceContext } from "../../src/layers/layer.js";
import { Network } from "../../src/model/network.js";
import { loadDialect } from "../../src/opGraph/dialects.js";
import { ImportedGraph } from "../../src/opGraph/importedGraph.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { Model } from "../../src/train/model.js";

const one = (scale: number, zeroPoint: number): ValueQuantization => ({
  type: "int8",
  scale: [scale],
  zeroPoint: [zeroPoint],
  axis: 0,
});

/** A dense layer of 4 numbers to 3, with a scale for each unit. */
const graph: OpGraph = {
  dialect: "tflite",
  opset: 0,
  inputs: [{ name: "x", type: "float32", shape: [null, 4] }],
  outputs: [{ name: "y" }],
  nodes: [
    {
      op: "FULLY_CONNECTED",
      name: "dense",
      inputs: ["x", "weights", "bias"],
      outputs: ["y"],
      attributes: { fusedActivationFunction: "NONE", weightsFormat: "DEFAULT", keepNumDims: false },
    },
  ],
  constants: new Map([
    ["weights", { type: "int8", shape: [3, 4], values: Int8Array.of(1, -2, 3, 4, 5, 6, -7, 8, 127, -128, 0, 1) }],
    ["bias", { type: "int32", shape: [3], values: Float64Array.of(100, -200, 0) }],
  ]),
  quantization: new Map<string, ValueQuantization>([
    ["x", one(1 / 64, -3)],
    ["weights", { type: "int8", scale: [0.5, 0.25, 1 / 128], zeroPoint: [0, 0, 0], axis: 0 }],
    ["bias", { type: "int32", scale: [0.5 / 64, 0.25 / 64, 1 / 8192], zeroPoint: [0, 0, 0], axis: 0 }],
    ["y", one(1 / 8, 5)],
  ]),
};

await loadDialect("tflite");

function model({ trainable = true, before = false } = {}): Model {
  const x = input({ shape: [4], name: "numbers" });
  const first = before ? new Dense({ units: 4, name: "first", seed: 1 }).apply(x) : x;
  const made = new ImportedGraph({ name: "graph", graph, trainable }).apply(first);
  return new Model({ inputs: x, outputs: new Dense({ units: 2, name: "last", seed: 2 }).apply(made) });
}

const x = Tensor.from(Float32Array.of(0.3, -0.7, 0.11, 0.9, -0.2, 0.5, 0.77, -1), [2, 4]);
const y = Tensor.from(Float32Array.of(1, 0, 0, 1), [2, 2]);

function opsOf(network: Network): string[] {
  const given = network.inputEnds.map(({ shape }) => Tensor.placeholder([2, ...shape], "x"));
  return graphOf(given, network.callAll(given, inferenceContext)).nodes.map(({ producer }) => producer.op.name);
}

const isOfIntegers = (network: Network): boolean => opsOf(network).includes("conv2dInt8");

test("weights are real numbers to whoever asks, and integers in the file", async () => {
  const network = model();
  assert.ok(isOfIntegers(network));
  assert.equal([...network.getWeights().get("graph/weights")!.values.subarray(0, 5)], [0.5, -1, 1.5, 2, 1.25]);
  assert.equal([...network.getWeights().get("graph/bias")!.values], [100 / 128, -200 / 256, 0]);
  const { tensors } = readSafetensors(network.encode(), "model");
  assert.is(tensors.get("graph/weights")!.dtype, "I8");
  assert.is(tensors.get("graph/bias")!.dtype, "I32");
  assert.is(tensors.get("last/kernel")!.dtype, undefined);
  const again = Network.decode(network.encode());
  assert.ok(isOfIntegers(again));
  const layer = again.getLayer("graph") as ImportedGraph;
  assert.equal(layer.graph.constants, graph.constants);
  assert.equal(layer.graph.quantization, graph.quantization);
  const [found, expected] = await Promise.all([again.predict(x), network.predict(x)]);
  assert.equal(found.values, expected.values);
  await Promise.all([again.close(), network.close()]);
});

test("other weights run in real numbers, and the same ones again as integers", async () => {
  const network = model();
  const weights = network.getWeights();
  network.setWeights(weights);
  assert.ok(isOfIntegers(network), "the same weights");
  const before = await network.predict(x);
  const { shape, values } = weights.get("graph/weights")!;
  network.setWeights(new Map([...weights, ["graph/weights", { shape, values: values.map((value) => value + 0.01) }]]));
  assert.not.ok(isOfIntegers(network));
  assert.not.equal((await network.predict(x)).values, before.values, "programs of other weights are made anew");
  const { tensors } = readSafetensors(network.encode(), "model");
  assert.is(tensors.get("graph/weights")!.dtype, undefined);
  assert.is(tensors.get("graph/bias")!.dtype, "I32");
  const again = Network.decode(network.encode());
  assert.equal((await again.predict(x)).values, (await network.predict(x)).values);
  await Promise.all([again.close(), network.close()]);
});

test("it is trained in real numbers, and so is a layer before it; a frozen one stays integers", async () => {
  for (const { options, changes } of [
    { options: {}, changes: true },
    { options: { trainable: false, before: true }, changes: false },
    { options: { trainable: false }, changes: false },
  ]) {
    const network = model(options);
    network.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const before = [...network.getWeights()].map(([name, { values }]) => [name, values.slice()] as const);
    await network.trainOnBatch(x, y);
    await network.evaluate(x, y);
    const after = network.getWeights();
    const changed = before.filter(([name, values]) => values.some((value, i) => value !== after.get(name)!.values[i]));
    const names = changed.map(([name]) => name);
    assert.is(names.includes("graph/weights"), changes, JSON.stringify(options));
    if (options.before) assert.ok(names.includes("first/kernel"));
    assert.is(isOfIntegers(network), !changes);
    await network.close();
  }
});

test("a backend that keeps no bytes predicts in real numbers", async () => {
  const network = model();
  const expected = await network.predict(x);
  network.useBackend("reference");
  const found = await network.predict(x);
  for (const [index, value] of found.values.entries()) assert.ok(Math.abs(value - expected.values[index]!) < 0.3);
  await network.close();
});

test("integers that no file holds become real numbers", () => {
  const bias = { type: "int64", shape: [3], values: Float64Array.of(2 ** 40, 0, 1) } as const;
  const constants = new Map([...graph.constants, ["bias", bias]]);
  const quantization = new Map(graph.quantization).set("bias", { ...graph.quantization!.get("bias")!, type: "int64" });
  const layer = new ImportedGraph({ name: "graph", graph: { ...graph, constants, quantization } });
  layer.apply(input({ shape: [4], name: "numbers" }));
  assert.equal([...layer.parameters.at(-1)!.values], [Math.fround(2 ** 40 / 128), 0, Math.fround(1 / 8192)]);
});

test("integers that are none of their type are refused", () => {
  for (const wrong of [0.5, 128, Number.NaN]) {
    const values = Float64Array.of(1, -2, 3, 4, 5, 6, -7, 8, 127, -128, 0, wrong);
    const constants = new Map([...graph.constants, ["weights", { type: "int8", shape: [3, 4], values } as const]]);
    assert.throws(
      () => new ImportedGraph({ name: "graph", graph: { ...graph, constants } }),
      new RegExp(`^layer "graph": constant "weights": expected numbers of int8, got ${wrong}$`),
    );
  }
});

/** What is said against the network's file once `change` was made in its text, of which no length may change. */
async function refusal(change: (text: string) => string): Promise<string> {
  const text = Buffer.from(model().encode()).toString("latin1");
  const changed = change(text);
  assert.is(changed.length, text.length);
  assert.not.equal(changed, text);
  const file = new File([Buffer.from(changed, "latin1")], "graph.safetensors");
  return Network.load(file).then(() => "it was loaded", String);
}

const withoutDigest = (text: string): string => text.replace('"digest"', '"former"');

test("a dialect that is none is damage to a file with a digest, and else named", async () => {
  const change = (text: string): string => text.replace('\\"tflite\\"', '\\"tflote\\"');
  assert.match(await refusal(change), /graph\.safetensors: it is damaged/);
  assert.match(
    await refusal((text) => withoutDigest(change(text))),
    /graph\.safetensors: no model can be made .+expected a graph of onnx, tflite, tensorflow, got "tflote"/,
  );
});

test.run();
