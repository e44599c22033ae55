import { test } from "uvu";
import * as assert from "uvu/assert";
import { openNetwork } from "../../src/model/openNetwork.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { Model } from "../../src/train/model.js";
import { floats, ints, node, type OnnxModel, onnxBytes, tensor, valueInfo } from "../support/onnxModel.js";

/** `x turned(w)` plus a bias in a node of its own; w is kept in bytes, two scales for its rows. */
const quantized: OnnxModel = {
  inputs: [valueInfo("x", ["batch", 2])],
  outputs: ["y"],
  nodes: [
    node("Constant", [], ["bias"], { value: { type: 4, t: floats("", [3], [1, 2, 3]) } }),
    node("DequantizeLinear", ["bytes", "scales"], ["w"], { axis: { type: 2, i: 0n } }),
    node("Transpose", ["w"], ["turned"], { perm: ints(1, 0) }),
    node("MatMul", ["x", "turned"], ["product"]),
    node("Add", ["product", "bias"], ["y"]),
  ],
  tensors: [
    tensor("bytes", [3, 2], { dataType: 3, rawData: Uint8Array.of(1, 2, 3, 4, 255, 254) }),
    floats("scales", [3], [1, 10, 100]),
  ],
};

async function open(bytes: Uint8Array): Promise<Model> {
  const { network } = await openNetwork({ bytes, file: "net", siblings: async () => null }, (ends) => new Model(ends));
  return network;
}

test("what is computed of constants is a weight, which is trained and comes back", async () => {
  const model = await open(onnxBytes(quantized));
  const weights = [...model.getWeights()].map(([name, { values }]) => [name, [...values]]);
  assert.equal(weights, [
    ["graph/bias", [1, 2, 3]],
    ["graph/turned", [1, 30, -100, 2, 40, -200]],
  ]);
  const x = Tensor.from(Float32Array.of(1, 1), [1, 2]);
  assert.equal([...(await model.predict([x]))[0]!.values], [4, 72, -297]);
  model.compile({ optimizer: "sgd", loss: "meanAbsoluteError" });
  await model.trainOnBatch([x], [Tensor.from(new Float32Array(3), [1, 3])]);
  const [after] = await model.predict([x]);
  assert.ok(after!.values[0]! < 4);
  const again = await open(model.encode());
  assert.equal((await again.predict([x]))[0]!.values, after!.values);
  await Promise.all([model.close(), again.close()]);
});

test("integers with a scale below 0 are the real numbers that ONNX makes of them", async () => {
  const [bytes] = quantized.tensors!;
  const model = await open(onnxBytes({ ...quantized, tensors: [bytes!, floats("scales", [3], [1, -10, 100])] }));
  const x = Tensor.from(Float32Array.of(1, 1), [1, 2]);
  assert.equal([...(await model.predict([x]))[0]!.values], [4, -68, -297]);
  const again = await open(model.encode());
  assert.equal([...(await again.predict([x]))[0]!.values], [4, -68, -297]);
  await Promise.all([model.close(), again.close()]);
});

test("what would grow large stays a node", async () => {
  const nodes = [
    node("Expand", ["one", "shape"], ["many"]),
    node("ReduceSum", ["many"], ["sum"]),
    node("Add", ["x", "sum"], ["y"]),
  ];
  const tensors = [floats("one", [1], [1]), tensor("shape", [1], { dataType: 7, int64Data: [4096n] })];
  const model = await open(onnxBytes({ ...quantized, nodes, tensors, opset: 18 }));
  assert.is(model.encode().length < 4096, true);
  const [y] = await model.predict([Tensor.from(Float32Array.of(0, 1), [1, 2])]);
  assert.equal([...y!.values], [4096, 4097]);
  await model.close();
});

test.run();
