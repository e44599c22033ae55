// npm run bench: the speed of every kernel shape of MobileNetV2 on every backend, as a table and as JSON.

import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { type BackendName, backendNames, loadBackend } from "linnet";
import { kernelShapes } from "./kernelShapes.ts";
import { measureShape, type ShapeResult } from "./measure.ts";
import { formatTable } from "./table.ts";

const { values } = parseArgs({
  options: {
    backend: { type: "string", multiple: true },
    alpha: { type: "string", default: "1" },
    size: { type: "string", default: "224" },
    rounds: { type: "string", default: "7" },
    "shortest-round": { type: "string", default: "20" },
    limit: { type: "string" },
    json: { type: "string", default: "bench/results/kernels.json" },
  },
});

const names = (values.backend ?? backendNames) as BackendName[];
const backends = await Promise.all(names.map(async (name) => ({ name, backend: await loadBackend(name) })));
const shapes = kernelShapes({ alpha: Number(values.alpha), size: Number(values.size) });
const chosen = shapes.slice(0, values.limit === undefined ? shapes.length : Number(values.limit));
const machine = `${cpus()[0]?.model ?? "unknown"}, ${cpus().length} cores, Node ${process.versions.node}`;

console.log(`MobileNetV2 ${values.alpha} at ${values.size}, one picture; ${machine}`);
const results: ShapeResult[] = [];
for (const shape of chosen) {
  const timing = { rounds: Number(values.rounds), milliseconds: Number(values["shortest-round"]) };
  results.push(await measureShape(shape, backends, timing));
  if (process.stderr.isTTY) process.stderr.write(`\r${results.length} of ${chosen.length} shapes`);
}
if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");

console.log(formatTable(results, names));
if (values.json !== "") {
  const folder = values.json.slice(0, values.json.lastIndexOf("/"));
  if (folder !== "") await mkdir(folder, { recursive: true });
  await writeFile(values.json, `${JSON.stringify({ machine, date: new Date().toISOString(), results }, null, 2)}\n`);
  console.log(`written to ${values.json}`);
}
