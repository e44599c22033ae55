// The training part: a step of a whole network and of the head, beside PyTorch's and TensorFlow.js's.

import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { buildScript } from "../build.ts";
import { formatTable } from "../table.ts";
import { linnetSteps, type StepTime } from "./step.ts";

export interface TrainingResult extends StepTime {
  readonly library: string;
  readonly threads: number;
}

export async function measureTraining(rounds: number): Promise<readonly TrainingResult[]> {
  const results: TrainingResult[] = [];
  const note = (library: string, threads: number, steps: readonly StepTime[]): void => {
    results.push(...steps.map((step) => ({ library, threads, ...step })));
  };
  for (const threads of [1, 2]) note("linnet", threads, await linnetSteps(threads, Math.ceil(rounds / 10) + 2));
  for (const threads of [1, 2]) note("PyTorch", threads, torchSteps(threads, rounds));
  try {
    note("tfjs-wasm", 1, await tfjsSteps(10 * rounds));
  } catch (error) {
    console.log(`tfjs-wasm: its training step is skipped: ${(error as Error).message}`);
  }
  return results;
}

/** Its gradients can only be loaded by a bundler. */
async function tfjsSteps(rounds: number): Promise<readonly StepTime[]> {
  const script = await buildScript(new URL("tfjs.ts", import.meta.url), ["@tensorflow/tfjs-backend-*"]);
  try {
    const module = (await import(script)) as { readonly tfjsSteps: (rounds: number) => Promise<readonly StepTime[]> };
    return await module.tfjsSteps(rounds);
  } finally {
    rmSync(dirname(script), { recursive: true });
  }
}

function torchSteps(threads: number, rounds: number): StepTime[] {
  const script = fileURLToPath(new URL("torch_step.py", import.meta.url));
  for (const python of ["python3", "/usr/bin/python3"]) {
    const { status, stdout } = spawnSync(python, [script, `${threads}`, `${rounds}`], { encoding: "utf8" });
    if (status === 0) {
      const lines = stdout.trim().split("\n");
      return lines.map((line) => JSON.parse(line) as StepTime);
    }
  }
  if (threads === 1) console.log("PyTorch: skipped, no python3 here has torch");
  return [];
}

/** Ratios are to linnet with as many threads. */
export function formatTraining(results: readonly TrainingResult[]): string {
  const rows = results.map(({ library, threads, name, milliseconds }) => {
    const own = results.find(
      (other) => other.library === "linnet" && other.threads === threads && other.name === name,
    )!;
    const ratio = library === "linnet" ? "" : `${(milliseconds / own.milliseconds).toFixed(2)} x as fast`;
    return [`${name}: ${library}`, `${threads}`, milliseconds.toFixed(2), ratio];
  });
  rows.sort(([a], [b]) => (a! < b! ? -1 : a! > b! ? 1 : 0));
  return formatTable(["training step, batch 32", "threads", "ms", "linnet is"], rows);
}
