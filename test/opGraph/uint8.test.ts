// Numbers of uint8 with zero points of their own, worked out by hand: they run as integers, weights among them.

import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Constant, GraphNode, OpGraph, ValueQuantization } from "../../src/formats/opGraphTypes.js";
import { graphOf } from "../../src/graph/trace.js";
import { input } from "../../src/layers/index.js";
import { inferenceContext } from "../../src/layers/layer.js";
import { Network } from "../../src/model/network.js";
import { loadDialect } from "../../src/opGraph/dialects.js";
import { ImportedGraph } from "../../src/opGraph/importedGraph.js";
import { Tensor } from "../../src/tensor/tensor.js";

const node = (op: string, inputs: readonly string[], attributes: GraphNode["attributes"] = {}): GraphNode => ({
  ...{ op, name: op, inputs, outputs: ["y"], attributes },
});
const uint8 = (shape: readonly number[], ...values: readonly number[]): Constant => ({
  ...{ type: "uint8", shape, values: Float64Array.from(values) },
});
const kind = (scale: number, zeroPoint: number): ValueQuantization => ({
  ...{ type: "uint8", scale: [scale], zeroPoint: [zeroPoint], axis: 0 },
});
const scalar = (value: number): Constant => ({ type: "float32", shape: [], values: Float32Array.of(value) });

async function networkOf(graph: OpGraph): Promise<Network> {
  await loadDialect(graph.dialect);
  const x = input({ shape: [4], name: "x" });
  return new Network({ inputs: x, outputs: new ImportedGraph({ name: "graph", graph }).apply(x) });
}

async function assertIntegers(network: Network, x: Tensor, expected: readonly number[]): Promise<void> {
  const given = Tensor.placeholder(x.shape, "x");
  const ops = graphOf([given], network.callAll([given], inferenceContext)).nodes.map(
    ({ producer }) => producer.op.name,
  );
  assert.equal(
    ops.filter((op) => op !== "reshape"),
    ["quantize", "conv2dInt8", "dequantize"],
  );
  assert.equal([...(await network.predict(x)).values], expected);
  const again = Network.decode(network.encode());
  assert.equal([...(await again.predict(x)).values], expected, "linnet's own file");
  await Promise.all([network.close(), again.close()]);
}

test("TensorFlow Lite: a dense layer", async () => {
  const network = await networkOf({
    ...{ dialect: "tflite", opset: 0, outputs: [{ name: "y" }] },
    inputs: [{ name: "x", type: "float32", shape: [null, 4] }],
    nodes: [
      node("FULLY_CONNECTED", ["x", "weights", "bias"], {
        ...{ fusedActivationFunction: "NONE", weightsFormat: "DEFAULT", keepNumDims: false },
      }),
    ],
    constants: new Map([
      // Less 20: 235, -20, 0, 1 and -20, 235, 5, 0.
      ["weights", uint8([2, 4], 255, 0, 20, 21, 0, 255, 25, 20)],
      ["bias", { type: "int32", shape: [2], values: Float64Array.of(40_000, 0) }],
    ]),
    quantization: new Map([
      ["x", kind(1 / 64, 200)],
      ["weights", kind(1 / 2, 20)],
      ["bias", { type: "int32", scale: [1 / 128], zeroPoint: [0], axis: 0 }],
      ["y", kind(1, 100)],
    ]),
  });
  // In units of 1/64: -192, 32, 16, -1; then -200, the least that there is, and 55, -200, the largest and the least.
  const x = Tensor.from(Float32Array.of(-3, 0.5, 0.25, -1 / 64, -9, 0, 0, 0, 9, -9, 0, 0), [3, 4]);
  // (-192 * 235 - 32 * 20 - 1 + 40000) / 128 and (192 * 20 + 32 * 235 + 16 * 5) / 128; the last row is beyond y's range.
  await assertIntegers(network, x, [-45, 89, -55, 31, 155, -100]);
});

test("ONNX: a product of integers that the network is given as such", async () => {
  const inputs = ["x", "x scale", "x zero", "weights", "w scale", "w zero", "y scale", "y zero"];
  const network = await networkOf({
    ...{ dialect: "onnx", opset: 17, outputs: [{ name: "y" }] },
    inputs: [{ name: "x", type: "uint8", shape: [null, 4] }],
    nodes: [node("QLinearMatMul", inputs)],
    constants: new Map([
      ...([
        ["x scale", scalar(1 / 2)],
        ["x zero", uint8([], 131)],
      ] as const),
      ...([
        ["w scale", scalar(1 / 4)],
        ["w zero", uint8([], 120)],
      ] as const),
      ...([
        ["y scale", scalar(32)],
        ["y zero", uint8([], 140)],
      ] as const),
      // Less 120, the columns are 135, -120, 9, 0 and 0, 1, 77, -120.
      ["weights", uint8([4, 2], 255, 120, 0, 121, 129, 197, 120, 0)],
    ]),
  });
  // Less 131: -131, 124, 0, -124.
  const x = Tensor.from(Float32Array.of(0, 255, 131, 7), [1, 4]);
  // (-131 * 135 - 124 * 120) / 256 + 140 and (124 + 124 * 120) / 256 + 140.
  await assertIntegers(network, x, [13, 199]);
});

test.run();
