// Ctrl-C, kills, and the commands with which a run goes on.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readSafetensors } from "../../src/formats/safetensors/safetensors.js";
import { linnet, root, run } from "../support/command.js";
import { type TinyJob, tinyJob } from "../support/tinyJob.js";

const test = suite("a command that is stopped");
let job: TinyJob;

test.before(async () => {
  job = await tinyJob("train's stop", 15);
});

test.after(() => job.remove());

const train = (output: string, ...more: readonly string[]) => {
  const shape = "--base mobilenetv2 --alpha 0.35 --size 32 --hidden 8 --batch-size 8 --no-report --threads 1";
  return ["train", "faces", "--weights", "weights.safetensors", ...shape.split(" "), "-o", output, ...more];
};

/** Sends the signal, once or several times, as soon as this is printed. */
function stopped(told: RegExp, signals: readonly NodeJS.Signals[], parameters: readonly string[]) {
  let isSent = false;
  return linnet(parameters, {
    cwd: job.folder,
    onOutput: (printed, child) => {
      if (isSent || !told.test(printed)) return;
      isSent = true;
      for (const [place, signal] of signals.entries()) setTimeout(() => child.kill(signal), 20 * place);
    },
  });
}

const tensorsOf = (file: string) => [...readSafetensors(readFileSync(job.file(file)), file).tensors];

test("Ctrl-C saves the model and tells the command that goes on, to the weights of a run without a break", async () => {
  const whole = await linnet(train("whole.safetensors", "--epochs", "4"), { cwd: job.folder });
  assert.is(whole.code, 0, whole.stderr);
  const first = await stopped(/\n *1\/4 /, ["SIGINT"], train("it's stopped.safetensors", "--epochs", "4"));
  assert.is(first.code, 130, first.stderr);
  assert.match(first.stderr, /Stopping after this step/);
  assert.match(first.stdout, /The model is in it's stopped\.safetensors/);
  assert.match(first.stderr, /Stopped before the last epoch\.\nThe run up to [\s\S]* is in\s+it's stopped\.checkpoint/);
  const command = /To go on:\n([\s\S]*)$/.exec(first.stderr)![1]!;
  const second = await run("sh", ["-c", command], { cwd: job.folder });
  assert.is(second.code, 0, second.stderr);
  assert.match(second.stdout, /^Going on from it's stopped\.checkpoint\.safetensors, from /m);
  assert.equal(tensorsOf("it's stopped.safetensors"), tensorsOf("whole.safetensors"));
  assert.not.ok(existsSync(job.file("it's stopped.checkpoint.safetensors")));
});

test("a run that was killed goes on from the file that is named", async () => {
  const parameters = train("killed.safetensors", "--epochs", "4");
  assert.is((await stopped(/\n *2\/4 /, ["SIGKILL"], parameters)).code, null);
  const resumed = [...parameters, "--resume", "killed.checkpoint.safetensors"];
  const other = await linnet([...resumed, "--hidden", "9", "--no-augment"], { cwd: job.folder });
  assert.is(other.code, 1);
  assert.match(
    other.stderr.replaceAll("\n", " "),
    /--hidden is 8 .*, got 9; --augment is true in the checkpoint, got false/,
  );
  const { code, stdout, stderr } = await linnet(resumed, { cwd: job.folder });
  assert.is(code, 0, stderr);
  assert.not.match(stdout, /\n *1\/4 /);
  assert.equal(tensorsOf("killed.safetensors"), tensorsOf("whole.safetensors"));
});

test("before the first step there is nothing to save, and a second Ctrl-C quits at once", async () => {
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const) {
    const early = await stopped(/held\s+out\./, [signal], train("early.safetensors", "--no-augment"));
    assert.is(early.code, code, early.stderr);
    assert.match(early.stderr, /Stopped before the first step: there is nothing to save/);
  }
  // Two signals of one kind may be told as one.
  const twice = await stopped(/\n *1\/90000 /, ["SIGINT", "SIGTERM"], train("twice.safetensors", "--epochs", "90000"));
  assert.is(twice.code, 143, twice.stderr);
  assert.not.ok(existsSync(job.file("early.safetensors")) || existsSync(job.file("twice.safetensors")));
});

test("tune and prune keep what they have, and say how to go on", async () => {
  const shape = "--weights weights.safetensors --alpha 0.35 --size 32 --trials 9 --epochs 900";
  const tuned = await stopped(/After 100 epochs/, ["SIGINT"], ["tune", "faces", ...shape.split(" ")]);
  assert.is(tuned.code, 130, tuned.stderr);
  assert.match(tuned.stdout, /Best so far: trial \d[\s\S]*were\s+not\s+looked\s+at[\s\S]*To train it:\n {2}npx/);
  const options = ["--sparsity", "0.5,0.6", "--epochs", "50", "--batch-size", "2", "-o", "pruned.safetensors"];
  const pruned = await stopped(/\n +0\.000 /, ["SIGINT"], ["prune", "whole.safetensors", "faces", ...options]);
  assert.is(pruned.code, 130, pruned.stderr);
  const goOn = "is in\\s+NAME\\.checkpoint\\.safetensors\\.\\nTo go on:[\\s\\S]*--resume\\n$";
  assert.match(tuned.stderr, new RegExp(goOn.replace("NAME", "linnet-tune")));
  assert.match(pruned.stderr, new RegExp(goOn.replace("NAME", "pruned")));
});

test("a run outlives the reader of what it prints, and a terminal that is closed", async () => {
  const headed = `"$0" "$@" 2>told | head -1; echo "code \${PIPESTATUS[0]}"`;
  const command = [process.execPath, join(root, "dist/node/main.js"), ...train("headed.safetensors", "--epochs", "2")];
  const { stdout } = await run("bash", ["-c", headed, ...command], { cwd: job.folder });
  assert.match(stdout, /^faces: 30 photographs.*\ncode 0\n$/);
  assert.is(readFileSync(job.file("told"), "utf8"), "");
  assert.equal(tensorsOf("headed.safetensors").length, tensorsOf("whole.safetensors").length);
  const hungUp = await stopped(/\n *1\/90000 /, ["SIGHUP"], train("hung.safetensors", "--epochs", "90000"));
  assert.is(hungUp.code, 129, hungUp.stderr);
  assert.ok(existsSync(job.file("hung.safetensors")) && existsSync(job.file("hung.checkpoint.safetensors")));
});

test("where the output cannot be written, the run goes on to its model, and the exit code tells", async () => {
  const full = `"$0" "$@" > /dev/full`;
  const command = [process.execPath, join(root, "dist/node/main.js"), ...train("full.safetensors", "--epochs", "1")];
  const { code, stderr } = await run("bash", ["-c", full, ...command], { cwd: job.folder });
  assert.is(code, 1);
  assert.match(
    stderr.replaceAll("\n", " "),
    /^linnet: the standard output could not be written \(ENOSPC[^:]*:[^:]*\)\s*$/,
  );
  assert.ok(existsSync(job.file("full.safetensors")));
});

test("two runs do not write one file, and a file that is read is not written over", async () => {
  const refused = async (...parameters: readonly string[]): Promise<string> => {
    const { code, stderr } = await linnet(parameters, { cwd: job.folder });
    assert.is(code, 1, stderr);
    assert.not.match(stderr, /\n {4}at /);
    return stderr.replaceAll("\n", " ");
  };
  assert.match(await refused(...train("one"), "--csv", "one"), /^linnet: --csv: expected another file than output's/);
  assert.match(
    await refused(...train("weights.safetensors")),
    /^linnet: --output: expected another file than those that/,
  );
  assert.match(await refused(...train("")), /^linnet: --output: .*the name of a file, got an empty one/);
  assert.match(await refused(...train("none/one")), /^linnet: --output: none\/one: .*\(ENOENT: no such file/);
  let second: Promise<string> | null = null;
  const first = await linnet(train("shared.safetensors", "--epochs", "90000"), {
    cwd: job.folder,
    onOutput: (printed, child) => {
      if (second !== null || !/\n *1\/90000 /.test(printed)) return;
      second = refused(...train("shared.safetensors")).finally(() => child.kill("SIGTERM"));
    },
  });
  assert.is(first.code, 143, first.stderr);
  assert.match(await second!, /^linnet: --output: shared\.safetensors: .*another run is writing it, process \d+/);
});

test.run();
