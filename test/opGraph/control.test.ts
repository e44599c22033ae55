// Branches and loops, which the node suites at hand do not have.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { GraphProtoSchema } from "../../src/formats/onnx/onnx_pb.js";
import { create } from "../../src/formats/onnx/protobuf.js";
import { Network } from "../../src/model/network.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { floats, graphOf, node, onnxBytes, tensor, valueInfo } from "../support/onnxModel.js";

const x = valueInfo("x", ["batch", 2]);
const two = Tensor.from(Float32Array.of(1, -2), [1, 2]);

async function predict(model: Parameters<typeof onnxBytes>[0]): Promise<number[]> {
  const network = await Network.load(onnxBytes(model));
  const [y] = await network.predict([two]);
  await network.close();
  return [...y!.values];
}

test("a branch whose condition follows from shapes is run, and reads the values around it", async () => {
  const nodes = [
    node("Shape", ["x"], ["shape"]),
    node("Gather", ["shape", "last"], ["length"]),
    node("Equal", ["length", "wanted"], ["isTwo"]),
    node("Neg", ["x"], ["outside"]),
    node("If", ["isTwo"], ["y"], {
      then_branch: { type: 5, g: graphOf([node("Mul", ["outside", "x"], ["then"])], "then") },
      else_branch: { type: 5, g: graphOf([node("Identity", ["x"], ["else"])], "else") },
    }),
  ];
  const number = (name: string, value: bigint) => tensor(name, [], { dataType: 7, int64Data: [value] });
  assert.equal(
    await predict({ inputs: [x], outputs: ["y"], nodes, tensors: [number("last", 1n), number("wanted", 2n)] }),
    [-1, -4],
  );
  assert.equal(
    await predict({ inputs: [x], outputs: ["y"], nodes, tensors: [number("last", 1n), number("wanted", 3n)] }),
    [1, -2],
  );
});

const body = create(GraphProtoSchema, {
  input: [{ name: "time" }, { name: "before" }, { name: "sum" }],
  node: [
    node("Add", ["sum", "x"], ["more"]),
    node("Identity", ["before"], ["after"]),
    node("Mul", ["more", "ten"], ["kept"]),
  ],
  output: [{ name: "after" }, { name: "more" }, { name: "kept" }],
  initializer: [floats("ten", [], [10])],
});

test("a loop runs as often as it says, carries a value on, and stacks what it gives", async () => {
  const nodes = [
    node("Loop", ["times", "yes", "x"], ["sum", "all"], { body: { type: 5, g: body } }),
    node("ReduceSum", ["all", "first"], ["total"], { keepdims: { type: 2, i: 0n } }),
    node("Add", ["sum", "total"], ["y"]),
  ];
  const tensors = [
    tensor("times", [], { dataType: 7, int64Data: [3n] }),
    tensor("yes", [], { dataType: 9, int32Data: [1] }),
    tensor("first", [1], { dataType: 7, int64Data: [0n] }),
  ];
  // x four times at the end, and ten times two, three and four of them.
  assert.equal(await predict({ inputs: [x], outputs: ["y"], nodes, tensors }), [94, -188]);
});

test("a loop without an end is refused", async () => {
  const empty = create(GraphProtoSchema, { input: body.input, output: [{ name: "before" }, { name: "sum" }] });
  const tensors = [tensor("yes", [], { dataType: 9, int32Data: [1] })];
  for (const endless of [body, empty]) {
    const nodes = [node("Loop", ["", "yes", "x"], ["y"], { body: { type: 5, g: endless } })];
    const message = await predict({ inputs: [x], outputs: ["y"], nodes, tensors }).catch((error) => error.message);
    assert.match(`${message}`, /\(Loop\).*more than 10000 nodes/);
  }
});

test.run();
