import { test } from "uvu";
import * as assert from "uvu/assert";
import { describeUsage } from "../../src/cli/errors.js";
import { checkpointBeside, reportBeside } from "../../src/cli/files.js";
import { flagOf } from "../../src/cli/options/given.js";
import { wrapCommand } from "../../src/cli/ownCommand.js";
import { formatSeconds } from "../../src/cli/progress.js";
import { figuresOf } from "../../src/jobs/evaluate/evaluatePictures.js";
import { describeAccuracy, describeEvaluation } from "../../src/report/text/evaluationText.js";
import { wrap } from "../../src/report/text/lines.js";
import { printable } from "../../src/report/text/printable.js";
import { tensorsText } from "../../src/report/text/tensorsText.js";

const longest = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));

test("lines break at words, and a long path stands on a line of its own", () => {
  const path = `/${"folder/".repeat(14)}x`;
  assert.is(wrap(`one ${path} two`), `one\n${path}\ntwo`);
  assert.is(longest(wrap("some words ".repeat(30))), 76);
  assert.match(wrap(`  ${"entry ".repeat(20)}`), /^ {2}entry [^\n]*\n {4}entry/);
  assert.is(wrapCommand(["npx linnet train", "x".repeat(70)]), `  npx linnet train \\\n    ${"x".repeat(70)}`);
});

test("a name with control characters is shown with them escaped", () => {
  assert.is(printable("a\nb\x1b[31m\u202e.png"), "a\\nb\\x1b[31m\\u202e.png");
  assert.is(printable("Müller 写真"), "Müller 写真");
});

/** Every example of a class is taken for the next one. */
function evaluation(classes: readonly string[]) {
  const classified = classes.map((_, index) => ({ index, label: (index + 1) % classes.length, probabilities: [] }));
  return figuresOf({ classes, labels: [...classes.keys()] }, classified);
}

test("the figures of however many classes, whatever they are called, fit 80 columns", () => {
  for (const count of [2, 5, 12, 20, 21, 300]) {
    for (const length of [1, 15, 38, 39, 90]) {
      const classes = Array.from({ length: count }, (_, place) => `${place}`.padEnd(length, "x"));
      const lines = describeEvaluation(evaluation(classes)).split("\n");
      const isFit = (line: string): boolean => line.length <= 80 || !line.includes(" ");
      assert.ok(lines.every(isFit), `${count} of ${length}`);
    }
  }
  assert.match(describeEvaluation(evaluation(["cat", "dog"])), /\n +cat +dog\ncat +0 +1\n/);
  const many = Array.from({ length: 30 }, (_, place) => `class${place}`);
  assert.match(
    describeEvaluation(evaluation(many)),
    /confused:\n {2}1 of class0 taken for class1\n[\s\S]*and 20 pairs more/,
  );
});

test("the accuracy says what the model knows already", () => {
  const all = evaluation(["a", "b"]);
  const told = (trainedOn: number | null) => describeAccuracy({ all, trainedOn, unseen: trainedOn === 1 ? all : null });
  assert.match(told(null), /does not say/);
  assert.match(told(0), /trained on none/);
  assert.match(told(1), /trained on 1 of them, .* without those, accuracy 0\.0000 on 2/);
  assert.match(told(2), /nothing of photographs that are new/);
});

test("a wrong option is one line, under its own name", () => {
  const invalid = "error: option '-o, --output <file>' argument 'x' is invalid. expected y, got \"x\"";
  assert.is(describeUsage(invalid), '--output: expected y, got "x"');
  const choices = "error: option '--schedule <name>' argument 'z' is invalid. Allowed choices are a, b.";
  assert.is(describeUsage(choices), '--schedule: expected one of a, b, got "z"');
  assert.is(
    describeUsage("error: unknown option '--x'\n(Did you mean --y?)\n"),
    "unknown option '--x' (Did you mean --y?)",
  );
  assert.is(flagOf("fineTuneLearningRate"), "--fine-tune-learning-rate");
});

test("files without a name lie beside the model", () => {
  assert.is(reportBeside("a/model.safetensors"), "a/model-report.html");
  assert.is(reportBeside("model"), "model-report.html");
  assert.is(checkpointBeside("a/model.safetensors"), "a/model.checkpoint.safetensors");
});

test("tensors of weights alone fit 80 columns, and their names are safe to show", () => {
  const shape = [3, 3, 3, 32];
  const values = new Float32Array(864);
  const tensors = new Map([
    ["first/kernel", { shape, values }],
    ["a\nb", { shape: [], values: values.subarray(0, 1), bytesEach: 8 }],
    ["x".repeat(190), { shape: Array.from({ length: 64 }, () => 1), values: values.subarray(0, 1) }],
  ]);
  const lines = tensorsText({ format: "NumPy .npz", tensors }).split("\n");
  assert.ok(lines.every((line) => line.length <= 80));
  assert.is(lines[0], "Weights alone: NumPy .npz");
  assert.equal(lines[3]!.split(/ +/), ["first/kernel", "[3,3,3,32]", "864"]);
  assert.equal(lines[4]!.split(/ +/), ["a\\nb", "[]", "1"]);
  assert.equal(lines.slice(5, 8), ["x".repeat(80), "x".repeat(80), "x".repeat(30)]);
  assert.equal(lines.slice(-2), ["Tensors: 3", "Numbers: 866 (3.39 KB)"]);
  assert.match(tensorsText({ format: "PyTorch", tensors: new Map() }), /\nTensors: 0\nNumbers: 0 \(0\.00 B\)$/);
});

test("time is told in what one can wait for", () => {
  assert.equal([0.2, 59, 60, 3599, 7500].map(formatSeconds), ["1s", "59s", "1m 00s", "59m 59s", "2h 05m"]);
});

test.run();
