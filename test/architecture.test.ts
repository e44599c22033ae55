// Imports go one way: between folders as docs/design.md draws them, and between files without a cycle.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";

const SOURCE = fileURLToPath(new URL("../src/", import.meta.url));

/** What the files of a folder may import beside their own. */
const allowed: { readonly [folder: string]: readonly string[] } = {
  platform: [],
  tensor: [],
  graph: ["tensor"],
  backends: ["platform", "tensor", "graph"],
  optim: ["tensor"],
  layers: ["tensor"],
  formats: ["platform", "tensor"],
  opGraph: ["tensor", "graph", "layers", "formats"],
  data: ["platform", "tensor", "formats"],
  losses: ["tensor"],
  metrics: ["tensor", "losses"],
  model: ["platform", "tensor", "graph", "layers", "backends", "formats", "opGraph", "data"],
  quantize: ["platform", "tensor", "backends", "formats", "opGraph", "model"],
  train: [
    "platform",
    "tensor",
    "graph",
    "optim",
    "layers",
    "backends",
    "formats",
    "data",
    "losses",
    "metrics",
    "model",
  ],
  models: ["platform", "tensor", "layers", "formats", "data", "model", "train"],
  jobs: [
    ...["platform", "tensor", "optim", "layers", "backends", "formats", "data", "losses", "metrics", "model", "train"],
    ...["models", "quantize"],
  ],
  report: ["platform", "tensor", "data", "metrics", "model", "train", "models", "jobs"],
  cli: ["platform", "tensor", "backends", "data", "model", "train", "models", "jobs", "report"],
};

/** Files that only give out names of others. */
const FACES: ReadonlySet<string> = new Set(["index.ts", "predict.ts"]);

interface Import {
  readonly from: string;
  readonly to: string;
}

const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));

const sources = new Map(files.map((file) => [normalize(file), readFileSync(join(SOURCE, file), "utf8")]));

function importsOf(file: string): string[] {
  const text = sources.get(file)!;
  return [...text.matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map((match) => match[1]!);
}

const imports: Import[] = [...sources.keys()].flatMap((from) =>
  importsOf(from)
    .filter((target) => target.startsWith("."))
    .map((target) => ({ from, to: relative(SOURCE, join(SOURCE, dirname(from), target)).replace(/\.js$/, ".ts") })),
);

test("the lists name no folder that is not imported, and no file of a folder without a list", () => {
  const used = new Set(imports.map(({ from, to }) => `${folderOf(from)} -> ${folderOf(to)}`));
  const listed = Object.entries(allowed).flatMap(([folder, others]) => others.map((other) => `${folder} -> ${other}`));
  assert.equal(
    listed.filter((arrow) => !used.has(arrow)),
    [],
  );
});

const folderOf = (file: string): string => file.split(/[/\\]/)[0]!;

test("every import leads to a file", () => {
  for (const { from, to } of imports) assert.ok(sources.has(to), `${from} -> ${to}`);
});

test("folders import only those below them", () => {
  const wrong = imports.filter(({ from, to }) => {
    const [folder, other] = [folderOf(from), folderOf(to)];
    return !FACES.has(from) && folder !== other && !allowed[folder]?.includes(other);
  });
  assert.equal(
    wrong.map(({ from, to }) => `${from} -> ${to}`),
    [],
  );
});

test("no file imports itself, over however many others", () => {
  const targets = new Map<string, string[]>();
  for (const { from, to } of imports) targets.set(from, [...(targets.get(from) ?? []), to]);
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    assert.not.ok(path.includes(file), `a cycle: ${[...path.slice(path.indexOf(file)), file].join(" -> ")}`);
    if (finished.has(file)) return;
    for (const target of targets.get(file) ?? []) visit(target, [...path, file]);
    finished.add(file);
  };
  for (const file of sources.keys()) visit(file, []);
});

test("threads are started by the one pool alone", () => {
  const starters = [...sources].filter(([, text]) => /new Worker\(|\bstartWorker\(/.test(text)).map(([file]) => file);
  const allowedStarters = ["node.ts", "pageThread.ts", "platform.ts", "workerPool.ts"].map((file) =>
    join("platform", file),
  );
  assert.equal(starters.sort(), allowedStarters);
});

test("Node's modules are imported in platform/node.ts and the command alone", () => {
  const users = [...sources.keys()].filter((file) => importsOf(file).some((target) => target.startsWith("node:")));
  const wrong = users.filter((file) => folderOf(file) !== "cli" && !/^platform[/\\]node/.test(file));
  assert.equal(wrong, []);
});

test.run();
