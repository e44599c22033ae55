// Proves: TensorFlow Lite | in | Google's int8 and uint8 MobileNetV2: 0.99 of probabilities to a step of LiteRT's, top-1 above 0.8 | tensorflow
// The quantized MobileNetV2 of Google from ../shared/weights, classes and all, on photographs of ImageNet's classes.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ImageClassifier } from "../../../src/jobs/classifier/imageClassifier.js";
import { Network } from "../../../src/model/network.js";
import { sharedPath } from "../../support/shared.js";
import { hashedInput, models, sharedFile, stepsTo } from "../../support/tfliteModels.js";

for (const golden of models.filter(({ file }) => file.startsWith("weights/"))) {
  test(`${golden.file} gives LiteRT's integers, nearly all to a step`, async () => {
    const path = sharedFile(golden.file);
    if (path === null) return;
    const network = await Network.load(path);
    const { most, near } = stepsTo(golden, await network.predict([hashedInput(golden.input)]));
    await network.close();
    assert.ok(near >= 0.99, `${near} of the numbers are one step away or less, the farthest ${most}`);
  });

  test(`${golden.file} knows photographs of ImageNet's classes`, async () => {
    const path = sharedFile(golden.file);
    const folder = sharedPath("data/imagenet-sample", "photographs of ImageNet's classes");
    if (path === null || folder === null) return;
    const classifier = await ImageClassifier.load(path);
    assert.is(classifier.labels.length, 1001);
    const files = readdirSync(folder).filter((name) => name.endsWith(".JPEG"));
    let right = 0;
    for (const file of files) {
      const [best] = await classifier.classify(join(folder, file));
      // The first class is the background.
      if (classifier.labels.indexOf(best!.label) === Number(file.slice(0, 3)) + 1) right += 1;
    }
    assert.ok(right / files.length > 0.8, `${right} of ${files.length} are right`);
  });
}

test.run();
