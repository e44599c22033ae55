// Every part of the benchmark runs, and its libraries agree: it fails where they do not. No time is looked at.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { root, run } from "../support/command.js";

const parts = ["kernels", "blocks", "peers", "memory", "training", "pipeline", "browser"];

/** Parts that need what is not on every machine, and say so. */
const optional = ["training", "pipeline", "browser"];

interface Written {
  readonly [part: string]: unknown;
  readonly machine: string;
  readonly marks: readonly { readonly number: number; readonly measured: string | null }[];
}

test("one round of every part", async () => {
  if (!existsSync(join(root, "bench/node_modules"))) {
    console.log("skipped: the benchmark: its peers are not installed (npm run peers)");
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "linnet-bench-"));
  try {
    const [json, chart] = [join(folder, "bench.json"), join(folder, "bench.svg")];
    const small = "--rounds 1 --shortest-round 0 --shapes 2 --batches 1 --threads 1 --limit 8 --peer tfjs-wasm".split(
      " ",
    );
    const parameters = ["bench/main.ts", ...small, "--json", json, "--chart", chart];
    const { code, stdout, stderr } = await run(join(root, "node_modules/.bin/tsx"), parameters);
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

test("the chart in docs/ is drawn again from the figures beside it, and says why bars are missing", async () => {
  const chart = join(mkdtempSync(join(tmpdir(), "linnet-bench-")), "bench.svg");
  const parameters = ["bench/main.ts", "--from", "docs/bench.json", "--chart", chart];
  const { code, stderr } = await run(join(root, "node_modules/.bin/tsx"), parameters);
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
