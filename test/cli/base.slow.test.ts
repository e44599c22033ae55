import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readSafetensors } from "../../src/formats/safetensors/safetensors.js";
import { readSmallBase } from "../../src/models/smallBase.js";
import { linnet, writeFaces } from "../support/command.js";

const test = suite("linnet train --base");
const folder = mkdtempSync(join(tmpdir(), "linnet-base-"));
const faces = join(folder, "faces");
const output = join(folder, "model.safetensors");
const cached = join(folder, "cache", "weights", "mobilenetv2-1.0-224-imagenet.safetensors");
/** A cache of its own, and a network that nobody may ask. */
const env = {
  LINNET_CACHE: join(folder, "cache"),
  NODE_OPTIONS: "--import data:text/javascript,globalThis.fetch=()=>process.exit(99)",
};
const train = (...more: readonly string[]) =>
  linnet(["train", faces, "--no-augment", "--no-report", "--epochs", "1", "-o", output, ...more], { env });

test.before(() => {
  writeFaces(faces, 10);
  mkdirSync(join(folder, "cache", "weights"), { recursive: true });
});

test.before.each(() => rmSync(cached, { force: true }));

test.after(() => rmSync(folder, { recursive: true }));

test("with nothing given it trains a head on the small base, offline, and says how to get the larger one", async () => {
  const { code, stdout, stderr } = await train();
  assert.is(code, 0, stderr);
  assert.match(stdout, /the small one that ships with linnet \(MobileNetV2 0\.35 at 96 pixels\)/);
  assert.match(stdout, /--weights/);
  assert.match(stdout, /Held-out accuracy/);
  const { tensors } = readSafetensors(readFileSync(output), output);
  for (const [name, { values }] of await readSmallBase()) assert.equal(tensors.get(name)!.values, values, name);
});

test("ImageNet weights in the cache folder come first, unless the small base is asked for", async () => {
  writeFileSync(cached, "broken");
  const found = await train();
  assert.is(found.code, 1);
  assert.match(found.stderr, /mobilenetv2-1\.0-224-imagenet\.safetensors: expected a safetensors file/);
  const asked = await train("--base", "small", "--size", "64");
  assert.is(asked.code, 0, asked.stderr);
  assert.not.match(asked.stdout, /No weights were given/);
});

test("what contradicts itself is named", async () => {
  assert.match((await train("--alpha", "0.5")).stderr, /--alpha 0\.5: the small base has 0\.35.*--weights/);
  assert.match((await train("--weights", "w", "--base", "small")).stderr, /--base .*cannot be used with .*--weights/);
});

test.run();
