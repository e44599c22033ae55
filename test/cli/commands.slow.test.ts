// The commands as a person runs them: what they print in 80 columns, what they write, and how they refuse.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { HealthReport } from "../../src/data/index.js";
import { writeSafetensors } from "../../src/index.js";
import { linnet, type Outcome, root } from "../support/command.js";
import { type TinyJob, tinyJob } from "../support/tinyJob.js";

const test = suite("linnet command");
let job: TinyJob;
let model: string;
const small = () => ["--weights", job.weights, ..."--alpha 0.35 --size 32 --batch-size 8 --threads 1".split(" ")];

/** Runs in the folder, and looks at every line. @param code with which it has to end */
async function run(code: number, ...parameters: readonly string[]): Promise<Outcome> {
  // An empty cache, and an address at which nothing answers.
  const env = { LINNET_CACHE: job.file("cache"), LINNET_WEIGHTS_URL: "http://127.0.0.1:1" };
  const outcome = await linnet(parameters, { cwd: job.folder, env });
  assert.is(outcome.code, code, `${parameters.join(" ")}\n${outcome.stderr}`);
  assert.not.match(outcome.stderr, /\n {4}at /, "no stack");
  for (const line of `${outcome.stdout}\n${outcome.stderr}`.split("\n"))
    assert.ok(line.length <= 80 || !line.trim().includes(" "), `${line.length} columns: ${line}`);
  return outcome;
}

test.before(async () => {
  job = await tinyJob("command", 15);
  model = "model.safetensors";
});

test.after(() => job.remove());

test("train prints its figures, and writes the model, a report and the curves", async () => {
  const options = [...small(), "--no-augment", "--epochs", "2", "--plot", "plot.png", "-o", model];
  const { stdout } = await run(0, "train", "faces", ...options);
  assert.match(stdout, /faces: 30 photographs \(with_mask 15, without_mask 15\); 24 to train on, 6 held/);
  assert.match(stdout, /\n *epoch +seconds +loss [\s\S]*\n +1\/2 .*\n +2\/2 /);
  assert.match(stdout, /precision +recall +f1-score +support/);
  assert.match(
    stdout,
    /The model is in model\.safetensors\.\n[\s\S]*The curves are in plot\.png\.\nThe report is in model-/,
  );
  assert.is(readFileSync(job.file("plot.png")).subarray(1, 4).toString(), "PNG");
  const html = readFileSync(job.file("model-report.html"), "utf8");
  const told = /Held-out accuracy (\d\.\d{4})/.exec(stdout)![1]!;
  assert.ok(html.includes(`<span class="figure">${told}</span> of 6 held-out photographs`));
  assert.match(html, /<pre>node .*main\.js train faces .*--plot plot\.png/);
  assert.is(html.match(/alt="heat map"/g)?.length, 6, "all that were held out are shown");
});

test("evaluate tells what the model was trained on", async () => {
  const { stdout } = await run(0, "evaluate", model, "faces");
  assert.match(stdout, /Accuracy \d\.\d{4} on 30 photographs\.\nThe model was trained on 24 of them/);
});

test("predict names a class for each photograph, as JSON too, and an error for a broken file", async () => {
  const photograph = "faces/with_mask/0.png";
  assert.match((await run(0, "predict", model, photograph)).stdout, /0\.png: with(out)?_mask \(\d+\.\d%\)/);
  const broken = "bad\x1b.jpg";
  writeFileSync(job.file(broken), "this is no picture");
  const { stdout, stderr } = await run(1, "predict", model, photograph, broken, "--json");
  assert.match(stderr, /^linnet: bad\\x1b\.jpg: expected a JPEG, PNG or WebP/);
  const [answer, failure] = JSON.parse(stdout);
  assert.is(answer.file, photograph);
  assert.equal(Object.keys(answer.probabilities), ["with_mask", "without_mask"]);
  assert.is(answer.classes[0].label, answer.class);
  assert.ok(answer.classes[0].probability >= answer.classes[1].probability);
  assert.is(failure.file, broken);
});

test("no command writes over a photograph", async () => {
  const photograph = "faces/with_mask/0.png";
  const before = readFileSync(job.file(photograph));
  const train = ["train", "faces", ...small(), "--limit", "10"];
  const prune = ["prune", model, "faces", "--limit", "10"];
  const tune = ["tune", "faces", ...small(), "--limit", "10"];
  const outputs = {
    [train.join(" ")]: ["-o", "--report", "--plot", "--csv", "--resume"],
    [tune.join(" ")]: ["--json"],
    [`quantize ${model} faces`]: ["-o", "--json"],
  };
  for (const [command, flags] of Object.entries({ ...outputs, [prune.join(" ")]: ["--json", "--chart", "--resume"] }))
    for (const flag of flags) {
      const words = flag === "-o" ? [flag, photograph] : [`${flag}=${photograph}`];
      const { stdout, stderr } = await run(1, ...command.split(" "), ...words);
      assert.match(
        stderr.replace(/\s+/g, " "),
        /^linnet: --\w+: expected another file than those that are read, got faces/,
      );
      assert.is(stdout, "", "before any work");
    }
  assert.equal(readFileSync(job.file(photograph)), before);
});

test("every command that reads photographs takes --maximum-pixels and --allow-truncated", async () => {
  const photograph = "faces/with_mask/0.png";
  writeFileSync(job.file("cut.png"), readFileSync(job.file(photograph)).subarray(0, -12));
  const cut = await run(1, "predict", model, "cut.png");
  assert.match(cut.stderr.replace(/\s+/g, " "), /cut\.png: the PNG is cut short: .* \(--allow-truncated reads/);
  const read = await run(0, "predict", model, "cut.png", "--allow-truncated");
  assert.match(read.stdout, /cut\.png: with(out)?_mask/);
  assert.match(read.stderr, /^linnet: cut\.png: the PNG is cut short/);
  const small = await run(1, "predict", model, photograph, "--maximum-pixels", "10");
  assert.match(small.stderr.replace(/\s+/g, " "), /expected at most 10 pixels \(--maximum-pixels\), the header says/);
  const commands = [
    ["evaluate", model, "faces"],
    ["train", "faces"],
    ["tune", "faces"],
    ["prune", model, "faces"],
  ];
  for (const command of commands) {
    const { stderr } = await run(1, ...command, "--maximum-pixels", "10", "--allow-truncated");
    assert.match(stderr.replace(/\s+/g, " "), /with(out)?_mask/);
  }
  const { stdout } = await run(0, "audit", "faces", "--maximum-pixels", "10");
  assert.match(stdout, /Unreadable: 30\n.*expected at most 10 pixels/);
});

test("prune prints a table, and writes it", async () => {
  const options = ["--sparsity", "0.5", "--epochs", "1", "--json", "p.json", "--chart", "p.svg", "-o", "pruned"];
  const { stdout } = await run(0, "prune", model, "faces", ...options);
  assert.match(stdout, /sparsity +weights left +accuracy +file +after gzip\n +0\.000 .*\n +0\.500 .*\n/);
  assert.match(readFileSync(job.file("p.svg"), "utf8"), /^<svg [\s\S]*Accuracy against sparsity/);
  assert.is(JSON.parse(readFileSync(job.file("p.json"), "utf8")).levels.length, 2);
});

test("quantize prints both sizes and accuracies, and writes them", async () => {
  const options = ["-o", "int8.safetensors", "--json", "quantized.json", "--pictures", "8", "--threads", "1"];
  const told = (await run(0, "quantize", model, "faces", ...options)).stdout.replace(/\s+/g, " ");
  assert.match(told, /The model is in int8\.safetensors: \d\.\d\d MB where it was \d\.\d\d MB\. Accuracy/);
  assert.match(told, /\d\.\d{4} where it was \d\.\d{4}, on 6 photographs that the model was not trained on\. $/);
  const { bytes, accuracy } = JSON.parse(readFileSync(job.file("quantized.json"), "utf8"));
  assert.ok(bytes.after < bytes.before / 2);
  assert.is(accuracy.photographs, 6);
  assert.match((await run(0, "predict", "int8.safetensors", "faces/with_mask/0.png")).stdout, /0\.png: with/);
  const again = await run(1, "quantize", "int8.safetensors", "faces", "-o", "again.safetensors");
  assert.match(again.stderr, /it is quantized already/);
});

test("tune prints its rungs, and a command that train takes", async () => {
  const options = [...small(), "--trials", "3", "--epochs", "3", "--json", "t.json"];
  const { stdout } = await run(0, "tune", "faces", ...options);
  assert.match(
    stdout,
    /After 3 epochs, 1 trial, the best first:\n[\s\S]*Winner: trial [\s\S]*To train it:\n {2}npx linnet train/,
  );
  const { command, heldOut } = JSON.parse(readFileSync(job.file("t.json"), "utf8"));
  const words: string[] = command.split(" ").slice(2);
  const trained = await run(0, ...words, "--no-report", "-o", "winner.safetensors");
  assert.ok(trained.stdout.includes(`Held-out accuracy ${heldOut.accuracy.toFixed(4)} after`), trained.stdout);
});

test("audit prints a paragraph a subject, or all as JSON", async () => {
  assert.match((await run(0, "audit", "faces")).stdout, /^Unreadable: none\n[\s\S]*\nRandom split: /m);
  const report: HealthReport = JSON.parse((await run(0, "audit", "faces", "--json", "--seed", "1")).stdout);
  assert.equal([report.photographs, report.randomSplit?.seed], [30, 1]);
});

test("summary prints the layers of a file, or of any network", async () => {
  assert.match((await run(0, "summary", model)).stdout, /block_16_project \(Conv2D\)/);
  assert.match(
    (await run(0, "summary", "--base", "mobilenetv3-large")).stdout,
    /Total params: 5,\d{3},\d{3} \(\d+\.\d\d MB\)\n/,
  );
  const weights = join(job.folder, "alone.safetensors");
  writeFileSync(weights, writeSafetensors(new Map([["w", { shape: [2], values: Float32Array.of(1, 2) }]])));
  assert.match((await run(0, "summary", weights)).stdout, /^Weights alone: safetensors\n[\s\S]*\nTensors: 1\n/);
});

test("a wrong option is answered with two lines, and the right one", async () => {
  const lines = async (...parameters: readonly string[]) => (await run(1, ...parameters)).stderr.trimEnd().split("\n");
  assert.equal(await lines("train", "--lerning-rate", "1"), [
    "linnet: unknown option '--lerning-rate' (Did you mean --learning-rate?)",
    "see linnet train --help",
  ]);
  assert.equal(await lines("tune", "faces", "--factor", "1"), [
    'linnet: --factor: expected a whole number from 2 to 1000, got "1"',
    "see linnet tune --help",
  ]);
  assert.equal(await lines("trian"), ["linnet: unknown command 'trian' (Did you mean train?)", "see linnet --help"]);
  assert.equal(await lines("evaluate", model), [
    "linnet: missing required argument 'folder'",
    "see linnet evaluate --help",
  ]);
});

test("what a job refuses is told under the command's own names, and nothing is written", async () => {
  const never = ["-o", "never.safetensors"];
  const cases = [
    [["train", "faces", "--weight-decay", "1", ...never], /^linnet: --weight-decay: expected the optimizer adamw/],
    [
      ["train", "faces", ...small(), "--fine-tune-epochs", "1", ...never],
      /^linnet: --fine-tune-epochs: expected --fine-tune\s/,
    ],
    [
      ["train", "faces", ...small(), "--report", "no/r.html", ...never],
      /^linnet: --report: no\/r\.html: the file could/,
    ],
    [
      ["train", "faces", ...small(), "--resume", ...never],
      /^linnet: --resume: there is no checkpoint\s+never\.checkpoint/,
    ],
    [
      ["train", "faces", "--weights", "imagenet", ...never],
      /^linnet:\shttp:\/\/127\.0\.0\.1:1\/mobilenet_v2_\S+:\sthe server cannot be reached\s/,
    ],
    [
      ["tune", "faces", "--base", "mobilenetv1"],
      /^linnet:\shttp:\/\/127\.0\.0\.1:1\/mobilenet_1_0_224_\S+:\sthe server /,
    ],
    [
      ["weights", "get", "mobilenetv2", "--alpha", "0.6"],
      /^linnet: --alpha: there are ImageNet weights of mobilenetv2\s/,
    ],
    [["prune", model, "faces", "--chart", "chart.gif"], /^linnet: --chart: expected a file name that ends with \.svg/],
    [["predict", job.weights, "x.jpg"], /weights\.safetensors/],
  ] as const;
  for (const [parameters, message] of cases) assert.match((await run(1, ...parameters)).stderr, message);
  assert.not.ok(existsSync(job.file("never.safetensors")));
});

test("help says what --help says, and names a command that there is not", async () => {
  for (const words of [[], ["predict"], ["weights", "get"]])
    assert.equal(await run(0, "help", ...words), await run(0, ...words, "--help"));
  assert.match((await run(1, "help", "nope")).stderr, /^linnet: unknown command 'nope'\nsee linnet --help\n$/);
});

test("the help of every command fits, and begins with what is common", async () => {
  for (const command of ["tune", "prune", "predict", "evaluate", "audit", "summary"]) await run(0, command, "--help");
  assert.match(
    (await run(0, "train", "--help")).stdout,
    /\nCommon options:\n[\s\S]*\nNetwork:\n[\s\S]*\nFine-tuning:\n/,
  );
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  assert.is((await run(0, "--version")).stdout, `${version}\n`);
});

test.run();
