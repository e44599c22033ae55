import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadBackend } from "../../src/backends/index.js";
import type { OpGraph } from "../../src/formats/opGraphTypes.js";
import {
  Activation,
  Add,
  AveragePooling2D,
  BatchNormalization,
  Concatenate,
  Conv2D,
  Dense,
  DepthwiseConv2D,
  Flatten,
  GlobalAveragePooling2D,
  input,
  type LayerOutput,
  MaxPooling2D,
  Multiply,
  Network,
  quantizeNetwork,
  ReLU,
  Tensor,
} from "../../src/index.js";
import { openNetwork } from "../../src/model/openNetwork.js";
import { connectGraph } from "../../src/opGraph/connectGraph.js";
import { exportGraph } from "../../src/opGraph/export/exportGraph.js";
import { tfliteDialect } from "../../src/opGraph/export/tflite/dialect.js";
import { ImportedGraph } from "../../src/opGraph/importedGraph.js";
import { quantizeGraph } from "../../src/quantize/quantizeGraph.js";
import { randomTensor } from "../support/compare.js";

const SHAPE = [12, 12, 3] as const;

const begin = () => input({ name: "pixels", shape: SHAPE });

/** What networks for phones are made of. */
function smallNet(): Network {
  const pixels = begin();
  const relu6 = (x: LayerOutput) => new ReLU({ maxValue: 6 }).apply(new BatchNormalization().apply(x));
  const first = relu6(new Conv2D({ filters: 8, kernelSize: 3, strides: 2, padding: "same" }).apply(pixels));
  const depthwise = relu6(new DepthwiseConv2D({ kernelSize: 3, padding: "same" }).apply(first));
  const sum = new Add().apply([first, new Conv2D({ filters: 8, kernelSize: 1 }).apply(depthwise)]);
  const pooled = new GlobalAveragePooling2D().apply(sum);
  const probabilities = new Dense({ name: "probabilities", units: 5, activation: "softmax" }).apply(pooled);
  return new Network({ inputs: pixels, outputs: probabilities, name: "small" });
}

const examples = randomTensor([20, ...SHAPE], "examples");

function largestDifference(a: Tensor, b: Tensor): number {
  return a.values.reduce((largest, value, index) => Math.max(largest, Math.abs(value - b.values[index]!)), 0);
}

function graphOf(network: Network): OpGraph {
  return network.layers.find((layer) => layer instanceof ImportedGraph)!.graph;
}

async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(String, ({ message }: Error) => message);
}

test("a quantized network computes nearly the same, in integers", async () => {
  const network = smallNet();
  network.record = { classes: ["a", "b", "c", "d", "e"] };
  const quantized = await quantizeNetwork(network, examples);
  const [before, after] = [await network.predict(examples), await quantized.predict(examples)];
  assert.ok(largestDifference(before, after) < 0.02, `${largestDifference(before, after)}`);
  assert.equal(quantized.record, network.record);
  assert.equal([quantized.name, quantized.inputEnds[0]!.name], ["small", "pixels"]);
  const { nodes, quantization, constants } = graphOf(quantized);
  assert.equal(
    nodes.map(({ op }) => op),
    ["QUANTIZE", "CONV_2D", "DEPTHWISE_CONV_2D", "CONV_2D", "ADD", "MEAN", "FULLY_CONNECTED", "DEQUANTIZE", "SOFTMAX"],
  );
  for (const [name, { type }] of constants) {
    const isWeight = nodes.some(({ inputs }) => inputs.slice(1, 3).includes(name)) && type !== "int32";
    if (isWeight) assert.ok(quantization!.has(name) && type === "int8", name);
  }
  await Promise.all([network.close(), quantized.close()]);
});

test("its file gives the same numbers again", async () => {
  const quantized = await quantizeNetwork(smallNet(), examples);
  const bytes = quantized.encode();
  const source = { bytes, file: "small.safetensors", siblings: async () => null };
  const { network: again } = await openNetwork(source, (ends) => new Network(ends));
  assert.equal(await again.predict(examples), await quantized.predict(examples));
  assert.equal(again.encode(), bytes);
  await Promise.all([again.close(), quantized.close()]);
});

/** Branches that stand for numbers alike, gates whose range is known, pools. */
function branchedNet(): Network {
  const pixels = begin();
  const a = new Conv2D({ filters: 6, kernelSize: 3, activation: "relu" }).apply(pixels);
  const b = new Conv2D({ filters: 6, kernelSize: 3, activation: "swish" }).apply(pixels);
  const gate = new Conv2D({ filters: 6, kernelSize: 1, activation: "sigmoid" }).apply(a);
  const gated = new Multiply().apply([b, gate]);
  const joined = new Concatenate().apply([a, gated]);
  const mixed = new Concatenate().apply([joined, new Activation({ activation: "sigmoid" }).apply(b)]);
  const pooled = new MaxPooling2D({ poolSize: 2 }).apply(mixed);
  const flat = new Flatten().apply(new AveragePooling2D({ poolSize: 5 }).apply(pooled));
  const first = new Dense({ name: "first", units: 4 }).apply(flat);
  const second = new Dense({ name: "second", units: 3, activation: "sigmoid" }).apply(flat);
  return new Network({ inputs: pixels, outputs: [first, second] });
}

test("values that an op joins or moves stand for numbers alike; gates have the scale of their range", async () => {
  const network = branchedNet();
  const quantized = await quantizeNetwork(network, examples);
  const { nodes, quantization } = graphOf(quantized);
  const of = (name: string) => quantization!.get(name);
  for (const { op, inputs, outputs } of nodes) {
    const isInt8 = of(outputs[0]!) !== undefined;
    if (["MAX_POOL_2D", "AVERAGE_POOL_2D", "RESHAPE"].includes(op)) assert.equal(of(inputs[0]!), of(outputs[0]!));
    if (op === "CONCATENATION" && isInt8) for (const name of inputs) assert.equal(of(name), of(outputs[0]!));
    if (op === "LOGISTIC" && isInt8)
      assert.equal([of(outputs[0]!)!.scale, of(outputs[0]!)!.zeroPoint], [[1 / 256], [-128]]);
  }
  // What joins a gate with another range stays real, and so does the last probability.
  assert.equal(nodes.filter(({ op, outputs }) => op === "CONCATENATION" && of(outputs[0]!) === undefined).length, 1);
  assert.is(of(nodes.findLast(({ op }) => op === "LOGISTIC")!.outputs[0]!), undefined);
  const [before, after] = [await network.predict([examples]), await quantized.predict([examples])];
  before.forEach((tensor, index) => {
    const largest = tensor.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    assert.ok(largestDifference(tensor, after[index]!) < 0.05 * largest);
  });
  await Promise.all([network.close(), quantized.close()]);
});

test("bias correction lowers the error of each channel's mean", async () => {
  const pixels = begin();
  const convolution = new Conv2D({ name: "sums", filters: 4, kernelSize: 3 });
  const network = new Network({ inputs: pixels, outputs: convolution.apply(pixels) });
  // One weight stretches the scale, so that all others lie 0.4 of a step above a whole number, and shift every sum.
  const kernel = new Float32Array(27 * 4).fill(0.4 / 127);
  kernel.fill(1, 0, 4);
  network.setWeights([kernel, new Float32Array(4)]);
  const x = Tensor.from(
    examples.values.map((value) => Math.abs(value)),
    examples.shape,
  );
  const rows = Array.from({ length: 20 }, (_, row) => [x.slice(row, row + 1)]);
  const backend = await loadBackend("wasm");
  const meansOf = async (one: Network): Promise<number[]> => {
    const { values } = await one.predict(x);
    await one.close();
    return [0, 1, 2, 3].map(
      (channel) => values.filter((_, index) => index % 4 === channel).reduce((a, b) => a + b) / values.length,
    );
  };
  const expected = await meansOf(network);
  const errors = [0, 16].map(async (correctedBy) => {
    const graph = await quantizeGraph(exportGraph(network, tfliteDialect), rows, { backend, correctedBy });
    const means = await meansOf(new Network(await connectGraph(graph, "quantized")));
    return means.map((mean, channel) => Math.abs(mean - expected[channel]!));
  });
  const [without, corrected] = await Promise.all(errors);
  for (const channel of [0, 1, 2, 3])
    assert.ok(corrected![channel]! < 0.1 * without![channel]!, `${corrected} of ${without}`);
});

test("the same examples come to the same bytes, whatever the threads", async () => {
  const network = smallNet();
  const [one, two] = await Promise.all([
    quantizeNetwork(network, examples, { backend: { threads: 1 } }),
    quantizeNetwork(network, examples, { backend: { threads: 2 } }),
  ]);
  assert.equal(one.encode(), two.encode());
});

test("it tells how far it is, and stops where it is told to", async () => {
  const told: string[] = [];
  const controller = new AbortController();
  const work = quantizeNetwork(smallNet(), examples, {
    signal: controller.signal,
    onProgress: (task, done, total) => {
      told.push(`${task} ${done}/${total}`);
      if (task === "correction") controller.abort(new Error("enough"));
    },
  });
  assert.is(await refusal(work), "enough");
  assert.equal(told.slice(18), ["calibration 19/20", "calibration 20/20", "correction 1/7"]);
});

test("what cannot be quantized is refused by name", async () => {
  const quantized = await quantizeNetwork(smallNet(), examples);
  assert.is(await refusal(quantizeNetwork(quantized, examples)), 'model "small": it is quantized already');
  const pixels = begin();
  const pools = new Network({ inputs: pixels, outputs: new MaxPooling2D().apply(pixels), name: "pools" });
  assert.match(
    await refusal(quantizeNetwork(pools, examples)),
    /model "pools" cannot be quantized: expected conv.*got none/,
  );
  const wrong = Tensor.from(new Float32Array(48), [1, 4, 4, 3]);
  assert.match(
    await refusal(quantizeNetwork(smallNet(), wrong)),
    /quantizeNetwork: expected x as a tensor \[count,12,12,3\]/,
  );
  const infinite = Tensor.from(new Float32Array(432).fill(Infinity), [1, ...SHAPE]);
  assert.match(
    await refusal(quantizeNetwork(smallNet(), infinite)),
    /value "pixels": expected finite numbers, got Infinity/,
  );
});

test("events are handled while examples are observed, and what is quantized is frozen", async () => {
  const controller = new AbortController();
  const many = randomTensor([2000, ...SHAPE], "many");
  setTimeout(() => controller.abort(new Error("enough")), 10);
  let done = 0;
  const options = { signal: controller.signal, onProgress: () => (done += 1) };
  assert.is(await refusal(quantizeNetwork(smallNet(), many, options)), "enough");
  assert.ok(done < 2000, `${done} steps were done`);
  const quantized = await quantizeNetwork(smallNet(), examples);
  assert.not.ok(quantized.trainable);
});

test.run();
