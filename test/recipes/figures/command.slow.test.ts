import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PNG } from "pngjs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { figuresCommand } from "../../../recipes/figures/command.js";
import { figureNames } from "../../../recipes/figures/names.js";
import { writeBaseWeights } from "../../support/baseWeights.js";
import { writeFaces } from "../../support/command.js";

const test = suite("npm run figures");
const folder = mkdtempSync(join(tmpdir(), "linnet-figures-"));
const pathOf = (name: string): string => join(folder, name);

const faces = pathOf("faces");
const weights = pathOf("weights.safetensors");

test.before(async () => {
  writeFaces(faces, 6);
  await writeBaseWeights(weights, { alpha: 1, size: 224, faces: 4 });
});

test.after(() => rmSync(folder, { recursive: true }));

/** Runs the command in this process, and gives what it printed. `onPrint` is told of each line. */
async function figures(parameters: readonly string[], onPrint: (line: string) => void = () => {}): Promise<string> {
  const printed: string[] = [];
  const streams = [process.stdout, process.stderr];
  const writes = streams.map(({ write }) => write);
  for (const stream of streams)
    stream.write = (text: string | Uint8Array) => {
      printed.push(`${text}`);
      onPrint(`${text}`);
      return true;
    };
  try {
    const command = figuresCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => {} });
    await command.parseAsync(parameters, { from: "user" });
  } finally {
    for (const [place, stream] of streams.entries()) stream.write = writes[place]!;
  }
  return printed.join("");
}

test("without a name it lists the figures", async () => {
  const lines = (await figures([])).trim().split("\n");
  assert.equal(
    lines.map((line) => line.split(" ")[0]),
    figureNames,
  );
});

test("it writes SVG, PNG and the numbers behind them", async () => {
  const [svg, png, json] = [pathOf("a.svg"), pathOf("a.png"), pathOf("a.json")] as const;
  assert.match(await figures(["relu-manifold", "-o", svg, "--json", json]), svg);
  assert.match(readFileSync(svg, "utf8"), /^<svg [\s\S]*15 dimensions, 0 % collapsed[\s\S]*<\/svg>\s*$/);
  const { figure, machine, numbers } = JSON.parse(readFileSync(json, "utf8"));
  assert.is(figure, "relu-manifold");
  assert.match(machine, /cores?, Node/);
  assert.equal(
    numbers.means.map(({ dimensions }: { dimensions: number }) => dimensions),
    [2, 3, 5, 15, 30],
  );
  await figures(["relu-manifold", "--from", json, "-o", png]);
  const { width, height } = PNG.sync.read(readFileSync(png));
  assert.equal([width, height], [1920, 1200]);
});

test("what cannot be done is said before the work", async () => {
  writeFileSync(pathOf("short"), "no weights");
  const output = pathOf("none.svg");
  const cases: readonly (readonly [parameters: string[], message: RegExp])[] = [
    [["spiral"], /relu-manifold, separable-cost, width-and-size, optimizers/],
    [["relu-manifold", "-o", "a.gif"], /output: expected a file name that ends with \.svg or \.png, got a\.gif/],
    [["relu-manifold", "-o", pathOf("none/a.svg")], /output: .*a\.svg: the file could not be written/],
    [["optimizers", "--weights", pathOf("none"), "-o", output], /none: the weights could not be read/],
    [["optimizers", "--weights", pathOf("short"), "-o", output], /short: /],
    [["optimizers", "--from", pathOf("short"), "-o", output], /--from .*short: the file could not be read/],
    [
      ["optimizers", "--from", pathOf("other.json"), "-o", output],
      /the numbers of optimizers, got those of separable-cost/,
    ],
  ];
  writeFileSync(pathOf("other.json"), JSON.stringify({ figure: "separable-cost", numbers: [] }));
  for (const [parameters, message] of cases) {
    const outcome = await figures(parameters).catch((error: Error) => error.message);
    assert.match(outcome, message);
  }
  assert.not.ok(existsSync(output));
});

test("optimizers are compared on the features of photographs", async () => {
  const [output, json] = [pathOf("optimizers.svg"), pathOf("optimizers.json")] as const;
  const files = ["--data", faces, "--weights", weights, "-o", output, "--json", json];
  assert.match(await figures(["optimizers", ...files]), /12 photographs[\s\S]*6 to train on, 6\s+held\s+out/);
  assert.match(readFileSync(output, "utf8"), /Adam \([\d.]+\)/);
  const curves: { name: string; losses: number[] }[] = JSON.parse(readFileSync(json, "utf8")).numbers;
  assert.is(curves.length, 6);
  assert.ok(curves.every(({ losses }) => losses.at(-1)! < losses[0]!));
});

test("Ctrl-C ends it without a figure", async () => {
  const output = pathOf("stopped.svg");
  const stop = (line: string): void => void (line.includes("held out") && process.emit("SIGINT", "SIGINT"));
  const printed = await figures(["optimizers", "--data", faces, "--weights", weights, "-o", output], stop);
  const { exitCode } = process;
  process.exitCode = undefined;
  assert.is(exitCode, 130);
  assert.match(printed, /Stopping; no figure is written/);
  assert.not.ok(existsSync(output));
});

test.run();
