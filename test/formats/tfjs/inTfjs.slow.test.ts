// Proves: TensorFlow.js layers models | out | every layer, MobileNetV2 in shards and V3: outputs within 1e-4 | @tensorflow/tfjs-core
// TensorFlow.js loads what linnet writes, and computes the same.

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  exportNetwork,
  mobileNetV2,
  mobileNetV3Small,
  type Network,
  shuffleNetV2,
  Tensor,
} from "../../../src/index.js";
import { root } from "../../support/command.js";
import { everyKerasLayer, hashed, somePixels } from "../../support/everyKerasLayer.js";
import { furtherKerasLayers } from "../../support/furtherKerasLayers.js";

const test = suite("linnet's files in TensorFlow.js");

/** What is used of @tensorflow/tfjs-layers and tfjs-core. */
interface TfTensor {
  data(): Promise<Float32Array>;
}
interface TfLayers {
  loadLayersModel(handler: { load(): Promise<object> }): Promise<{ predict(x: TfTensor): TfTensor }>;
}
interface TfCore {
  setBackend(name: string): Promise<boolean>;
  tensor(values: Float32Array, shape: readonly number[]): TfTensor;
}

const bench = `${root}/bench/`;

async function tensorflow(): Promise<(TfLayers & TfCore) | null> {
  if (!existsSync(`${bench}node_modules/@tensorflow/tfjs-layers`)) {
    console.log("skipped: whether TensorFlow.js reads what linnet writes: npm run peers installs it");
    return null;
  }
  const require = createRequire(bench);
  const core = require("@tensorflow/tfjs-core") as TfCore;
  require("@tensorflow/tfjs-backend-cpu");
  await core.setBackend("cpu");
  return { ...core, ...(require("@tensorflow/tfjs-layers") as TfLayers) };
}

async function inTensorFlow(tf: TfLayers & TfCore, network: Network, x: Tensor): Promise<Float32Array> {
  const files = new Map((await exportNetwork(network, { format: "tfjs" })).map(({ name, bytes }) => [name, bytes]));
  const { modelTopology, weightsManifest } = JSON.parse(new TextDecoder().decode(files.get("model.json")));
  const shards: readonly string[] = weightsManifest[0].paths;
  const weightData = await new Blob(shards.map((name) => files.get(name)! as Uint8Array<ArrayBuffer>)).arrayBuffer();
  const load = async () => ({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData });
  const model = await tf.loadLayersModel({ load });
  return model.predict(tf.tensor(x.values, x.shape)).data();
}

const networks: { readonly [name: string]: () => Network } = {
  "every layer": everyKerasLayer,
  "the rarer layers": () => furtherKerasLayers(true),
  "MobileNetV2 in shards": () =>
    hashed(mobileNetV2({ alpha: 1, inputShape: [32, 32, 3], classes: 3, classifierActivation: null })),
  MobileNetV3: () =>
    hashed(mobileNetV3Small({ alpha: 0.5, inputShape: [32, 32, 3], classes: 3, classifierActivation: null })),
  "torchvision's ShuffleNetV2": () =>
    hashed(shuffleNetV2({ alpha: 0.5, inputShape: [32, 32, 3], classes: 3, source: "torchvision" })),
};

for (const [name, make] of Object.entries(networks))
  test(`${name}: the same to 1e-4`, async () => {
    const tf = await tensorflow();
    if (tf === null) return;
    const network = make();
    const pixels = somePixels(2, [32, 32, 3]);
    const x = Tensor.from(
      pixels.values.map((value) => value / 127.5 - 1),
      pixels.shape,
    );
    const expected = (await network.predict(x)).values;
    const found = await inTensorFlow(tf, network, x);
    await network.close();
    assert.is(found.length, expected.length);
    assert.ok(new Set(expected).size > 3, "the answers differ from picture to picture");
    const difference = Math.max(...expected.map((value, index) => Math.abs(value - found[index]!)));
    assert.ok(difference <= 1e-4, `differs by ${difference}`);
  });

test.run();
