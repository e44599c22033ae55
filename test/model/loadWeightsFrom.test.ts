// Proves: Keras .weights.h5, .h5 and .keras | in | weights alone for a network of other names, by order | keras, tf_keras
// Weights of Keras's files in a network that is there already, whose layers have other names.

import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  Add,
  BatchNormalization,
  Conv2D,
  Dense,
  DepthwiseConv2D,
  GlobalAveragePooling2D,
  input,
} from "../../src/layers/index.js";
import { Network } from "../../src/model/network.js";
import { mobileNetV2 } from "../../src/models/mobilenetv2.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { distance, inputOf, kerasCases } from "../support/kerasCases.js";
import { sharedPath } from "../support/shared.js";

/** The model of test/oracles/files/kerasWeights.py. */
function build({ units = 3, named = false } = {}): Network {
  const name = (own: string): { name?: string } => (named ? { name: own } : {});
  const begin = input({ shape: [6, 5, 3], ...name("pictures") });
  let x = new Conv2D({ filters: 4, kernelSize: 3, padding: "same", useBias: false, ...name("stem") }).apply(begin);
  x = new BatchNormalization(name("norm")).apply(x);
  const left = new DepthwiseConv2D({ kernelSize: 3, padding: "same", ...name("left") }).apply(x);
  const right = new Conv2D({ filters: 4, kernelSize: 1, activation: "relu", ...name("right") }).apply(x);
  x = new GlobalAveragePooling2D({}).apply(new Add({}).apply([left, right]));
  return new Network({ inputs: begin, outputs: new Dense({ units, activation: "softmax", ...name("head") }).apply(x) });
}

for (const { name, suffix, bytes, inputs, outputs } of kerasCases("kerasWeights"))
  for (const named of [false, true])
    test(`${name}${suffix} into ${named ? "a network with names of its own" : "a network"}`, async () => {
      const network = build({ named });
      await network.loadWeightsFrom(new File([bytes], `weights${suffix}`));
      const output = await network.predict(Tensor.from(inputOf(inputs[0]!), [1, ...inputs[0]!]));
      await network.close();
      assert.ok(distance(output.values, outputs[0]!.values) < 1e-5);
    });

test("weights that do not fit are refused, and nothing is loaded", async () => {
  for (const { suffix, bytes } of kerasCases("kerasWeights")) {
    const network = build({ units: 4, named: true });
    const before = network.getWeights();
    const message = await network.loadWeightsFrom(new File([bytes], `weights${suffix}`)).then(
      () => "loaded",
      (error: Error) => error.message,
    );
    assert.match(
      message,
      /^weights\.[.\w]+: does not fit model "model": "head\/kernel" expected \[4,4\], got \[4,3\]; "head\/bias"/,
    );
    for (const [name, { values }] of network.getWeights()) assert.equal(values, before.get(name)!.values);
  }
});

test("more layers than the network has are refused", async () => {
  const begin = input({ shape: [4] });
  const network = new Network({ inputs: begin, outputs: new Dense({ units: 3 }).apply(begin) });
  for (const { suffix, bytes } of kerasCases("kerasWeights")) {
    const message = await network.loadWeightsFrom(new File([bytes], `weights${suffix}`)).then(
      () => "loaded",
      (error: Error) => error.message,
    );
    assert.match(
      message,
      /^weights\.[.\w]+: does not fit model "model": expected (1 layers with weights|2 weights), the file has \d+$/,
    );
  }
});

const published = sharedPath("keras/weights", "MobileNetV2's weights as Keras publishes them");
/** The first logits that tf_keras 2.21 computes of the same input. */
const logits = [0.3601864278316498, -0.12102166563272476, -1.707863211631775, -1.6252977848052979, 1.19731867313385];

if (published !== null)
  test("MobileNetV2 takes the weights that Keras publishes", async () => {
    const network = mobileNetV2({ classifierActivation: null });
    await network.loadWeightsFrom(`${published}/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5`);
    const shape = [224, 224, 3];
    const { values } = await network.predict(Tensor.from(inputOf(shape), [1, ...shape]));
    assert.ok(distance(values.slice(0, logits.length), logits) < 1e-4);
    assert.is(values.length, 1000);
    await network.close();
    const base = mobileNetV2({ includeTop: false });
    await base.loadWeightsFrom(`${published}/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5`);
    assert.equal(base.getWeights().get("Conv1/kernel"), network.getWeights().get("Conv1/kernel"));
  });

test.run();
