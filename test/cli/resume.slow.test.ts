import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readSafetensors } from "../../src/formats/safetensors/safetensors.js";
import { writeBaseWeights } from "../support/baseWeights.js";
import { linnet, run, writeFaces } from "../support/command.js";

const test = suite("linnet train --resume");
const folder = mkdtempSync(join(tmpdir(), "linnet train's resume-"));
const faces = join(folder, "faces");
const weights = join(folder, "weights.safetensors");
/** Three epochs of the head, and five with blocks of the base. */
const SETTINGS = [
  ...["--alpha", "0.35", "--size", "32", "--hidden", "8", "--batch-size", "8", "--learning-rate", "0.01"],
  ...["--epochs", "3", "--fine-tune", "1", "--fine-tune-epochs", "5"],
];

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

const whole = job("whole");
const killed = job("killed");

test.before(async () => {
  writeFaces(faces, 15);
  await writeBaseWeights(weights);
  const { code, stderr } = await linnet(whole.parameters, { cwd: folder });
  assert.is(code, 0, stderr);
  assert.not.ok(existsSync(whole.checkpoint), "the checkpoint is removed when the model is there");
  assert.is((await broken(killed.parameters, "SIGKILL", 6)).code, null);
});

/** Trains until that epoch is told, and sends the signal then. */
async function broken(parameters: readonly string[], signal: NodeJS.Signals, epoch: number) {
  const told = new RegExp(`^epoch +${epoch}/`, "m");
  return linnet(parameters, {
    cwd: folder,
    onOutput: (printed, child) => void (told.test(printed) && !child.killed && child.kill(signal)),
  });
}

/** All weights of a model file. */
function tensorsOf(file: string): readonly (readonly [string, readonly number[]])[] {
  return [...readSafetensors(readFileSync(file), file).tensors].map(([name, { values }]) => [name, [...values]]);
}

test("Ctrl-C tells the command that goes on, to the same weights and log as a run without a break", async () => {
  const { parameters, model, csv } = job("it's interrupted");
  const first = await broken(parameters, "SIGINT", 2);
  assert.is(first.code, 0, first.stderr);
  assert.match(first.stderr, /^Stopped before the last epoch\.\nThe run up to .* is in it's interrupted\.checkpoint/m);
  const command = /To go on:\n {2}(.*)\n/.exec(first.stderr)?.[1];
  assert.ok(command?.endsWith(" --resume"), first.stderr);
  const second = await run("sh", ["-c", command!], { cwd: folder });
  assert.is(second.code, 0, second.stderr);
  assert.match(second.stdout, /^Going on from it's interrupted\.checkpoint\.safetensors, from /);
  assert.not.match(second.stdout, /epoch +1\//);
  assert.equal(tensorsOf(model), tensorsOf(whole.model));
  assert.is(readFileSync(csv, "utf8"), readFileSync(whole.csv, "utf8"));
});

test("a run goes on with its own options and photographs only, and says what differs", async () => {
  const bytes = readFileSync(killed.checkpoint);
  const nothing = await linnet([...job("nothing").parameters, "--resume"], { cwd: folder });
  assert.is(nothing.code, 1);
  assert.match(nothing.stderr, /^linnet: --resume: there is no checkpoint nothing\.checkpoint\.safetensors; without/);

  const options = await linnet([...killed.parameters, "--resume", "--hidden", "9", "--no-augment"], { cwd: folder });
  assert.is(options.code, 1);
  assert.match(
    options.stderr,
    /began with: --augment is true in the checkpoint, got false; --hidden is 8 .*, got 9\n$/,
  );

  const photograph = join(faces, "with_mask", "3.png");
  renameSync(photograph, join(folder, "away.png"));
  const photographs = await linnet([...killed.parameters, "--resume"], { cwd: folder });
  renameSync(join(folder, "away.png"), photograph);
  assert.is(photographs.code, 1);
  assert.match(
    photographs.stderr,
    /the photographs and their split is 30 with digest \w+ .*, got 29 with digest \w+\n$/,
  );

  const [, , ...rest] = killed.parameters;
  const anew = await linnet(["train", "no faces", ...rest], { cwd: folder });
  assert.is(anew.code, 1);
  assert.match(anew.stderr, /killed\.checkpoint\.safetensors holds a run that was broken off; this one replaces it/);
  assert.equal(readFileSync(killed.checkpoint), bytes, "the checkpoint is as it was");
});

test("a run that was killed while it was fine-tuned goes on from the file that is named, which is removed at the end", async () => {
  const kept = join(folder, "kept elsewhere");
  renameSync(killed.checkpoint, kept);
  const { code, stdout, stderr } = await linnet([...killed.parameters, "--resume", kept], { cwd: folder });
  assert.is(code, 0, stderr);
  assert.not.match(stdout, /^epoch +[1-4]\//m, "the first phase is not repeated");
  assert.not.ok(existsSync(kept));
  assert.equal(tensorsOf(killed.model), tensorsOf(whole.model));
  assert.is(readFileSync(killed.csv, "utf8"), readFileSync(whole.csv, "utf8"));
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
