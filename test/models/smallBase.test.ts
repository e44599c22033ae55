import { readFileSync, statSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { wasmBackend } from "../../src/backends/wasm/index.js";
import { toCategorical } from "../../src/data/labels.js";
import { preprocessInput } from "../../src/data/preprocess.js";
import { drawFace } from "../../src/data/sample/face.js";
import { readSafetensors } from "../../src/formats/safetensors/safetensors.js";
import { Dense } from "../../src/layers/dense.js";
import { GlobalAveragePooling2D } from "../../src/layers/globalPooling2D.js";
import { input } from "../../src/layers/input.js";
import { mobileNetV2 } from "../../src/models/mobilenetv2.js";
import { smallBase, smallBaseShape } from "../../src/models/smallBase.js";
import { Adam } from "../../src/optim/adam.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { calibrateBatchNorm } from "../../src/train/calibrateBatchNorm.js";
import { Model } from "../../src/train/model.js";

const file = new URL("../../weights/linnet-base-0.35-96.safetensors", import.meta.url);
const { size } = smallBaseShape;

test("its file is under 2 MB, in half precision, and says where it comes from", () => {
  assert.ok(statSync(file).size < 2e6);
  const bytes = readFileSync(file);
  const { tensors, metadata } = readSafetensors(bytes, file.pathname);
  const elements = [...tensors.values()].reduce((total, { values }) => total + values.length, 0);
  const header = 8 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  assert.is(bytes.length - header, 2 * elements);
  for (const name of ["recipe", "teacher", "data", "date", "licence"]) assert.ok(metadata[name], name);
});

test("it loads without the network, frozen, with the shapes of MobileNetV2 0.35 at 96 pixels", async () => {
  const { fetch } = globalThis;
  globalThis.fetch = () => Promise.reject(new Error("the network was asked"));
  try {
    const base = await smallBase();
    assert.equal(base.inputShape, [96, 96, 3]);
    assert.equal(base.outputShape, [3, 3, 1280]);
    assert.not.ok(base.trainable);
  } finally {
    globalThis.fetch = fetch;
  }
});

/** Faces from this number on, every other one with a mask: x `[count, 96, 96, 3]`, y `[count, 2]`. */
function drawnFaces(first: number, count: number): { x: Tensor; y: Tensor } {
  const faces = Array.from({ length: count }, (_, place) =>
    drawFace({ mask: place % 2 === 0, seed: first + place, size }),
  );
  const labels = faces.map((_, place) => place % 2);
  return {
    x: Tensor.from(preprocessInput(faces, "minusOneToOne"), [count, size, size, 3]),
    y: toCategorical(labels, 2),
  };
}

interface Faces {
  readonly train: ReturnType<typeof drawnFaces>;
  readonly unseen: ReturnType<typeof drawnFaces>;
}

async function headAccuracy(base: Model, { train, unseen }: Faces): Promise<number> {
  const pooled = new Model({ inputs: base.input, outputs: new GlobalAveragePooling2D().apply(base.output) });
  const [known, measured] = [await pooled.predict(train.x), await pooled.predict(unseen.x)];
  await pooled.close();
  const inputs = input({ shape: [1280] });
  const head = new Model({ inputs, outputs: new Dense({ units: 2, activation: "softmax" }).apply(inputs) });
  head.compile({ optimizer: new Adam({ learningRate: 1e-3 }), loss: "categoricalCrossentropy", metrics: ["accuracy"] });
  await head.fit(known, train.y, { epochs: 30 });
  return (await head.evaluate(measured, unseen.y)).accuracy!;
}

/** By how much a head on it has to be better than one on random weights. */
const MARGIN = 0.05;

test("a head on it tells drawn faces apart better than one on random weights", async () => {
  const faces: Faces = { train: drawnFaces(0, 64), unseen: drawnFaces(5000, 100) };
  const random = mobileNetV2({ alpha: smallBaseShape.alpha, inputShape: [size, size, 3], includeTop: false, seed: 1 });
  await calibrateBatchNorm(random, faces.train.x, await wasmBackend());
  const [trained, untrained] = [await headAccuracy(await smallBase(), faces), await headAccuracy(random, faces)];
  assert.ok(trained >= untrained + MARGIN, `${trained} on the base, ${untrained} on random weights`);
});

test.run();
