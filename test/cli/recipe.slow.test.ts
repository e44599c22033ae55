// `linnet train` with a recipe of its own: fine-tuning in two phases, training from scratch, and what is told of mistakes.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readSafetensors, writeSafetensors } from "../../src/formats/safetensors/safetensors.js";
import { mobileNetV2 } from "../../src/models/mobilenetv2.js";
import { linnet, writeFaces } from "../support/command.js";

const test = suite("linnet train's recipe");
const folder = mkdtempSync(join(tmpdir(), "linnet-recipe-"));
const faces = join(folder, "faces");
const weights = join(folder, "weights.safetensors");
const output = join(folder, "model.safetensors");
const csv = join(folder, "log.csv");
const base = mobileNetV2({ alpha: 0.35, inputShape: [32, 32, 3], includeTop: false, seed: 1 });
const small = ["--alpha", "0.35", "--size", "32", "--hidden", "8", "--epochs", "2", "--batch-size", "8", "--no-report"];
const train = (...options: string[]) => linnet(["train", faces, ...small, "-o", output, "--csv", csv, ...options]);

test.before(() => {
  writeFaces(faces, 15);
  writeFileSync(weights, writeSafetensors(base.getWeights()));
});

test.after(() => rmSync(folder, { recursive: true }));

/** Names of the base's weights that are no longer what they were. */
function changedWeights(): string[] {
  const { tensors } = readSafetensors(readFileSync(output), output);
  return base.parameters
    .filter(({ name, values }) => tensors.get(name)!.values.some((value, index) => value !== values[index]))
    .map(({ name }) => name);
}

function readCsv(): Record<string, number>[] {
  const [header, ...lines] = readFileSync(csv, "utf8").trim().split("\n");
  const names = header!.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, index) => [names[index]!, Number(cell)])));
}

test("--fine-tune trains the head, then the last blocks with it, at rates of its own", async () => {
  const phase = ["--fine-tune", "2", "--fine-tune-epochs", "1", "--fine-tune-learning-rate", "0.002"];
  const recipe = ["--optimizer", "adamw", "--weight-decay", "0.01", "--clip-norm", "1", "--accumulate", "2"];
  const labels = ["--label-smoothing", "0.1", "--class-weights", "balanced", "--layer-decay", "0.5"];
  const options = ["--weights", weights, "--no-augment", "--learning-rate", "0.01", "--schedule", "constant"];
  const { code, stdout, stderr } = await train(...options, ...phase, ...recipe, ...labels);
  assert.is(code, 0, stderr);
  assert.match(
    stdout,
    /epoch 2\/2 [\s\S]*Fine-tuning the last 2 of 17 blocks with the head, at a learning rate of 2\.00e-3\.\n.*runs once a picture[\s\S]*epoch 3\/3 /,
  );
  assert.equal(
    readCsv().map(({ epoch, learning_rate }) => [epoch, learning_rate]),
    [
      [0, 0.01],
      [1, 0.01],
      [2, 0.002],
    ],
  );
  const parts = ["expand", "depthwise", "project"];
  const expected = ["block_15", "block_16"].flatMap((block) => parts.map((part) => `${block}_${part}`));
  const changed = changedWeights().map((name) => name.split("/"));
  assert.equal([...new Set(changed.map(([layer]) => layer))], [...expected, "Conv_1"], "and no batch norm");
  const { metadata } = readSafetensors(readFileSync(output), output);
  const { options: given, history } = JSON.parse(metadata.training!);
  assert.is(given.layerDecay, 0.5);
  assert.is(history.val_loss.length, 3);
});

test("--mixup and --early-stopping: the base runs on every mix, and patience ends the run", async () => {
  const still = ["--epochs", "9", "--learning-rate", "0", "--early-stopping", "2"];
  const { code, stdout, stderr } = await train("--weights", weights, "--no-augment", "--mixup", "0.2", ...still);
  assert.is(code, 0, stderr);
  assert.match(stdout, /The frozen base runs on every augmented picture of every epoch/);
  assert.is(readCsv().length, 3, "the first epoch is the best, and two more had a chance");
  assert.equal(changedWeights(), []);
});

test("--from-scratch trains every layer", async () => {
  const { code, stdout, stderr } = await train("--from-scratch", "--optimizer", "sgd", "--layer-decay", "0.9");
  assert.is(code, 0, stderr);
  assert.match(stdout, /Every layer is run on every picture/);
  const changed = changedWeights();
  for (const name of ["Conv1/kernel", "bn_Conv1/moving_mean", "block_16_project/kernel"])
    assert.ok(changed.includes(name));
});

test("options that would have no effect, or contradict each other, are named", async () => {
  const cases = [
    [["--weight-decay", "0.1"], /--weight-decay: expected --optimizer adamw beside it, got adam/],
    [["--fine-tune-epochs", "2"], /--fine-tune-epochs: expected --fine-tune beside it/],
    [["--layer-decay", "0.5"], /--layer-decay: expected --fine-tune beside it/],
    [["--fine-tune", "18"], /Expected a whole number from 1 to 17, got "18"/],
    [["--from-scratch", "--fine-tune", "2"], /--fine-tune: expected a base with ImageNet weights/],
    [["--from-scratch", "--weights", weights], /'--from-scratch' cannot be used with option '--weights <file>'/],
    [["--class-weights", "even"], /Allowed choices are balanced/],
    [["--mixup", "0"], /Expected a number of at least 0.000001, got "0"/],
  ] as const;
  for (const [options, message] of cases) {
    const { code, stderr } = await train(...options);
    assert.is(code, 1, options.join(" "));
    assert.match(stderr, message);
  }
});

test("the help groups the options", async () => {
  const { stdout } = await linnet(["train", "--help"]);
  assert.match(
    stdout,
    /\nOptions:\n[\s\S]*--epochs[\s\S]*\nRecipe:\n[\s\S]*--mixup[\s\S]*\nFine-tuning:\n[\s\S]*--fine-tune /,
  );
});

test.run();
