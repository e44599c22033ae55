// Who looks at weights that are still on their way gets them when they are there.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { wasmBackend } from "../../src/backends/wasm/index.js";
import type { OpGraph } from "../../src/formats/opGraphTypes.js";
import { Dense, initializer, input, Layer, type LayerConfig, registerLayers } from "../../src/layers/index.js";
import { Network } from "../../src/model/network.js";
import { connectGraph } from "../../src/opGraph/connectGraph.js";
import { mul } from "../../src/tensor/ops/index.js";
import { seededRandom } from "../../src/tensor/random.js";
import type { Shape } from "../../src/tensor/shape.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { telling, withLateNumbers } from "../support/lateNumbers.js";

const random = seededRandom(5);

async function checkLate(whole: Network, pictures: Tensor): Promise<void> {
  const { values } = await whole.predict(pictures);
  const { backend, compiled } = telling(await wasmBackend({ threads: 1 }));
  await withLateNumbers(whole.encode(), async (address) => {
    const prepared = await Network.load(address, { prepare: 1, backend });
    assert.equal([...(await prepared.predict(pictures)).values], [...values]);
    assert.equal(compiled, ["with numbers"]);
  });
}

/** Reads its weight past the context. */
class Gain extends Layer {
  readonly className = "Gain";
  config(): LayerConfig {
    return {};
  }
  outputShape([shape]: readonly Shape[]): Shape {
    return shape!;
  }
  protected override build(): void {
    this.addParameter("gain", [1], initializer("ones"));
  }
  call([y]: readonly Tensor[]): Tensor {
    return mul(y!, this.parameter("gain").values[0]!);
  }
}
registerLayers({ Gain }, { package: "prepared" });

test("a layer that looks at numbers itself gets them", async () => {
  const start = input({ shape: [400] });
  const outputs = new Gain({}).apply(new Dense({ units: 400, seed: 3 }).apply(start));
  const whole = new Network({ inputs: start, outputs, name: "gained" });
  whole.setWeights(
    new Map(
      [...whole.getWeights()].map(([name, { shape, values }]) => [name, { shape, values: values.map(() => random()) }]),
    ),
  );
  await checkLate(whole, Tensor.from(Float32Array.from({ length: 400 }, random), [1, 400]));
});

test("constants of an imported graph that are not learned are looked at when they are there", async () => {
  const channels = 400;
  const constant = (...shape: number[]) => {
    const values = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => 0.5 + random());
    return { type: "float32", shape, values } as const;
  };
  const normalized = ["first", "gamma", "beta", "mean", "variance"];
  const graph: OpGraph = {
    dialect: "onnx",
    opset: 17,
    inputs: [{ name: "x", type: "float32", shape: [null, channels] }],
    outputs: [{ name: "y" }],
    nodes: [
      { op: "MatMul", name: "product", inputs: ["x", "kernel"], outputs: ["first"], attributes: {} },
      { op: "BatchNormalization", name: "norm", inputs: normalized, outputs: ["y"], attributes: { epsilon: 1e-3 } },
    ],
    constants: new Map([
      ["kernel", constant(channels, channels)],
      ...normalized.slice(1).map((name) => [name, constant(channels)] as const),
    ]),
  };
  const whole = new Network(await connectGraph(graph, "imported"));
  await checkLate(whole, Tensor.from(Float32Array.from({ length: channels }, random), [1, channels]));
});

test.run();
