// npm run bench: how fast linnet is, always beside the machine's own peak or another library in the same run.

import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { BackendName } from "linnet";
import { formatKernels, measureKernels } from "./kernels/run.ts";
import { comparePeers, formatPeers } from "./peers/compare.ts";

const { values } = parseArgs({
  options: {
    kernels: { type: "boolean", default: false },
    peers: { type: "boolean", default: false },
    backend: { type: "string", multiple: true, default: [] },
    alpha: { type: "string", default: "1" },
    size: { type: "string", default: "224" },
    rounds: { type: "string", default: "20" },
    batches: { type: "string", default: "1,32" },
    peer: { type: "string", multiple: true },
    "shortest-round": { type: "string", default: "5" },
    limit: { type: "string", default: "1000" },
    json: { type: "string", default: fileURLToPath(new URL("results/bench.json", import.meta.url)) },
  },
});

const all = !values.kernels && !values.peers;
const rounds = Number(values.rounds);
const machine = `${cpus()[0]?.model ?? "unknown"}, ${cpus().length} cores, Node ${process.versions.node}`;
const results: { [part: string]: unknown } = {};

console.log(`${machine}\n`);
if (all || values.kernels) {
  results.kernels = await measureKernels({
    alpha: Number(values.alpha),
    size: Number(values.size),
    limit: Number(values.limit),
    backends: values.backend as BackendName[],
    rounds,
    milliseconds: Number(values["shortest-round"]),
  });
  console.log(`${formatKernels(results.kernels as Parameters<typeof formatKernels>[0])}\n`);
}
if (all || values.peers) {
  const folder = fileURLToPath(new URL("results/model", import.meta.url));
  const batches = values.batches.split(",").map(Number);
  results.peers = await comparePeers({ rounds, batches, folder, ...(values.peer && { names: values.peer }) });
  console.log(`${formatPeers(results.peers as Parameters<typeof formatPeers>[0])}\n`);
}

mkdirSync(dirname(values.json), { recursive: true });
writeFileSync(values.json, `${JSON.stringify({ machine, date: new Date().toISOString(), ...results }, null, 2)}\n`);
console.log(`written to ${values.json}`);
process.exit();
