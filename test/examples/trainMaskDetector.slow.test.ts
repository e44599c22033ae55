// The tutorial's script, run as its first lines say, on drawn faces and a base of random weights.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { writeSafetensors } from "../../src/formats/safetensors/writeSafetensors.js";
import { mobileNetV2 } from "../../src/models/mobilenetv2.js";
import { run, writeFaces } from "../support/command.js";
import { decodeModel } from "../support/decodeModel.js";

const test = suite("examples/train-mask-detector.ts");
const folder = mkdtempSync(join(tmpdir(), "linnet-example-"));
const [faces, weights] = [join(folder, "faces"), join(folder, "weights.safetensors")];
const [plot, saved] = [join(folder, "plot.png"), join(folder, "model.safetensors")];

test.after(() => rmSync(folder, { recursive: true }));

test("it trains, reports, saves a model that opens, and plots", async () => {
  writeFaces(faces, 5);
  const { parameters } = mobileNetV2({ includeTop: false, folded: true, seed: 1 });
  writeFileSync(
    weights,
    writeSafetensors(new Map(parameters.map(({ name, shape, values }) => [name, { shape, values }]))),
  );
  const options = ["--dataset", faces, "--weights", weights, "--plot", plot, "--model", saved, "--epochs", "2"];
  const { code, stdout, stderr } = await run("npx", ["--no", "tsx", "examples/train-mask-detector.ts", ...options]);
  assert.is(code, 0, stderr);
  assert.match(stdout, /epoch 2\/2 .*val_accuracy/);
  assert.match(stdout, /with_mask +\d\.\d\d +\d\.\d\d +\d\.\d\d +1\n *without_mask .* 1\n/);
  const { model, record } = decodeModel(readFileSync(saved), saved);
  assert.equal(record.classes, ["with_mask", "without_mask"]);
  assert.equal(model.getWeights().get("Conv1/kernel")!.values, parameters[0]!.values, "the base is as it was");
  assert.is((record.training.val_loss as number[]).length, 2);
  const { width, height } = PNG.sync.read(readFileSync(plot));
  assert.equal([width, height], [1280, 800]);
});

test("it is shorter than the tutorial's own", () => {
  const lines = readFileSync("examples/train-mask-detector.ts", "utf8").trim().split("\n");
  assert.ok(lines.length < 80, `${lines.length} lines`);
});

test("it says what it needs", async () => {
  const { code, stderr } = await run("npx", ["--no", "tsx", "examples/train-mask-detector.ts"]);
  assert.is(code, 1);
  assert.match(stderr, /--dataset FOLDER and --weights FILE are needed/);
});

test.run();
