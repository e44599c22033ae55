// A folder that holds a model, opened as the model's file is.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readWeights } from "../../src/jobs/base/weightFiles.js";
import { readModelSource } from "../../src/model/modelSource.js";

const test = suite("a folder with a model");
const root = mkdtempSync(join(tmpdir(), "linnet-model-folder-"));

test.after(() => rmSync(root, { recursive: true }));

function folderWith(name: string, files: readonly string[]): string {
  const folder = join(root, name);
  mkdirSync(folder);
  for (const file of files) writeFileSync(join(folder, file), file);
  return folder;
}

async function refusal(path: string): Promise<string> {
  return readModelSource(path).then(
    () => "none",
    (error: Error) => error.message,
  );
}

test("the only model in a folder is taken, with what lies beside it", async () => {
  for (const name of ["model.json", "keras_model.h5", "a.tflite", "b.ONNX", "model.safetensors", "c.keras"]) {
    const folder = folderWith(`with ${name}`, [name, "labels.txt", "weights.bin", ".hidden.h5"]);
    const { bytes, file, siblings } = await readModelSource(folder);
    assert.is(file, join(folder, name));
    assert.is(new TextDecoder().decode(bytes), name);
    assert.is(new TextDecoder().decode((await siblings("labels.txt"))!), "labels.txt");
  }
});

test("other folders are refused by what they hold", async () => {
  const expected = "expected a model's file, or a folder with one: model.json, or ";
  const cases = [
    ["empty", [], "got one that holds nothing"],
    ["pictures", ["1.jpg", "2.jpg", "3.jpg", "4.jpg"], 'got one that holds "1.jpg", "2.jpg", "3.jpg", …'],
    ["several", ["a.h5", "b.onnx", "c.txt"], 'got one that holds "a.h5", "b.onnx"'],
  ] as const;
  for (const [name, files, found] of cases) {
    const folder = folderWith(name, files);
    const message = await refusal(folder);
    assert.ok(message.startsWith(`${folder}: ${expected}`) && message.endsWith(found), message);
  }
  const saved = folderWith("saved", ["saved_model.pb", "fingerprint.pb"]);
  assert.is(
    await refusal(saved),
    `${saved}: it is a SavedModel of TensorFlow, which linnet does not read: export the model to .keras or to TFLite`,
  );
});

test("what is not there is named once", async () => {
  const path = join(root, "none.h5");
  const reason = "could not be read (ENOENT: no such file or directory)";
  assert.is(await refusal(path), `${path}: the model ${reason}`);
  const message = await readWeights(path).catch((error: Error) => error.message);
  assert.is(message, `${path}: the weights ${reason}`);
});

test.run();
