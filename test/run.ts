// Runs every *.test.ts below test/, or those whose path holds the argument: `npm test -- graph`. The files are dealt out to
// as many processes as there are cores.

import { fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { parse } from "uvu/parse";
import { run } from "uvu/run";

const [pattern = "", part] = process.argv.slice(2);
const { suites } = await parse("test", new RegExp(`(?:${pattern}).*\\.test\\.ts$`));

if (suites.length === 0) throw new Error(`expected tests whose path holds "${pattern}", there are none`);
if (part === undefined) process.exitCode = await runInProcesses(Math.min(availableParallelism(), suites.length));
else {
  const [own, parts] = part.split("/").map(Number) as [number, number];
  await run(
    suites.filter((_, place) => place % parts === own),
    { bail: false },
  );
}

/** Prints what each process printed, once it is done, and then the counts of all; gives the exit code. */
async function runInProcesses(processes: number): Promise<number> {
  const started = performance.now();
  const results = await Promise.all(Array.from({ length: processes }, (_, own) => runPart(`${own}/${processes}`)));
  const sum = (title: string): number =>
    results.reduce(
      (total, { output }) => total + Number(new RegExp(`^ +${title}: +(\\d+)`, "m").exec(output)?.[1] ?? 0),
      0,
    );
  for (const title of ["Total", "Passed", "Skipped"]) console.log(`  ${`${title}:`.padEnd(10)} ${sum(title)}`);
  console.log(`  Duration:  ${((performance.now() - started) / 1000).toFixed(0)} s in ${processes} processes`);
  return Math.max(...results.map(({ code }) => code));
}

async function runPart(name: string): Promise<{ readonly code: number; readonly output: string }> {
  const child = fork(fileURLToPath(import.meta.url), [pattern, name], { stdio: ["ignore", "pipe", "inherit", "ipc"] });
  const [output, [code]] = await Promise.all([text(child.stdout!), once(child, "exit")]);
  process.stdout.write(output);
  return { code: code ?? 1, output };
}
