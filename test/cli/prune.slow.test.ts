import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Level } from "../../src/cli/pruning/pruneInLevels.js";
import { decodeModel } from "../../src/train/modelFile.js";
import { countZeros, prunableLayers } from "../../src/train/pruning.js";
import { writeBaseWeights } from "../support/baseWeights.js";
import { linnet, writeFaces } from "../support/command.js";

const test = suite("linnet prune");
const folder = mkdtempSync(join(tmpdir(), "linnet-prune-"));
const faces = join(folder, "faces");
const model = join(folder, "model.safetensors");

test.before(async () => {
  writeFaces(faces, 15);
  const weights = join(folder, "weights.safetensors");
  await writeBaseWeights(weights);
  const options = ["--weights", weights, "--alpha", "0.35", "--size", "32", "--hidden", "8", "--epochs", "1"];
  const trained = await linnet([
    "train",
    faces,
    ...options,
    "--no-augment",
    "--no-report",
    "--test-size",
    "0.4",
    "-o",
    model,
  ]);
  assert.is(trained.code, 0, trained.stderr);
});

test.after(() => rmSync(folder, { recursive: true }));

const readModel = (file: string) => decodeModel(readFileSync(file), file);

test("each sparsity has a line, a model with as many zeros, and the photographs that training held out", async () => {
  const [output, json] = [join(folder, "pruned.safetensors"), join(folder, "pruned.json")];
  const chart = join(folder, "pruned.svg");
  const files = ["-o", output, "--json", json, "--chart", chart];
  const options = ["--sparsity", "0.5,0.9", "--epochs", "1", "--batch-size", "8", ...files];
  const { code, stdout, stderr } = await linnet(["prune", model, faces, ...options]);
  assert.is(code, 0, stderr);
  assert.match(stdout, /18 to train on, 12 held out/, "the test size that the model's file tells");
  assert.match(stdout, /sparsity +weights left +accuracy +file +after gzip\n +0\.000 .*\n +0\.500 .*\n +0\.900 .*\n/);
  assert.match(readFileSync(chart, "utf8"), /^<svg [\s\S]*Accuracy against sparsity/);
  const { levels } = JSON.parse(readFileSync(json, "utf8")) as { levels: Level[] };
  assert.equal(
    levels.map(({ sparsity }) => sparsity),
    [null, 0.5, 0.9],
  );
  for (const { sparsity, weights, zeros, accuracy, gzipBytes, file } of levels.slice(1)) {
    const { model: pruned, record } = readModel(file);
    const layers = prunableLayers(pruned);
    assert.equal(countZeros(layers), { weights, zeros });
    assert.ok(Math.abs(zeros / weights - sparsity!) < 0.001, `${zeros} of ${weights}`);
    assert.is((record.training.pruning as { sparsity: number }).sparsity, sparsity);
    assert.ok(gzipSync(readFileSync(file)).length < 1.02 * gzipBytes);
    assert.ok(accuracy >= 0 && accuracy <= 1);
    const first = pruned.getLayer("Conv1");
    assert.is(countZeros([first]).zeros, 0, "the first convolution is left alone");
  }
  assert.ok(levels[2]!.gzipBytes < 0.4 * levels[0]!.gzipBytes);
});

test("only the layers that are named are pruned, and a frozen base stays as it is", async () => {
  const output = join(folder, "head.safetensors");
  const options = ["--layers", "dense, dense_1", "--sparsity", "0.75", "--epochs", "1", "-o", output];
  const { code, stdout, stderr } = await linnet(["prune", model, faces, ...options]);
  assert.is(code, 0, stderr);
  assert.match(stdout, /\n +0\.750 +2,564 /);
  const [before, after] = [readModel(model).model, readModel(join(folder, "head-0.75.safetensors")).model];
  assert.equal(
    after.getLayer("block_3_expand").parameters[0]!.values,
    before.getLayer("block_3_expand").parameters[0]!.values,
  );
  assert.is(countZeros([after.getLayer("dense")]).zeros, 0.75 * 1280 * 8);
});

test("Ctrl-C keeps what is finished, and says how to go on", async () => {
  const output = join(folder, "interrupted.safetensors");
  let sent = false;
  const options = ["--sparsity", "0.5,0.6", "--epochs", "50", "--batch-size", "2", "-o", output];
  const { code, stdout, stderr } = await linnet(["prune", model, faces, ...options], {
    onOutput: (printed, child) => {
      if (sent || !/\n +0\.000 /.test(printed)) return;
      sent = true;
      child.kill("SIGINT");
    },
  });
  assert.is(code, 0, stderr);
  assert.match(stderr, /Stopping after this step/);
  const command = `npx linnet prune ${model} ${faces} --sparsity 0.5,0.6`;
  assert.ok(stdout.endsWith(`Stopped. To go on, with the other options as they were: ${command}\n`), stdout);
  assert.not.ok(existsSync(join(folder, "interrupted-0.5.safetensors")));
});

test("mistakes are told in one line", async () => {
  const cases = [
    [["--sparsity", "0.8,0.5"], /Expected rising numbers from 0 to below 1, as 0\.5,0\.8, got "0\.8,0\.5"/],
    [["--sparsity", "1"], /Expected rising numbers from 0 to below 1/],
    [["--layers", "block_99"], /^linnet: model "model": it has no layer "block_99"/m],
    [["--chart", "chart.gif"], /^linnet: --chart chart\.gif: expected a file name that ends with \.svg or \.png/],
    [["-o", join(folder, "no/pruned")], /^linnet: --output .*no\/pruned-0\.5: the file could not be written/],
  ] as const;
  for (const [parameters, message] of cases) {
    const { code, stderr } = await linnet(["prune", model, faces, ...parameters]);
    assert.is(code, 1, stderr);
    assert.match(stderr, message);
    assert.not.match(stderr, /\n {4}at /, "no stack");
  }
  const sparse = join(folder, "pruned-0.9.safetensors");
  const { stderr } = await linnet(["prune", sparse, faces, "--sparsity", "0.5", "-o", join(folder, "never")]);
  assert.match(stderr, /^linnet: prune: expected --sparsity above what the model has, 0\.90, got 0\.5/m);
});

test.run();
