// Proves: safetensors with others' names | out | seven architectures in torchvision and timm, loaded strictly: logits within 1e-4 | torchvision, timm
// Proves: safetensors with others' names | out | five architectures in keras.applications, by the variables' paths: logits within 1e-4 | keras
// torchvision, timm and Keras load the weights that linnet writes with their names, and compute the same.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  type ArchitectureName,
  architectures,
  exportNetwork,
  type Source,
  Tensor,
  type WeightNames,
} from "../../../src/index.js";
import { hashed, somePixels } from "../../support/everyKerasLayer.js";
import { pythonWith, runCheck } from "../../support/python.js";

const test = suite("linnet's weights in other programs");

/** What a program calls the network of a source. */
type Case = readonly [architecture: ArchitectureName, source: Source, names: WeightNames, model: string];

const torch: readonly Case[] = [
  ["mobilenetv2", "torchvision", "torchvision", "mobilenet_v2"],
  ["mobilenetv3-small", "torchvision", "torchvision", "mobilenet_v3_small"],
  ["mobilenetv3-large", "torchvision", "torchvision", "mobilenet_v3_large"],
  ["shufflenetv2", "torchvision", "torchvision", "shufflenet_v2_x1_0"],
  ["efficientnet-b0", "torchvision", "torchvision", "efficientnet_b0"],
  ["mobilenetv1", "timm", "timm", "mobilenetv1_100"],
  ["mobilenetv2", "timm", "timm", "mobilenetv2_100"],
  ["mobilenetv3-small", "timm", "timm", "mobilenetv3_small_100"],
  ["mobilenetv3-large", "timm-tf", "timm", "tf_mobilenetv3_large_100"],
  ["efficientnet-b0", "timm", "timm", "efficientnet_b0"],
  ["efficientnet-lite0", "timm-tf", "timm", "tf_efficientnet_lite0"],
];

const keras: readonly Case[] = [
  ["mobilenetv1", "keras", "keras", "MobileNet"],
  ["mobilenetv2", "keras", "keras", "MobileNetV2"],
  ["mobilenetv3-small", "keras", "keras", "MobileNetV3Small"],
  ["mobilenetv3-large", "keras", "keras", "MobileNetV3Large"],
  ["efficientnet-b0", "keras", "keras", "EfficientNetB0"],
];

const CLASSES = 3;
const shape = [64, 64, 3] as const;
const pixels = somePixels(2, shape);

for (const [modules, cases] of [
  [["torchvision", "timm", "safetensors"], torch],
  [["keras"], keras],
] as const) {
  test(`${modules[0]}: logits are the same to 1e-4`, async () => {
    const python = pythonWith(modules, "whether weights with the names of others are theirs");
    if (python === null) return;
    const folder = mkdtempSync(join(tmpdir(), "linnet-names-"));
    try {
      // Networks of Keras take pixels as they are, those of PyTorch smaller numbers.
      const x =
        modules[0] === "keras"
          ? pixels
          : Tensor.from(
              pixels.values.map((value) => value / 100 - 1),
              pixels.shape,
            );
      const expected = new Map<string, readonly number[]>();
      for (const [architecture, source, names] of cases) {
        const options = { source, inputShape: shape, classes: CLASSES, classifierActivation: null } as const;
        const network = hashed(architectures[architecture].create(options).network);
        const [file] = await exportNetwork(network, { format: "safetensors", names });
        writeFileSync(join(folder, `${architecture}-${source}.safetensors`), file!.bytes);
        expected.set(`${architecture}-${source}`, [...(await network.predict(x)).values]);
        await network.close();
      }
      const files = cases.map(([architecture, source, names, model]) => [`${architecture}-${source}`, [names, model]]);
      const given = { x: [...x.values], shape: x.shape, classes: CLASSES, files: Object.fromEntries(files) };
      writeFileSync(join(folder, "given.json"), JSON.stringify(given));
      runCheck(python, "namedWeights.py", folder);
      const outputs = JSON.parse(readFileSync(join(folder, "outputs.json"), "utf8")) as { [name: string]: number[] };
      for (const [name, logits] of expected) assertNear(name, outputs[name], logits);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

/** Within 1e-4 of the largest. */
function assertNear(name: string, found: readonly number[] | undefined, expected: readonly number[]): void {
  assert.is(found?.length, expected.length, name);
  const largest = Math.max(1, ...expected.map(Math.abs));
  const difference = Math.max(...expected.map((value, index) => Math.abs(value - found![index]!)));
  assert.ok(difference <= 1e-4 * largest, `${name}: differs by ${difference}, of up to ${largest}`);
}

test.run();
