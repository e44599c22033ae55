import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { figureNames } from "../../src/cli/figures/names.js";
import { writeBaseWeights } from "../support/baseWeights.js";
import { linnet, writeFaces } from "../support/command.js";

const test = suite("linnet figure");
const folder = mkdtempSync(join(tmpdir(), "linnet-figure-"));

const faces = join(folder, "faces");
const weights = join(folder, "weights.safetensors");

test.before(async () => {
  writeFaces(faces, 6);
  await writeBaseWeights(weights, { alpha: 1, size: 224, faces: 4 });
});

test.after(() => rmSync(folder, { recursive: true }));

test("without a name it lists the figures", async () => {
  const { code, stdout } = await linnet(["figure"]);
  assert.is(code, 0);
  assert.equal(
    stdout
      .trim()
      .split("\n")
      .map((line) => line.split(" ")[0]),
    figureNames,
  );
});

test("it writes SVG, PNG and the numbers behind them", async () => {
  const [svg, png, json] = ["a.svg", "a.png", "a.json"].map((name) => join(folder, name)) as [string, string, string];
  const first = await linnet(["figure", "relu-manifold", "-o", svg, "--json", json]);
  assert.is(first.code, 0, first.stderr);
  assert.match(first.stdout, svg);
  assert.match(readFileSync(svg, "utf8"), /^<svg [\s\S]*15 dimensions, 0 % collapsed[\s\S]*<\/svg>\s*$/);
  const numbers = JSON.parse(readFileSync(json, "utf8"));
  assert.equal(
    numbers.map(({ dimensions }: { dimensions: number }) => dimensions),
    [2, 3, 5, 15, 30],
  );
  const second = await linnet(["figure", "relu-manifold", "-o", png]);
  assert.is(second.code, 0, second.stderr);
  assert.equal([PNG.sync.read(readFileSync(png))].map(({ width, height }) => [width, height])[0], [1920, 1200]);
});

test("what cannot be done is said before the work", async () => {
  const cases: readonly (readonly [parameters: string[], message: RegExp])[] = [
    [["figure", "spiral"], /relu-manifold, separable-cost, width-and-size, optimisers/],
    [["figure", "relu-manifold", "-o", "a.gif"], /--output a\.gif: expected a file name that ends with \.svg or \.png/],
    [
      ["figure", "relu-manifold", "-o", join(folder, "none", "a.svg")],
      /--output .*a\.svg: the file could not be written/,
    ],
    [["figure", "optimisers", "--weights", join(folder, "none")], /none: the weights could not be read/],
    [["figure", "optimisers", "--weights", join(folder, "short")], /short: /],
  ];
  writeFileSync(join(folder, "short"), "no weights");
  for (const [parameters, message] of cases) {
    const { code, stderr } = await linnet(parameters, { cwd: folder });
    assert.is(code, 1);
    assert.match(stderr, message);
  }
});

test("optimisers are compared on the features of photographs", async () => {
  const [output, json] = [join(folder, "optimisers.svg"), join(folder, "optimisers.json")];
  const files = ["--data", faces, "--weights", weights, "-o", output, "--json", json];
  const { code, stdout, stderr } = await linnet(["figure", "optimisers", ...files]);
  assert.is(code, 0, stderr);
  assert.match(stdout, /12 photographs .* 6 to train on, 6 held out/);
  assert.match(readFileSync(output, "utf8"), /Adam \([\d.]+\)/);
  const curves: { name: string; losses: number[] }[] = JSON.parse(readFileSync(json, "utf8"));
  assert.is(curves.length, 6);
  assert.ok(curves.every(({ losses }) => losses.at(-1)! < losses[0]!));
});

test("Ctrl-C ends it without a figure", async () => {
  const output = join(folder, "stopped.svg");
  const { code, stderr } = await linnet(["figure", "optimisers", "--data", faces, "--weights", weights, "-o", output], {
    onOutput: (printed, child) => void (printed.includes("held out") && !child.killed && child.kill("SIGINT")),
  });
  assert.is(code, 130, stderr);
  assert.match(stderr, /Stopping; no figure is written/);
  assert.not.ok(existsSync(output));
});

test.run();
