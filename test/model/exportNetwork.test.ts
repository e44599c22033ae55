import { test } from "uvu";
import * as assert from "uvu/assert";
import { readOnnx } from "../../src/formats/onnx/readOnnx.js";
import { Activation, Flatten, inferenceContext, input, Layer, type LayerConfig } from "../../src/layers/index.js";
import { exportNetwork } from "../../src/model/exportNetwork.js";
import { Network } from "../../src/model/network.js";
import { mobileNetV2 } from "../../src/models/mobilenetv2.js";
import { apply } from "../../src/tensor/op.js";
import { dropout } from "../../src/tensor/ops/dropout.js";
import { slice } from "../../src/tensor/ops/slice.js";
import { squareOp } from "../../src/tensor/ops/unary.js";
import type { Shape } from "../../src/tensor/shape.js";
import type { Tensor } from "../../src/tensor/tensor.js";

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

/** A layer of one function. */
class Calling extends Layer {
  readonly className = "Calling";

  constructor(
    readonly f: (x: Tensor) => Tensor,
    name: string,
  ) {
    super({ name });
  }

  config(): LayerConfig {
    return {};
  }

  outputShape([shape]: readonly Shape[]): Shape {
    return shape!;
  }

  call([x]: readonly Tensor[]): Tensor {
    return this.f(x!);
  }
}

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
});

test.run();
