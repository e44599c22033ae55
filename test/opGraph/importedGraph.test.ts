import { test } from "uvu";
import * as assert from "uvu/assert";
import type { OpGraph } from "../../src/formats/opGraphTypes.js";
import { openNetwork } from "../../src/model/openNetwork.js";
import { connectGraph } from "../../src/opGraph/connectGraph.js";
import { LinnetError } from "../../src/tensor/errors.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { Model } from "../../src/train/model.js";

/** Two rows of three numbers: `relu(x · kernel + bias)`, and that sum before relu. */
const graph: OpGraph = {
  dialect: "onnx",
  opset: 17,
  inputs: [{ name: "x", type: "float32", shape: [null, 3] }],
  outputs: [{ name: "y" }, { name: "sum" }],
  nodes: [
    { op: "MatMul", name: "product", inputs: ["x", "dense/kernel"], outputs: ["xk"], attributes: {} },
    { op: "Add", name: "plus", inputs: ["xk", "bias"], outputs: ["sum"], attributes: {} },
    { op: "Relu", name: "relu", inputs: ["sum"], outputs: ["y"], attributes: {} },
  ],
  constants: new Map([
    ["dense/kernel", { type: "float32", shape: [3, 2], values: Float32Array.of(1, 2, 3, 4, 5, 6) }],
    ["bias", { type: "float32", shape: [2], values: Float32Array.of(-10, 10) }],
  ]),
};

const x = Tensor.from(Float32Array.of(1, 1, 1, 0, 0, 1), [2, 3]);

async function openGraph(): Promise<Model> {
  return new Model(await connectGraph(graph, "imported"));
}

test("a graph of several outputs is a network with an output for each", async () => {
  const [y, sum] = await (await openGraph()).predict([x]);
  assert.equal([...sum!.values], [-1, 22, -5, 16]);
  assert.equal([...y!.values], [0, 22, 0, 16]);
});

test("what is read as a weight is trained, and comes back from linnet's own file", async () => {
  const model = await openGraph();
  assert.equal([...model.getWeights().keys()], ["graph/dense:kernel", "graph/bias"]);
  model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
  const y = Tensor.from(Float32Array.of(0, 0, 0, 0), [2, 2]);
  const before = [...model.getWeights().get("graph/bias")!.values];
  await model.trainOnBatch([x], [y, y]);
  const after = model.getWeights().get("graph/bias")!.values;
  assert.not.equal([...after], before);
  const opened = { bytes: model.encode(), file: "own.safetensors", siblings: async () => null };
  const { network } = await openNetwork(opened, (ends) => new Model(ends));
  const [[given], [again]] = await Promise.all([model.predict([x]), network.predict([x])]);
  assert.equal(again!.values, given!.values);
  await Promise.all([model.close(), network.close()]);
});

test("a factor that a shape follows from is not trained", async () => {
  const factor = { type: "float32", shape: [2], values: Float32Array.of(1, 1) } as const;
  const nodes = [
    ...graph.nodes,
    { op: "Shape", name: "shape", inputs: ["y"], outputs: ["s"], attributes: {} },
    { op: "Cast", name: "float", inputs: ["s"], outputs: ["f"], attributes: { to: 1 } },
    { op: "Mul", name: "times", inputs: ["f", "factor"], outputs: ["m"], attributes: {} },
    { op: "Cast", name: "whole", inputs: ["m"], outputs: ["w"], attributes: { to: 7 } },
    { op: "Reshape", name: "reshape", inputs: ["y", "w"], outputs: ["z"], attributes: {} },
  ];
  const constants = new Map([...graph.constants, ["factor", factor] as const]);
  const model = new Model(await connectGraph({ ...graph, nodes, constants, outputs: [{ name: "z" }] }, "imported"));
  assert.equal([...model.getWeights().keys()], ["graph/dense:kernel"]);
  const [z] = await model.predict([x]);
  assert.equal([...z!.values], [0, 22, 0, 16]);
  await model.close();
});

test("an op that linnet does not know is refused by its node", async () => {
  const nodes = [{ ...graph.nodes[0]!, op: "Unheard" }, ...graph.nodes.slice(1)];
  try {
    await connectGraph({ ...graph, nodes }, "imported");
    assert.unreachable();
  } catch (error) {
    assert.instance(error, LinnetError);
    assert.match((error as Error).message, /node "product" \(Unheard\): linnet does not know the op Unheard of onnx/);
  }
});

test.run();
