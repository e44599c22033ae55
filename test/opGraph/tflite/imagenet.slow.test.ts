// Proves: TensorFlow Lite | in | Google's int8 and uint8 MobileNetV2 on photographs and noise: 0.99 of the numbers at most a step from LiteRT's | ai-edge-litert
// Proves: TensorFlow Lite | in | Google's int8 and uint8 MobileNetV2 on photographs: top-1 above 0.8 | linnet
// The quantized MobileNetV2 of Google from ../shared/weights, classes and all, on photographs of ImageNet's classes.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readPicture } from "../../../src/data/readPicture.js";
import { resize } from "../../../src/data/resize.js";
import { ImageClassifier } from "../../../src/jobs/classifier/imageClassifier.js";
import { Network } from "../../../src/model/network.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { pythonWith, runCheck } from "../../support/python.js";
import { sharedPath } from "../../support/shared.js";

/** The scale of each model's input: bytes as pixels of -1 to 1; the output's is the same. */
const models = [
  { name: "tf2_mobilenet_v2_1.0_224_ptq", scale: Math.fround(1 / 127.5), zeroPoint: 127 },
  { name: "mobilenet_v2_1.0_224_quant", scale: 1 / 128, zeroPoint: 128 },
];
const [CLASSES, OUTPUT_SCALE] = [1001, 1 / 256];
const [PIXELS, PHOTOGRAPHS] = [224 * 224 * 3, 8];

const weights = sharedPath("weights", "quantized MobileNetV2");
const folder = sharedPath("data/imagenet-sample", "photographs of ImageNet's classes");
const files = folder === null ? [] : readdirSync(folder).filter((name) => name.endsWith(".JPEG"));

/** Photographs from some classes, and as many pictures of noise. */
async function somePictures(): Promise<Uint8Array> {
  const chosen = files.filter((_, index) => index % Math.ceil(files.length / PHOTOGRAPHS) === 0);
  const pictures = Uint8Array.from({ length: 2 * chosen.length * PIXELS }, (_, i) => Math.imul(i, 2654435761) >>> 24);
  for (const [index, name] of chosen.entries()) {
    const file = join(folder!, name);
    const { data } = resize(await readPicture(file, { file }), { width: 224, height: 224 });
    pictures.set(data.subarray(0, PIXELS), index * PIXELS);
  }
  return pictures;
}

test("they give LiteRT's integers, nearly all to a step", async () => {
  const python = pythonWith(["ai_edge_litert"], "what LiteRT computes of quantized models");
  if (python === null || weights === null || folder === null) return;
  const [pixels, work] = [await somePictures(), mkdtempSync(join(tmpdir(), "linnet-litert-"))];
  const paths = models.map(({ name }) => [name, join(weights, `${name}.tflite`)] as const);
  writeFileSync(join(work, "pixels"), pixels);
  writeFileSync(join(work, "given.json"), JSON.stringify(Object.fromEntries(paths)));
  runCheck(python, "litertIntegers.py", work);
  for (const { name, scale, zeroPoint } of models) {
    const network = await Network.load(join(weights, `${name}.tflite`));
    const bytes = readFileSync(join(work, name));
    const expected = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
    const x = Tensor.from(
      Float32Array.from(pixels, (pixel) => scale * (pixel - zeroPoint)),
      [pixels.length / PIXELS, 224, 224, 3],
    );
    const y = await network.predict(x, { batchSize: 4 });
    await network.close();
    assert.is(y.size, expected.length);
    for (let start = 0; start < y.size; start += CLASSES) {
      const steps = Array.from(y.values.subarray(start, start + CLASSES), (value, place) =>
        Math.abs(Math.round(value / OUTPUT_SCALE) - expected[start + place]!),
      );
      const near = steps.filter((step) => step <= 1).length / CLASSES;
      assert.ok(near >= 0.99, `${name}, picture ${start / CLASSES}: ${near}, the farthest ${Math.max(...steps)}`);
    }
  }
  rmSync(work, { recursive: true });
});

for (const { name } of models)
  test(`${name} knows photographs of ImageNet's classes`, async () => {
    if (weights === null || folder === null) return;
    const classifier = await ImageClassifier.load(join(weights, `${name}.tflite`));
    assert.is(classifier.labels.length, CLASSES);
    let right = 0;
    for (const file of files) {
      const [best] = await classifier.classify(join(folder, file));
      // The first class is the background.
      if (classifier.labels.indexOf(best!.label) === Number(file.slice(0, 3)) + 1) right += 1;
    }
    assert.ok(right / files.length > 0.8, `${right} of ${files.length} are right`);
  });

test.run();
