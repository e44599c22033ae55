// Real models' files as bases of heads on drawn faces, and the command that does it.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openModelFile } from "../../../src/jobs/base/openModelFile.js";
import { readModelSource } from "../../../src/model/modelSource.js";
import { linnet, writeFaces } from "../../support/command.js";
import { randomTensor } from "../../support/compare.js";
import { sharedPath } from "../../support/shared.js";

const test = suite("real models' files as bases");
const folder = mkdtempSync(join(tmpdir(), "linnet-real-bases-"));
const interop = sharedPath("interop", "real models' files as bases");

test.before(() => writeFaces(join(folder, "faces"), 8));
test.after(() => rmSync(folder, { recursive: true }));

async function run(code: number, ...parameters: readonly string[]): Promise<string> {
  const outcome = await linnet(parameters, { cwd: folder });
  assert.is(outcome.code, code, outcome.stderr);
  return `${outcome.stdout}\n${outcome.stderr}`.replace(/\s+/g, " ");
}

/** Each a format of its own; the last two do not say how a picture becomes their input. */
const files = [
  "teachable-machine-keras/2nithing+mask_detector_gradio/keras_model.h5",
  "teachable-machine-tfjs/2mxnxu+Rock-Paper-Scissors/model.json",
  "tfjs/npm-vladmandic-human/blazeface.json",
  "tflite/bangseongmin+MaskDetection/model.tflite",
  "onnx-models/Linzaer+Ultra-Light/version-RFB-320.onnx",
];

for (const file of interop === null ? [] : files)
  test(`${file}: a head is trained, measured and used`, async () => {
    const training = ["train", "faces", "--base", join(interop!, file), "--no-augment", "--no-report"];
    const own = ["--epochs", "5", "--batch-size", "4", "--hidden", "8", "--preprocessing", "minusOneToOne"];
    await run(0, ...training, ...own, "--learning-rate", "0.003", "--csv", "log.csv", "-o", "model.safetensors");
    assert.match(await run(0, "evaluate", "model.safetensors", "faces"), /trained on 12 of them/);
    assert.match(await run(0, "predict", "model.safetensors", "faces/with_mask/0.png"), /with(out)?_mask \(\d+\.\d%\)/);
  });

test("one network in two formats, of Teachable Machine, has the same features", async () => {
  if (interop === null) return;
  const x = randomTensor([1, 224, 224, 3], "x");
  const name = "AnanyaMourya2006+Unique_App";
  const made = [`teachable-machine-tfjs/${name}/model.json`, `tflite/${name}/model_unquant.tflite`].map(
    async (file) => {
      const { base } = await openModelFile(await readModelSource(join(interop, file)), { preprocessing: "tf" });
      return base.predict(x);
    },
  );
  const [ofLayers, ofOps] = await Promise.all(made);
  assert.equal(ofOps!.shape, [1, 7, 7, 1280]);
  const differences = ofOps!.values.map((value, index) => Math.abs(value - ofLayers!.values[index]!));
  assert.ok(Math.max(...differences) < 1e-4, `${Math.max(...differences)}`);
});

test("a file that does not say it asks for the option, and what is no file is refused by its name", async () => {
  const said = await run(1, "train", "faces", "--base", "mobilenetv9");
  assert.match(
    said,
    /^ linnet: --base: expected one of small, imagenet, .*, or a model's file; mobilenetv9: the model/,
  );
  if (interop === null) return;
  const silent = join(interop, "tflite/AnanyaMourya2006+Unique_App/model_unquant.tflite");
  assert.match(await run(1, "train", "faces", "--base", silent), /^ linnet: --preprocessing: expected one of tf, /);
  assert.match(
    await run(0, "tune", "faces", "--base", silent, ..."--preprocessing tf --trials 3 --epochs 2".split(" ")),
    /--base/,
  );
});

test.run();
