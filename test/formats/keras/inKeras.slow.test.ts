// Keras 3 and tf_keras load what linnet writes, and compute the same.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { preprocessValues } from "../../../src/data/preprocess.js";
import type { PreprocessMode } from "../../../src/data/preprocessModes.js";
import { exportNetwork, mobileNetV2, mobileNetV3Small, type Network, Tensor } from "../../../src/index.js";
import { everyKerasLayer, hashed, somePixels } from "../../support/everyKerasLayer.js";
import { pythonWith, runCheck } from "../../support/python.js";

const test = suite("linnet's files in Keras");
const python = pythonWith(["keras", "tf_keras"], "whether Keras reads what linnet writes");

interface Found {
  readonly keras: readonly number[];
  readonly tf_keras?: readonly number[];
}

const modes: readonly PreprocessMode[] = ["none", "tf", "torch", "caffe", "imagenetMean"];

function networks(): Map<string, Network> {
  const found = new Map<string, Network>([["keras3", everyKerasLayer()]]);
  for (const mode of modes) {
    const network = everyKerasLayer({ swish: "relu", gate: "sigmoid" });
    network.record = { ...network.record, preprocessing: { mode, resize: "bilinear" } };
    found.set(mode, network);
  }
  found.set(
    "mobilenetv2",
    hashed(mobileNetV2({ alpha: 0.35, inputShape: [32, 32, 3], classes: 3, classifierActivation: null })),
  );
  found.set(
    "mobilenetv3",
    hashed(mobileNetV3Small({ alpha: 0.35, inputShape: [32, 32, 3], classes: 3, classifierActivation: null })),
  );
  return found;
}

/** What the network makes of pixels, as its record says. */
async function expectedOf(network: Network, pixels: Tensor): Promise<readonly number[]> {
  const values = pixels.values.slice();
  preprocessValues(values, network.record.preprocessing?.mode ?? "none");
  const output = await network.predict(Tensor.from(values, pixels.shape));
  await network.close();
  return [...output.values];
}

test("every layer and way to preprocess is loaded, and computes the same to 1e-4", async () => {
  if (python === null) return;
  const folder = mkdtempSync(join(tmpdir(), "linnet-keras-"));
  try {
    const pixels = somePixels(2, [32, 32, 3]);
    const forKeras2 = [...modes, "mobilenetv2"];
    const given = { x: [...pixels.values], shape: pixels.shape, forKeras2 };
    writeFileSync(join(folder, "given.json"), JSON.stringify(given));
    const expected = new Map<string, readonly number[]>();
    for (const [name, network] of networks()) {
      for (const format of ["keras", "h5"] as const) {
        const [file] = await exportNetwork(network, { format });
        writeFileSync(join(folder, `${name}.${format}`), file!.bytes);
      }
      expected.set(name, await expectedOf(network, pixels));
    }
    runCheck(python, "inKeras.py", folder);
    const outputs = JSON.parse(readFileSync(join(folder, "outputs.json"), "utf8")) as { [file: string]: Found };
    for (const [name, numbers] of expected)
      for (const format of ["keras", "h5"]) {
        const { keras, tf_keras: keras2 } = outputs[`${name}.${format}`]!;
        assertNear(`${name}.${format} in Keras 3`, keras, numbers);
        if (format === "h5" && forKeras2.includes(name)) assertNear(`${name}.h5 in tf_keras`, keras2!, numbers);
      }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function assertNear(what: string, found: readonly number[], expected: readonly number[]): void {
  assert.is(found.length, expected.length, what);
  const difference = Math.max(...found.map((value, index) => Math.abs(value - expected[index]!)));
  assert.ok(difference <= 1e-4, `${what}: differs by ${difference}`);
}

test.run();
