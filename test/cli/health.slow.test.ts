import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { HealthReport } from "../../src/data/index.js";
import { writeSafetensors } from "../../src/formats/safetensors/safetensors.js";
import { mobileNetV2 } from "../../src/models/mobilenetv2.js";
import { writeBaseWeights } from "../support/baseWeights.js";
import { linnet, writeFaces } from "../support/command.js";

const test = suite("linnet audit, and the data's health in train");
const folder = mkdtempSync(join(tmpdir(), "linnet-health-"));
const faces = join(folder, "faces");
const weights = join(folder, "weights.safetensors");
const settings =
  "--alpha 0.35 --size 32 --hidden 0 --dropout 0.2 --batch-size 8 --epochs 8 --learning-rate 0.003 --no-report";
const train = (...more: readonly string[]) => {
  const output = join(folder, "model.safetensors");
  return linnet(["train", faces, "--weights", weights, ...settings.split(" "), "-o", output, ...more]);
};

test.before(async () => {
  writeFaces(faces, 20);
  for (let number = 0; number < 10; number += 1) {
    copyFileSync(join(faces, "with_mask", `${number}.png`), join(faces, "with_mask", `copy ${number}.png`));
  }
  copyFileSync(join(faces, "without_mask", "3.png"), join(faces, "with_mask", "wrong.png"));
  writeFileSync(join(faces, "without_mask", "page.jpg"), "<html>");
  await writeBaseWeights(weights);
});

test.after(() => rmSync(folder, { recursive: true }));

test("audit names what it finds, a few of each kind", async () => {
  const { code, stdout, stderr } = await linnet(["audit", faces]);
  assert.is(code, 0, stderr);
  assert.match(
    stdout,
    /51 photographs, with_mask 31, without_mask 20 \(the largest class has 1\.6 times the smallest\)/,
  );
  assert.match(stdout, /Unreadable: 1\n {2}.*page\.jpg: expected a JPEG or PNG picture, found an HTML page/);
  assert.match(stdout, /Named as another format: none/);
  assert.match(stdout, /Groups of exact copies: 11 \(22 photographs\)\n.*0\.png, .*copy 0\.png/);
  assert.match(stdout, /and 6 more \(--all\)/);
  assert.match(stdout, /under two labels: 1 \(2 photographs\)\n.*wrong\.png, .*3\.png/);
  assert.match(stdout, /Random split: \d+ of 11 held-out photographs \(\d+\.\d %\) would have a copy/);
  const whole = await linnet(["audit", faces, "--all"]);
  assert.not.match(whole.stdout, /--all/);
  assert.match(whole.stdout, /copy 9\.png/);
});

test("audit --json gives the whole report", async () => {
  const { stdout } = await linnet(["audit", faces, "--json", "--test-size", "0.5", "--seed", "1"]);
  const report: HealthReport = JSON.parse(stdout);
  assert.is(report.nearDuplicates.length, 11);
  assert.equal([report.randomSplit?.testSize, report.randomSplit?.seed, report.randomSplit?.heldOut], [0.5, 1, 26]);
});

test("audit of what is no folder of photographs fails in one line", async () => {
  const { code, stderr } = await linnet(["audit", join(folder, "nowhere")]);
  assert.is(code, 1);
  assert.match(stderr, /nowhere: expected a folder of classes/);
  assert.not.match(stderr, /\n {4}at /);
});

test("audit --weights takes photographs for the same where the network sees no difference", async () => {
  const full = join(folder, "full.safetensors");
  writeFileSync(full, writeSafetensors(mobileNetV2({ includeTop: false, folded: true, seed: 1 }).getWeights()));
  const few = join(folder, "few");
  writeFaces(few, 2);
  const { code, stdout, stderr } = await linnet(["audit", few, "--weights", full]);
  assert.is(code, 0, stderr);
  assert.match(stdout, /exact copies: none\nGroups of near-duplicates, .*: 1 \(4 photographs\)/);
  const wrong = await linnet(["audit", few, "--weights", weights]);
  assert.is(wrong.code, 1);
  assert.match(wrong.stderr, /weights\.safetensors: does not fit model/);
});

test("train keeps copies on one side, and tells the figure that a random split would give", async () => {
  const grouped = await train("--no-augment");
  assert.is(grouped.code, 0, grouped.stderr);
  assert.match(
    grouped.stdout,
    /Health: 1 unreadable, 0 named .* 11 groups of near-duplicates \(22 photographs\), 1 of them/,
  );
  const [, told] = /A random split, \d+ of whose 11 held-out .*, would report (\d\.\d{4})\./.exec(grouped.stdout) ?? [];
  const random = await train("--no-augment", "--split", "random");
  assert.is(random.code, 0, random.stderr);
  assert.not.match(random.stdout, /Health|A random split/);
  assert.ok(told !== undefined, grouped.stdout);
  assert.is.not(told, "0.6364", "the share of the larger class alone would say nothing");
  assert.is(/Held-out accuracy (\d\.\d{4})/.exec(random.stdout)?.[1], told);
});

test("with augmentation there is one figure, and a reason", async () => {
  const { code, stdout, stderr } = await train("--epochs", "1");
  assert.is(code, 0, stderr);
  assert.match(stdout, /What a random split would report takes a second training/);
});

test.run();
