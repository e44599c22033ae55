// The example, run as its first lines say, on a few drawn faces.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { run, writeFaces } from "../support/command.js";

const test = suite("examples/classifier.ts");
const folder = mkdtempSync(join(tmpdir(), "linnet-classifier-"));
const env = { LINNET_CACHE: join(folder, "cache") };

test.after(() => rmSync(folder, { recursive: true }));

test("it trains, tells of each epoch, saves a model, and says what a picture shows", async () => {
  const faces = join(folder, "faces");
  writeFaces(faces, 20);
  const [picture, model] = [join(faces, "with_mask", "3.png"), join(folder, "model.safetensors")];
  const parameters = ["--no", "tsx", "examples/classifier.ts", faces, picture, model];
  const { code, stdout, stderr } = await run("npx", parameters, { env });
  assert.is(code, 0, stderr);
  assert.match(stdout, /^epoch 1\/20 [\s\S]*epoch 20\/20 [\s\S]*val_accuracy/);
  assert.match(stdout, /3\.png: with_mask, \d+\.\d %\n$/);
  assert.ok(existsSync(model));
});

test("it is at most 15 lines of code", () => {
  const lines = readFileSync("examples/classifier.ts", "utf8").split("\n");
  const code = lines.filter((line) => line.trim() !== "" && !line.startsWith("//"));
  assert.ok(code.length <= 15, `${code.length} lines`);
});

test.run();
