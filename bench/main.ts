// npm run bench: how fast linnet is, always beside the machine's own peak or another library in the same run. The chart of a
// run is drawn again, without a measurement, by `npm run bench -- --from docs/bench.json --chart docs/bench.svg`.

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { BackendName } from "linnet";
import { writeChart } from "./chart.ts";
import { engine } from "./engine.ts";
import { measureLoad } from "./load.ts";
import { type BenchOptions, libraryNames, type Part, type PartName, partNames, parts, type Results } from "./parts.ts";
import { formatMarks, marksOf } from "./reached.ts";
import { machine } from "./report.ts";
import { type Work, workNames } from "./training/work.ts";

const flag = { type: "boolean", default: false } as const;

const { values } = parseArgs({
  options: {
    ...(Object.fromEntries(partNames.map((name) => [name, flag])) as { readonly [Name in PartName]: typeof flag }),
    rounds: { type: "string", default: "20" },
    "shortest-round": { type: "string", default: "5" },
    alpha: { type: "string", default: "1" },
    size: { type: "string", default: "224" },
    shapes: { type: "string", default: "1000" },
    backend: { type: "string", multiple: true, default: [] },
    batches: { type: "string", default: "1,32" },
    threads: { type: "string", default: "1,2" },
    peer: { type: "string", multiple: true },
    work: { type: "string", multiple: true, default: [...workNames] },
    limit: { type: "string" },
    epochs: { type: "string", default: "3" },
    json: { type: "string", default: fileURLToPath(new URL("results/bench.json", import.meta.url)) },
    chart: { type: "string" },
    node: { type: "string" },
    from: { type: "string" },
  },
});

const asked = partNames.filter((name) => values[name]);
const wanted = asked.length === 0 ? partNames : asked;

/** All photographs take a minute or two: where everything is measured, some of them have to do. */
const SOME_PHOTOGRAPHS = "400";

const options: BenchOptions = {
  rounds: Number(values.rounds),
  shortestRound: Number(values["shortest-round"]),
  alpha: Number(values.alpha),
  size: Number(values.size),
  shapes: Number(values.shapes),
  backends: values.backend as BackendName[],
  batches: numbers(values.batches),
  threads: numbers(values.threads),
  names: values.peer,
  works: values.work as Work[],
  limit: Number(values.limit ?? (asked.length === 0 ? SOME_PHOTOGRAPHS : "Infinity")),
  epochs: Number(values.epochs),
};

/** What this run was given beside the names of parts. */
const otherParameters = process.argv
  .slice(2)
  .filter((text) => !partNames.some((name) => text === `--${name}`))
  .map((text) => (/^[\w,./-]+$/.test(text) ? text : JSON.stringify(text)));

function numbers(list: string): number[] {
  return list.split(",").map(Number);
}

/** @throws Error for a name that no part knows, which would else be left out without a word */
function checkNames(option: string, names: readonly string[], known: readonly string[]): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`--${option}: expected one of ${known.join(", ")}, got ${unknown}`);
}

/** Measures a part and prints its table, with all that is needed to repeat it. */
async function runPart(name: PartName): Promise<unknown> {
  const { title, measure, format } = parts[name] as Part<unknown>;
  const started = performance.now();
  const result = await measure(options);
  if (result === null) return undefined;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${title}\n${machine}; ${engine}\nmeasured in ${seconds} s, ended ${new Date().toISOString()}`);
  console.log(`again: npm run bench -- ${[`--${name}`, ...otherParameters].join(" ")}\n\n${format(result)}\n`);
  return result;
}

/** Draws the chart of a run that `--json` has recorded. */
async function drawAgain(record: string): Promise<void> {
  if (values.chart === undefined) throw new Error("--from: expected a file for the drawing, give --chart too");
  await writeChart(values.chart, JSON.parse(readFileSync(record, "utf8")));
  console.log(`the chart is in ${values.chart}`);
}

/** Everything again under another Node, of which all contenders in Node are then started. @throws Error if it fails */
function runUnder(node: string): void {
  const parameters = process.argv.slice(1).filter((text, place, all) => {
    return text !== "--node" && all[place - 1] !== "--node" && !text.startsWith("--node=");
  });
  const { status, error } = spawnSync(node, [...process.execArgv, ...parameters], { stdio: "inherit" });
  if (status !== 0) throw error ?? new Error(`--node ${node}: it ended with ${status}`);
}

async function run(): Promise<void> {
  if (values.node !== undefined) return runUnder(values.node);
  if (values.from !== undefined) return drawAgain(values.from);
  checkNames("peer", values.peer ?? [], libraryNames);
  checkNames("work", values.work, workNames);
  const load = await measureLoad();
  console.log(load.words);
  const measured: { [Name in PartName]?: unknown } = {};
  for (const name of wanted) measured[name] = await runPart(name);
  const results = measured as Results;
  const marks = marksOf(results);
  console.log(`${formatMarks(marks)}\n`);

  mkdirSync(dirname(values.json), { recursive: true });
  const date = new Date().toISOString();
  const record = { machine, engine, date, load: load.busy, options, ...results, marks };
  writeFileSync(values.json, `${JSON.stringify(record, null, 2)}\n`);
  console.log(`written to ${values.json}`);
  if (values.chart === undefined) return;
  if (results.peers === undefined) throw new Error("--chart: expected the peers to be measured, give --peers too");
  await writeChart(values.chart, { machine, date, peers: results.peers });
  console.log(`the chart is in ${values.chart}`);
}

// TensorFlow.js answers errors that nobody caught by printing all of its own code.
const failed = await run().then(
  () => false,
  (error: unknown) => {
    console.error(error);
    return true;
  },
);
// Threads of the libraries that ran in this process would keep it alive.
process.exit(failed ? 1 : 0);
