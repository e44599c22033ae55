// Runs every test below test/, or those whose path holds the argument: `npm test -- graph`. Tests that start processes, a
// browser or a benchmark are named `*.slow.test.ts` and run with `--slow`. As many processes as there are cores take the
// files from one queue, those first that took longest the last time.

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parse } from "uvu/parse";
import { run } from "uvu/run";

interface Suite {
  readonly name: string;
  readonly file: string;
}

const CACHE = fileURLToPath(new URL("../node_modules/.cache/linnet/", import.meta.url));
const DURATIONS = `${CACHE}test-seconds.json`;

if (process.send === undefined) process.exitCode = await runAll();
else process.on("message", (suite: Suite) => runOne(suite));

async function runAll(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { slow: { type: "boolean" } } });
  const [pattern = ""] = positionals;
  const { suites } = await parse("test", new RegExp(`(?:${pattern}).*\\.test\\.ts$`));
  const queue = suites.filter(({ name }) => name.endsWith(".slow.test.ts") === (values.slow ?? false));
  if (queue.length === 0) throw new Error(`expected tests whose path holds "${pattern}", there are none`);
  const seconds = knownSeconds();
  queue.sort((a, b) => weightOf(b, seconds) - weightOf(a, seconds));
  const started = performance.now();
  const processes = Math.min(availableParallelism(), queue.length);
  const outcomes = await Promise.all(Array.from({ length: processes }, () => drain(queue, seconds)));
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(DURATIONS, JSON.stringify(seconds));
  const sum = (title: string): number => {
    const counts = outcomes.flatMap(({ output }) => [...output.matchAll(new RegExp(`^ +${title}: +(\\d+)`, "gm"))]);
    return counts.reduce((total, [, count]) => total + Number(count), 0);
  };
  for (const title of ["Total", "Passed", "Skipped"]) console.log(`  ${`${title}:`.padEnd(10)} ${sum(title)}`);
  console.log(`  Duration:  ${((performance.now() - started) / 1000).toFixed(0)} s in ${processes} processes`);
  return Math.max(...outcomes.map(({ code }) => code));
}

/** Seconds that each file took when it last ran. */
function knownSeconds(): { [name: string]: number } {
  try {
    return JSON.parse(readFileSync(DURATIONS, "utf8"));
  } catch {
    return {};
  }
}

/** Files that never ran come first, the longest of them before the others. */
function weightOf({ name, file }: Suite, seconds: { readonly [name: string]: number }): number {
  return seconds[name] ?? 1e6 + statSync(file).size;
}

interface Outcome {
  readonly code: number;
  readonly output: string;
}

/** One process, which is given a file after the other until none is left. */
async function drain(queue: Suite[], seconds: { [name: string]: number }): Promise<Outcome> {
  const child = fork(fileURLToPath(import.meta.url), { stdio: ["ignore", "pipe", "inherit", "ipc"] });
  let output = "";
  child.stdout!.on("data", (chunk: Buffer) => {
    output += chunk;
    process.stdout.write(chunk);
  });
  let running = give(child, queue);
  child.on("message", () => {
    seconds[running!.name] = (performance.now() - running!.since) / 1000;
    running = give(child, queue);
  });
  const [[code]] = await Promise.all([once(child, "exit"), once(child.stdout!, "end")]);
  if (running === null) return { code: code ?? 1, output };
  console.error(`${running.name}: its process ended in the middle of it, with code ${code}`);
  const rest = queue.length === 0 ? "" : (await drain(queue, seconds)).output;
  return { code: 1, output: output + rest };
}

function give(child: ChildProcess, queue: Suite[]): { readonly name: string; readonly since: number } | null {
  const next = queue.shift();
  if (next === undefined) {
    child.disconnect();
    return null;
  }
  child.send(next);
  return { name: next.name, since: performance.now() };
}

async function runOne(suite: Suite): Promise<void> {
  // uvu keeps the suites that it has run, and would run them again.
  (globalThis as { UVU_QUEUE?: unknown[] }).UVU_QUEUE?.splice(0);
  await run([suite as Parameters<typeof run>[0][number]], { bail: false });
  process.send!("done");
}
