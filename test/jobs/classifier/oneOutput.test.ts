// A model with one sigmoid output tells two classes apart: above a half it is the second.

import { suite } from "uvu";
import * as assert from "uvu/assert";
import { drawFace } from "../../../src/data/sample/face.js";
import { ImageClassifier } from "../../../src/jobs/classifier/imageClassifier.js";
import { Dense, GlobalAveragePooling2D, input } from "../../../src/layers/index.js";
import { encodeNetwork } from "../../../src/model/networkFile.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { Model } from "../../../src/train/model.js";

const test = suite("one output");
const preprocessing = { mode: "mobilenetV2", resize: "bilinear" } as const;
const faces = [1, 2, 3].map((seed) => drawFace({ mask: true, seed, size: 32 }));

/** Says the second class if the bias is above 0, whatever it sees. */
function sigmoidModel(bias: number): Model {
  const inputs = input({ shape: [32, 32, 3] });
  const pooled = new GlobalAveragePooling2D().apply(inputs);
  const out = new Dense({ units: 1, activation: "sigmoid", kernelInitializer: "zeros", name: "out" });
  const model = new Model({ inputs, outputs: out.apply(pooled) });
  const weights = new Map(model.getWeights());
  weights.set("out/bias", Tensor.from(Float32Array.of(bias), [1]));
  model.loadWeights(weights);
  return model;
}

const record = { classes: ["mask", "none"], preprocessing, training: {} };

test("its file is read again, and says both classes", async () => {
  for (const [bias, best] of [
    [3, "none"],
    [-3, "mask"],
  ] as const) {
    const classifier = await ImageClassifier.load(encodeNetwork(sigmoidModel(bias), record));
    const [first, second] = await classifier.classify(faces[0]!);
    assert.is(first!.label, best);
    assert.ok(Math.abs(first!.probability - 1 / (1 + Math.exp(-3))) < 1e-6);
    assert.ok(Math.abs(first!.probability + second!.probability - 1) < 1e-6);
    await classifier.close();
  }
});

test("evaluate counts it as right where it is", async () => {
  const classifier = await ImageClassifier.load(encodeNetwork(sigmoidModel(3), record));
  const { all } = await classifier.evaluate({ mask: faces.slice(0, 1), none: faces.slice(1) });
  assert.is(all.accuracy, 2 / 3);
  assert.equal(all.confusionMatrix, [
    [0, 1],
    [0, 2],
  ]);
  await classifier.close();
});

test("one name for it is not written", () => {
  assert.throws(
    () => encodeNetwork(sigmoidModel(1), { ...record, classes: ["none"] }),
    /expected 2 names in the metadata's "classes", got \["none"\]/,
  );
});

test.run();
