// npm run bench: how fast linnet is, always beside the machine's own peak or another library in the same run. The chart of a
// run is drawn again, without a measurement, by `npm run bench -- --from docs/bench.json --chart docs/bench.svg`.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { BackendName } from "linnet";
import { writeChart } from "./chart.ts";
import { measureLoad } from "./load.ts";
import { formatMarks, marksOf } from "./marks.ts";
import { type BenchOptions, libraryNames, type Part, type PartName, partNames, parts, type Results } from "./parts.ts";
import { machine } from "./report.ts";

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
    limit: { type: "string" },
    epochs: { type: "string", default: "3" },
    json: { type: "string", default: fileURLToPath(new URL("results/bench.json", import.meta.url)) },
    chart: { type: "string" },
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

/** @throws Error for a library that no part knows, which would else be measured without a word */
function checkNames(names: readonly string[]): void {
  const unknown = names.find((name) => !libraryNames.includes(name));
  if (unknown !== undefined) throw new Error(`--peer: expected one of ${libraryNames.join(", ")}, got ${unknown}`);
}

/** Measures a part and prints its table, with all that is needed to repeat it. */
async function runPart(name: PartName): Promise<unknown> {
  const { title, measure, format } = parts[name] as Part<unknown>;
  const started = performance.now();
  const result = await measure(options);
  if (result === null) return undefined;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${title}\n${machine}; measured in ${seconds} s, ended ${new Date().toISOString()}`);
  console.log(`again: npm run bench -- ${[`--${name}`, ...otherParameters].join(" ")}\n\n${format(result)}\n`);
  return result;
}

/** Draws the chart of a run that `--json` has recorded. */
async function drawAgain(record: string): Promise<void> {
  if (values.chart === undefined) throw new Error("--from: expected a file for the drawing, give --chart too");
  await writeChart(values.chart, JSON.parse(readFileSync(record, "utf8")));
  console.log(`the chart is in ${values.chart}`);
}

async function run(): Promise<void> {
  if (values.from !== undefined) return drawAgain(values.from);
  checkNames(values.peer ?? []);
  const load = await measureLoad();
  console.log(load.words);
  const measured: { [Name in PartName]?: unknown } = {};
  for (const name of wanted) measured[name] = await runPart(name);
  const results = measured as Results;
  const marks = marksOf(results);
  console.log(`${formatMarks(marks)}\n`);

  mkdirSync(dirname(values.json), { recursive: true });
  const date = new Date().toISOString();
  const record = { machine, date, load: load.busy, options, ...results, marks };
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
