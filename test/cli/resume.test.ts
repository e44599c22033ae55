import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readSafetensors, writeSafetensors } from "../../src/io/safetensors.js";
import { mobileNetV2 } from "../../src/models/mobilenetv2.js";
import { linnet, run, writeFaces } from "../support/command.js";

const test = suite("linnet train --resume");
const folder = mkdtempSync(join(tmpdir(), "linnet train's resume-"));
const faces = join(folder, "faces");
const weights = join(folder, "weights.safetensors");
const EPOCHS = 12;
const SETTINGS = `--alpha 0.35 --size 32 --hidden 8 --batch-size 8 --epochs ${EPOCHS} --learning-rate 0.01`.split(" ");

test.before(() => {
  writeFaces(faces, 15);
  const { parameters } = mobileNetV2({ alpha: 0.35, inputShape: [32, 32, 3], includeTop: false, seed: 1 });
  const tensors = parameters.map(({ name, shape, values }) => [name, { shape, values }] as const);
  writeFileSync(weights, writeSafetensors(new Map(tensors)));
});

test.after(() => rmSync(folder, { recursive: true }));

/** The command for a model of that name, which runs in the folder, and the files that it writes there. */
function job(name: string) {
  return {
    parameters: [
      "train",
      "faces",
      "--weights",
      weights,
      ...SETTINGS,
      "-o",
      `${name}.safetensors`,
      "--csv",
      `${name}.csv`,
    ],
    model: join(folder, `${name}.safetensors`),
    csv: join(folder, `${name}.csv`),
    checkpoint: join(folder, `${name}.checkpoint.safetensors`),
  };
}

/** Trains until the second epoch is told, and sends the signal then. */
async function broken(parameters: readonly string[], signal: NodeJS.Signals) {
  return linnet(parameters, {
    cwd: folder,
    onOutput: (printed, child) => void (/epoch +2\//.test(printed) && !child.killed && child.kill(signal)),
  });
}

/** All weights of a model file. */
function tensorsOf(file: string): readonly (readonly [string, readonly number[]])[] {
  return [...readSafetensors(readFileSync(file), file).tensors].map(([name, { values }]) => [name, [...values]]);
}

test("Ctrl-C tells the command that goes on, and both ends come to the same weights, log and files", async () => {
  const whole = job("whole");
  const unbroken = await linnet(whole.parameters, { cwd: folder });
  assert.is(unbroken.code, 0, unbroken.stderr);
  assert.not.ok(existsSync(whole.checkpoint), "the checkpoint is removed when the model is there");

  const interrupted = job("it's interrupted");
  const first = await broken(interrupted.parameters, "SIGINT");
  assert.is(first.code, 0, first.stderr);
  assert.match(first.stderr, /^Stopped before the last epoch\.\nThe run up to .* is in it's interrupted\.checkpoint/m);
  const command = /To go on:\n {2}(.*)\n/.exec(first.stderr)?.[1];
  assert.ok(command?.endsWith(" --resume"), first.stderr);
  const second = await run("sh", ["-c", command!], { cwd: folder });
  assert.is(second.code, 0, second.stderr);
  assert.match(second.stdout, /^Going on from it's interrupted\.checkpoint\.safetensors, from /);
  assert.not.match(second.stdout, /epoch +1\//);

  const killed = job("killed");
  assert.is((await broken(killed.parameters, "SIGKILL")).code, null);
  const kept = join(folder, "kept elsewhere");
  renameSync(killed.checkpoint, kept);
  const third = await linnet([...killed.parameters, "--resume", kept], { cwd: folder });
  assert.is(third.code, 0, third.stderr);
  assert.not.ok(existsSync(kept));

  for (const { model, csv } of [interrupted, killed]) {
    assert.equal(tensorsOf(model), tensorsOf(whole.model));
    assert.is(readFileSync(csv, "utf8"), readFileSync(whole.csv, "utf8"));
  }
});

test("a run goes on with its own options and photographs only, and says what differs", async () => {
  const { parameters, checkpoint } = job("other");
  const nothing = await linnet([...parameters, "--resume"], { cwd: folder });
  assert.is(nothing.code, 1);
  assert.match(nothing.stderr, /^linnet: --resume: there is no checkpoint other\.checkpoint\.safetensors; without/);

  await broken(parameters, "SIGKILL");
  const bytes = readFileSync(checkpoint);
  const options = await linnet([...parameters, "--resume", "--hidden", "9", "--no-augment"], { cwd: folder });
  assert.is(options.code, 1);
  assert.match(
    options.stderr,
    /began with: --augment is true in the checkpoint, got false; --hidden is 8 .*, got 9\n$/,
  );

  const photograph = join(faces, "with_mask", "3.png");
  renameSync(photograph, join(folder, "away.png"));
  const photographs = await linnet([...parameters, "--resume"], { cwd: folder });
  renameSync(join(folder, "away.png"), photograph);
  assert.is(photographs.code, 1);
  assert.match(
    photographs.stderr,
    /the photographs and their split is 30 with digest \w+ .*, got 29 with digest \w+\n$/,
  );

  assert.equal(readFileSync(checkpoint), bytes, "the checkpoint is as it was");
  const anew = await linnet([...parameters, "--epochs", "1"], { cwd: folder });
  assert.match(anew.stderr, /other\.checkpoint\.safetensors holds a run that was broken off; this one replaces it/);
});

test("a model file, or half a checkpoint, is no checkpoint", async () => {
  const { parameters } = job("wrong");
  const half = join(folder, "half");
  writeFileSync(half, readFileSync(weights).subarray(0, 1000));
  const wrong = await linnet([...parameters, "--resume", weights], { cwd: folder });
  assert.match(wrong.stderr, /weights\.safetensors: expected a checkpoint of linnet .* got none/);
  const cut = await linnet([...parameters, "--resume", half], { cwd: folder });
  assert.match(cut.stderr, /half: expected a header of \d+ bytes/);
  assert.is(cut.code, 1);
});

test.run();
