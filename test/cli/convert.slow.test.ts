// One model in every format: what convert prints, that it comes back whole, and that predict says the same of a picture.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { mobileNetV2 } from "../../src/index.js";
import { linnet } from "../support/command.js";
import { encodePng } from "../support/encodePng.js";
import { everyKerasLayer } from "../support/everyKerasLayer.js";

const test = suite("linnet convert");
let folder: string;

test.before(async () => {
  folder = mkdtempSync(join(tmpdir(), "linnet-convert-"));
  const model = everyKerasLayer();
  await model.save(join(folder, "model.safetensors"));
  await model.close();
  const data = new Uint8Array(40 * 40 * 3).map((_, index) => (index * 7) % 256);
  writeFileSync(join(folder, "picture.png"), encodePng({ width: 40, height: 40, data }));
});

test.after(() => rmSync(folder, { recursive: true }));

async function run(code: number, ...parameters: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const outcome = await linnet(parameters, { cwd: folder });
  assert.is(outcome.code, code, outcome.stderr);
  return outcome;
}

test("every format says the same of a picture", async () => {
  const { stdout: expected } = await run(0, "predict", "model.safetensors", "picture.png");
  for (const output of ["model.onnx", "model.tflite", "model.keras", "model.h5", "tfjs/"]) {
    const { stdout } = await run(0, "convert", "model.safetensors", output);
    assert.match(stdout, /^The model is in .*\nRead back, /);
    const file = output === "tfjs/" ? "tfjs/model.json" : output;
    assert.is((await run(0, "predict", file, "picture.png")).stdout, expected, output);
    assert.match((await run(0, "summary", file)).stdout, /Total params/);
  }
});

test("from Keras's files the model comes back to the byte", async () => {
  for (const source of ["model.keras", "model.h5"]) {
    await run(0, "convert", source, "back.safetensors");
    assert.equal(readFileSync(join(folder, "back.safetensors")), readFileSync(join(folder, "model.safetensors")));
  }
});

test("weights get the names of another program, and are listed", async () => {
  const options = { source: "timm", alpha: 0.5, inputShape: [32, 32, 3], classes: 3 } as const;
  await mobileNetV2(options).save(join(folder, "mobile.safetensors"));
  const { stdout } = await run(0, "convert", "mobile.safetensors", "timm.safetensors", "--names", "timm");
  assert.match(stdout, /Read back, it computes the same, bit for bit\./);
  assert.match((await run(0, "summary", "timm.safetensors")).stdout, /\nconv_stem\.weight +\[16,3,3,3\] +432\n/);
  const { stderr } = await run(1, "convert", "model.safetensors", "no.safetensors", "--names", "keras");
  assert.match(stderr.replace(/\s+/g, " "), /^linnet: model "every": expected the layers of one of MobileNetV1, /);
});

test("what cannot be written is said in a line, by the option that is wrong", async () => {
  const { stderr } = await run(1, "convert", "model.safetensors", "model.what");
  assert.match(
    stderr.replace(/\s+/g, " "),
    /^linnet: --format: expected one of safetensors, onnx, tflite, keras, h5, tfjs/,
  );
});

test("errors name OUT and flags as they are typed", async () => {
  const message = async (...parameters: readonly string[]) =>
    (await run(1, "convert", "model.safetensors", ...parameters)).stderr;
  assert.match(await message("model.safetensors"), /^linnet: OUT: expected another file/);
  assert.match(await message("no/model.onnx"), /^linnet: OUT: no\/model\.onnx: the file/);
  assert.match(
    await message("x.onnx", "--no-include-preprocessing"),
    /^linnet: --no-include-preprocessing: expected it/,
  );
});

test.run();
