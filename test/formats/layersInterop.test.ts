// Proves: TensorFlow.js layers models | in | published and Teachable Machine's models, uint8 weights: outputs within 1e-5 | @tensorflow/tfjs-core
// Proves: Teachable Machine | in | .h5 and TensorFlow.js exports: outputs within 1e-5, labels, sizes | tf_keras, @tensorflow/tfjs-core
// Real models of Keras, TensorFlow.js and Teachable Machine: what TensorFlow.js and Keras compute of them, labels and all.

import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Network } from "../../src/model/network.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { distance, inputOf } from "../support/kerasCases.js";
import { sharedPath } from "../support/shared.js";

const interop = sharedPath("interop", "real models");

async function outputOf(network: Network): Promise<Float32Array> {
  const shape = network.inputShape;
  const output = await network.predict(Tensor.from(inputOf(shape), [1, ...shape]));
  await network.close();
  return output.values;
}

const labels: { readonly [folder: string]: readonly string[] } = {
  "07hamzatariq+Audio-Training-ML-": ["Class 1", "Class 2"],
  "21benniel+AI-Seminor-monitoring-system": ["listening", "not listening", "using mobile"],
  "2mxnxu+Rock-Paper-Scissors": ["바위", "보", "가위"],
  "AnanyaMourya2006+Unique_App": ["Covid", "Normal", "Pneumonia"],
};

/** Computed by tf_keras 2.21 and Keras 3.15 of the same input. */
const byKeras: { readonly [file: string]: readonly number[] } = {
  "teachable-machine-keras/21benniel+AI-Seminor-monitoring-system/keras_model.h5": [
    9.184819e-5, 0.010820818, 0.98908734,
  ],
  "teachable-machine-keras/2nithing+mask_detector_gradio/keras_model.h5": [0.99999917, 8.1612785e-7],
  "keras/ALbaghdadi+Eye_State_detection/model.keras": [0],
  "keras/AhmedKamel200058+MNIST/best_model.h5": [
    0.1261841, 0.105744846, 0.10373926, 0.08259672, 0.0994407, 0.090840556,
  ],
};

if (interop !== null) {
  const expected = JSON.parse(readFileSync(`${interop}/expected-tfjs.json`, "utf8")) as { [folder: string]: number[] };
  const layersModels = Object.keys(expected).filter((folder) => Array.isArray(expected[folder]));
  for (const folder of layersModels)
    test(`${folder} gives what TensorFlow.js gives`, async () => {
      const network = await Network.load(`${interop}/${folder}/model.json`);
      const classes = labels[folder.slice(folder.indexOf("/") + 1)];
      if (classes !== undefined)
        assert.equal(network.record, {
          classes,
          preprocessing: { mode: "minusOneToOne", resize: "bilinear", crop: 1 },
        });
      assert.ok(distance(await outputOf(network), expected[folder]!) < 1e-5);
    });

  for (const [file, values] of Object.entries(byKeras))
    test(`${file} gives what Keras gives`, async () => {
      assert.ok(distance(await outputOf(await Network.load(`${interop}/${file}`)), values) < 1e-5);
    });

  test("an export of 2020 is the same network in .h5 and in TensorFlow.js's files but for its head", async () => {
    const folder = "21benniel+AI-Seminor-monitoring-system";
    const keras = await Network.load(`${interop}/teachable-machine-keras/${folder}/keras_model.h5`);
    const tfjs = await Network.load(`${interop}/teachable-machine-tfjs/${folder}/model.json`);
    const weights = tfjs.getWeights();
    const same = [...keras.getWeights()].filter(([name, { values }]) => {
      const other = weights.get(name)?.values;
      return other !== undefined && Buffer.compare(Buffer.from(values.buffer), Buffer.from(other.buffer)) === 0;
    });
    assert.is(same.length, 260);
    assert.is(weights.size, 263);
  });

  const refused: { readonly [file: string]: RegExp } = {
    "teachable-machine-other/toothwheel+pose-detection-app/model.json": /it is a model of Teachable Machine of poses/,
    "tfjs/npm-vladmandic-face-api/tiny_face_detector_model-weights_manifest.json": /got a list of weights alone/,
    "tfjs/tensorflow+tfjs/load_predict/layers_model/model.json":
      /layer "embedding_Embedding2" .* has no layer Embedding/,
    "teachable-machine-tfjs/2mxnxu+Rock-Paper-Scissors/metadata.json": /got metadata with labels: open the model\.json/,
  };
  for (const [file, message] of Object.entries(refused))
    test(`${file} is refused by what it is`, async () => {
      const found = await Network.load(`${interop}/${file}`).then(
        () => "it was read",
        (error: Error) => error.message,
      );
      assert.match(found, message);
    });
}

test.run();
