// The training part: a step of networks, of the last blocks of one and of a head in every library that can train, in turn.

import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { buildScript } from "../build.ts";
import { assertAgree } from "../compare.ts";
import { openBandwidth } from "../kernels/bandwidth.ts";
import { openPeak } from "../kernels/peak.ts";
import { LibraryProcess } from "../process.ts";
import { allocatorSettings } from "../python/allocator.ts";
import { formatTable, progress, skipped } from "../report.ts";
import { median } from "../statistics.ts";
import { type Contender, type ContenderChoice, contendersFor, type TrainingLibrary } from "./contenders.ts";
import { type Machine, needsOf, roofOf } from "./roof.ts";
import { type TrainingReady, type Work, works } from "./work.ts";

export interface TrainingResult extends Pick<Contender, "work" | "threads"> {
  readonly library: TrainingLibrary | "the roof";
  /** The median of a step's time. */
  readonly milliseconds: number;
}

interface OpenContender extends Contender {
  readonly process: LibraryProcess<TrainingReady>;
  readonly times: number[];
}

export interface TrainingOptions extends Omit<ContenderChoice, "work"> {
  readonly rounds: number;
  readonly works: readonly Work[];
}

export async function measureTraining({
  rounds,
  works: chosen,
  ...choice
}: TrainingOptions): Promise<readonly TrainingResult[]> {
  const own = await buildScript(new URL("linnet.ts", import.meta.url));
  // Its gradients can only be loaded by a bundler.
  const tfjs = await buildScript(new URL("tfjs.ts", import.meta.url), ["linnet", "@tensorflow/tfjs-backend-*"]);
  const machine = await openMachine();
  const results: TrainingResult[] = [];
  try {
    for (const work of chosen) {
      const contenders = contendersFor({ ...choice, work }, { own, tfjs });
      const needs = needsOf(work);
      for (const threads of choice.threads) {
        const alike = contenders.filter((contender) => contender.threads === threads);
        results.push(...(await timeInTurn(alike, rounds, machine)));
        const milliseconds = roofOf(needs, machine.best(), threads);
        results.push({ library: "the roof", work, threads, milliseconds });
      }
    }
  } finally {
    for (const script of [own, tfjs]) rmSync(dirname(script), { recursive: true });
  }
  return results;
}

/** What the machine was able to do at its best so far. */
interface OpenMachine {
  measure(): void;
  best(): Machine;
}

async function openMachine(): Promise<OpenMachine> {
  const [peak, bandwidth] = [await openPeak(), await openBandwidth()];
  let best: Machine = { peak: 0, bandwidth: 0 };
  return {
    measure: () => {
      best = {
        peak: Math.max(best.peak, peak.measure()),
        bandwidth: Math.max(best.bandwidth, bandwidth.measure()),
      };
    },
    best: () => best,
  };
}

/** Those on as many threads together: what is compared runs within seconds. */
async function timeInTurn(
  contenders: readonly Contender[],
  rounds: number,
  machine: OpenMachine,
): Promise<TrainingResult[]> {
  const open: OpenContender[] = [];
  try {
    for (const contender of contenders) {
      progress(`training: ${contender.library} starts`);
      const process = await start(contender);
      if (process !== null) open.push({ ...contender, process, times: [] });
    }
    checkResults(open);
    for (let round = 0; round < rounds; round += 1) {
      progress(`training: round ${round + 1} of ${rounds}`);
      for (const { process, times, mostRounds } of open) {
        if (round < mostRounds) times.push((await process.ask<{ milliseconds: number }>("run")).milliseconds);
        machine.measure();
      }
    }
    return open.map(({ library, work, threads, times }) => ({ library, work, threads, milliseconds: median(times) }));
  } finally {
    progress("");
    await Promise.all(open.map(({ process }) => process.close()));
  }
}

async function start({ library, threads, program }: Contender): Promise<LibraryProcess<TrainingReady> | null> {
  try {
    return await LibraryProcess.start<TrainingReady>(program);
  } catch (error) {
    if (library === "linnet") throw error;
    skipped(`${library}'s training step, ${threads} threads`, (error as Error).message);
    return null;
  }
}

/** The same number of weights, and the same losses in the first steps. */
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
  const table = formatTable(["training step", "threads", "ms", "linnet is"], rows);
  const hasTorch = results.some(({ library }) => library.startsWith("PyTorch"));
  return hasTorch ? `${table}\nPyTorch has ${allocatorSettings().name} as its allocator` : table;
}
