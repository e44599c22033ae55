// Every part of the benchmark runs, and its libraries agree: it fails where they do not. No time is looked at.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { root, run } from "../support/command.js";

const parts = ["kernels", "blocks", "peers", "memory", "training", "pipeline", "tutorial", "gpu", "browser"];

/** Parts that need what is not on every machine, and say so. */
const optional = ["pipeline", "tutorial", "gpu", "browser"];

/** Where `npm run bench:peers` puts the Python peers. */
const peersFolder = process.env.LINNET_PEERS ?? join(root, "node_modules/.cache/linnet/peers");

const isInstalled = existsSync(join(root, "bench/node_modules"));

interface Written {
  readonly [part: string]: unknown;
  readonly machine: string;
  readonly marks: readonly { readonly number: number; readonly measured: string | null }[];
}

const smallest = "--rounds 1 --batches 1 --threads 1 --limit 8 --epochs 1".split(" ");

function bench(parameters: readonly string[], env: { readonly [name: string]: string } = {}) {
  return run(join(root, "node_modules/.bin/tsx"), ["bench/main.ts", ...parameters], { env });
}

test("one round of every part", async () => {
  if (!isInstalled) {
    console.log("skipped: the benchmark: its peers are not installed (npm run peers)");
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "linnet-bench-"));
  try {
    const [json, chart] = [join(folder, "bench.json"), join(folder, "bench.svg")];
    const small = [...smallest, ..."--shortest-round 0 --shapes 2 --peer tfjs-wasm".split(" ")];
    const { code, stdout, stderr } = await bench([...small, "--json", json, "--chart", chart]);
    assert.is(code, 0, stderr);
    for (const line of stdout.split("\n").filter((text) => text.startsWith("skipped:"))) console.log(line);

    const written = JSON.parse(readFileSync(json, "utf8")) as Written;
    assert.match(written.machine, /Node/);
    for (const part of parts) {
      if (!optional.includes(part) || !stdout.includes("skipped:")) assert.ok(written[part], `${part} is missing`);
    }
    for (const { number, measured } of written.marks)
      if (number < 5 && measured !== null) assert.match(measured, /^\d/);
    assert.match(stdout, /depthwise[\s\S]*block_1_project[\s\S]*tfjs-wasm[\s\S]*mark/);
    assert.match(readFileSync(chart, "utf8"), /<svg[\s\S]*tfjs-wasm/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Each with the parts that have a row of it and the environments that it needs. */
const pythonPeers: readonly (readonly [name: string, parts: readonly string[], environments: readonly string[]])[] = [
  ["linnet int8", ["peers"], []],
  ["LiteRT", ["peers"], ["litert"]],
  ["LiteRT int8", ["peers"], ["litert"]],
  ["LiteRT.js", ["browser"], []],
  ["LiteRT.js int8", ["browser"], []],
  ["Keras", ["peers", "training", "tutorial"], ["keras"]],
  ["Keras, two workers", ["tutorial"], ["keras"]],
  ["Keras XLA", ["peers", "training"], ["keras"]],
  ["PyTorch", ["training", "pipeline"], ["pytorch"]],
  ["PyTorch compiled", ["training"], ["pytorch"]],
];

for (const [name, ofPeer, environments] of pythonPeers) {
  test(`a row of ${name} in ${ofPeer.join(", ")}`, async () => {
    const absent = environments.find((environment) => !existsSync(join(peersFolder, environment, "requirements.txt")));
    if (absent !== undefined || !isInstalled) {
      console.log(`skipped: ${name}: ${absent ?? "the benchmark"} is not set up`);
      return;
    }
    const json = join(mkdtempSync(join(tmpdir(), "linnet-bench-")), "bench.json");
    const flags = ofPeer.map((part) => `--${part}`);
    const { code, stdout, stderr } = await bench([...flags, ...smallest, "--peer", name, "--json", json]);
    rmSync(dirname(json), { recursive: true });
    assert.is(code, 0, stderr);
    if (stdout.includes("skipped:")) console.log(stdout.match(/skipped:.*/g)!.join("\n"));
    else
      assert.ok(
        stdout.match(new RegExp(`\\b${name.replace(".", "\\.")}[ ,].*x as fast`, "g"))!.length >= ofPeer.length,
        stdout,
      );
  });
}

test("another Node runs all of it, and is named with its engine", async () => {
  if (!isInstalled) return;
  const json = join(mkdtempSync(join(tmpdir(), "linnet-bench-")), "bench.json");
  const parameters = [
    "--kernels",
    "--shapes",
    "1",
    ...smallest,
    "--shortest-round",
    "0",
    "--peer",
    "tfjs-wasm",
    "--json",
    json,
  ];
  const { code, stdout, stderr } = await bench([...parameters, "--node", process.execPath]);
  rmSync(dirname(json), { recursive: true });
  assert.is(code, 0, stderr);
  assert.match(stdout, `Node ${process.versions.node}; `);
  assert.match(stdout, /(mul \+ add|fused multiply-adds), dot products of (16 bits|(un)?signed bytes)/);
});

test("peers that are not set up are skipped, with the command that sets them up; unknown ones are refused", async () => {
  if (!isInstalled) return;
  const json = join(mkdtempSync(join(tmpdir(), "linnet-bench-")), "bench.json");
  const names = ["LiteRT", "Keras", "PyTorch", "PyTorch compiled"].flatMap((name) => ["--peer", name]);
  const parameters = ["--peers", "--training", ...smallest, ...names, "--json", json];
  const { code, stdout, stderr } = await bench(parameters, { LINNET_PEERS: dirname(json) });
  rmSync(dirname(json), { recursive: true });
  assert.is(code, 0, stderr);
  for (const [name, environment] of [
    ["LiteRT", "litert"],
    ["Keras", "keras"],
    ["PyTorch, training", "pytorch"],
    ["PyTorch compiled, training", "pytorch"],
  ]) {
    assert.match(stdout, `skipped: ${name}: ${environment} is not set up (npm run bench:peers -- ${environment})`);
  }
  const refused = await bench(["--peers", "--peer", "Kerras"]);
  assert.is(refused.code, 1);
  assert.match(refused.stderr, /--peer: expected one of linnet, [\s\S]*got Kerras/);
});

test("the chart in docs/ is drawn again from the figures beside it, and says why bars are missing", async () => {
  const chart = join(mkdtempSync(join(tmpdir(), "linnet-bench-")), "bench.svg");
  const { code, stderr } = await bench(["--from", "docs/bench.json", "--chart", chart]);
  assert.is(code, 0, stderr);
  const drawn = readFileSync(chart, "utf8");
  rmSync(dirname(chart), { recursive: true });
  assert.ok(
    drawn === readFileSync(join(root, "docs/bench.svg"), "utf8"),
    "npm run bench -- --from docs/bench.json --chart docs/bench.svg",
  );
  assert.is(drawn.match(/>has no threads in Node</g)?.length, 1);
  assert.is(drawn.match(/>is plain JavaScript, on one thread</g)?.length, 2);
});

test.run();
