// The training part: a step of a whole network and of the head, in linnet, PyTorch and TensorFlow.js, in turn.

import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { buildScript } from "../build.ts";
import { assertAgree } from "../compare.ts";
import { LibraryProcess, type Program } from "../process.ts";
import { findPython } from "../python.ts";
import { formatTable, progress, skipped } from "../report.ts";
import { median } from "../statistics.ts";
import { type TrainingReady, type Work, works } from "./work.ts";

export interface TrainingResult {
  readonly library: "linnet" | "PyTorch" | "tfjs-wasm";
  readonly work: Work;
  readonly threads: number;
  /** The median of a step's time. */
  readonly milliseconds: number;
}

interface Contender extends Omit<TrainingResult, "milliseconds"> {
  readonly program: Program;
}

interface OpenContender extends Contender {
  readonly process: LibraryProcess<TrainingReady>;
  readonly times: number[];
}

export interface TrainingOptions {
  readonly rounds: number;
  readonly threads: readonly number[];
  /** Which libraries beside linnet; all. */
  readonly names?: readonly string[] | undefined;
}

export async function measureTraining({ rounds, threads, names }: TrainingOptions): Promise<readonly TrainingResult[]> {
  const own = await buildScript(new URL("linnet.ts", import.meta.url));
  // Its gradients can only be loaded by a bundler.
  const tfjs = await buildScript(new URL("tfjs.ts", import.meta.url), ["@tensorflow/tfjs-backend-*"]);
  const results: TrainingResult[] = [];
  try {
    for (const work of ["network", "head"] as const) {
      const contenders = contendersFor(work, own, tfjs).filter(
        (one) => threads.includes(one.threads) && (one.library === "linnet" || (names?.includes(one.library) ?? true)),
      );
      results.push(...(await timeInTurn(work, contenders, rounds)));
    }
  } finally {
    for (const script of [own, tfjs]) rmSync(dirname(script), { recursive: true });
  }
  return results;
}

function contendersFor(work: Work, own: string, tfjs: string): Contender[] {
  const node = (parameters: readonly string[]): Program => ({ command: process.execPath, parameters });
  const contenders: Contender[] = [1, 2].map((threads) => ({
    library: "linnet",
    work,
    threads,
    program: node([own, work, `${threads}`]),
  }));
  const python = findPython(["torch"]);
  if (python === null) skipped("PyTorch's training step", "no python3 here has torch (PYTHON names another)");
  else {
    const script = fileURLToPath(new URL("torch_step.py", import.meta.url));
    for (const threads of [1, 2]) {
      const parameters = [script, work, `${threads}`, `${works[work].stepsATurn}`];
      contenders.push({ library: "PyTorch", work, threads, program: { command: python, parameters } });
    }
  }
  if (work === "head") contenders.push({ library: "tfjs-wasm", work, threads: 1, program: node([tfjs]) });
  return contenders;
}

async function timeInTurn(work: Work, contenders: readonly Contender[], rounds: number): Promise<TrainingResult[]> {
  const open: OpenContender[] = [];
  try {
    for (const contender of contenders) {
      const process = await start(contender);
      if (process !== null) open.push({ ...contender, process, times: [] });
    }
    checkResults(open);
    for (let round = 0; round < rounds; round += 1) {
      progress(`training, ${work}: round ${round + 1} of ${rounds}`);
      for (const { process, times } of open)
        times.push((await process.ask<{ milliseconds: number }>("run")).milliseconds);
    }
    progress("");
    return open.map(({ library, threads, times }) => ({ library, work, threads, milliseconds: median(times) }));
  } finally {
    await Promise.all(open.map(({ process }) => process.close()));
  }
}

async function start({ library, program }: Contender): Promise<LibraryProcess<TrainingReady> | null> {
  try {
    return await LibraryProcess.start<TrainingReady>(program);
  } catch (error) {
    if (library === "linnet") throw error;
    skipped(`${library}'s training step`, (error as Error).message);
    return null;
  }
}

/** The same number of weights, and the same losses in the head's first steps. */
function checkResults(open: readonly OpenContender[]): void {
  for (const { library, process } of open) {
    const { weights, losses } = process.ready;
    const expected = open[0]!.process.ready;
    assertAgree({ name: `${library}'s losses`, values: losses }, { name: "linnet's", values: expected.losses }, 1e-3);
    if (weights !== expected.weights)
      throw new Error(`${library} trains ${weights} weights, linnet ${expected.weights}`);
  }
}

/** Ratios are to linnet with as many threads. */
export function formatTraining(results: readonly TrainingResult[]): string {
  const rows = results.map(({ library, work, threads, milliseconds }) => {
    const own = results.find(
      (other) => other.library === "linnet" && other.threads === threads && other.work === work,
    )!;
    const ratio = library === "linnet" ? "" : `${(milliseconds / own.milliseconds).toFixed(2)} x as fast`;
    return [`${works[work].title}: ${library}`, `${threads}`, milliseconds.toFixed(2), ratio];
  });
  return formatTable(["training step, batch 32", "threads", "ms", "linnet is"], rows);
}
