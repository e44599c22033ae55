// The tutorial part: the mask detector with its augmentation, from photographs on disk, in linnet and in Keras, an epoch of
// each in turn. linnet's is examples/train-mask-detector.ts as it is.

import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { readImageFolder } from "linnet";
import { buildScript } from "../build.ts";
import { prepareModel } from "../peers/model.ts";
import type { Program } from "../process.ts";
import { pythonProgram, whyMissing } from "../python/environments.ts";
import { formatTable, progress, skipped } from "../report.ts";
import { median } from "../statistics.ts";
import { EpochProgram, type EpochRun } from "./epochs.ts";

export const tutorialLibraries = ["linnet", "Keras", "Keras, two workers"] as const;

export interface TutorialResult {
  readonly library: (typeof tutorialLibraries)[number];
  readonly photographs: number;
  readonly epochs: readonly EpochRun[];
}

export interface TutorialOptions {
  readonly epochs: number;
  /** Only so many photographs. */
  readonly limit: number;
  /** Which libraries beside linnet; all. */
  readonly names?: readonly string[] | undefined;
}

/** Of every library. */
const THREADS = 2;

const faceMask = fileURLToPath(new URL("../../../shared/data/face-mask", import.meta.url));

/** Null where there are no photographs. */
export async function measureTutorial({ epochs, limit, names }: TutorialOptions): Promise<TutorialResult[] | null> {
  if (!existsSync(faceMask)) {
    skipped("the tutorial", "there is no ../shared/data/face-mask");
    return null;
  }
  const own = await buildScript(new URL("../../examples/train-mask-detector.ts", import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), "linnet-tutorial-"));
  try {
    const { dataset, photographs } = await prepare(limit, folder);
    const job = { dataset, weights: prepareModel().safetensors, epochs };
    const programs = [{ library: "linnet" as const, program: ownProgram(own, job) }, ...kerasPrograms(job, names)];
    const runs = await runInTurn(programs, { epochs, folder });
    return runs.map(({ library, done }) => ({ library, photographs, epochs: done }));
  } finally {
    rmSync(dirname(own), { recursive: true });
    rmSync(folder, { recursive: true });
  }
}

/** All photographs where they lie, or copies of some at even distances. */
async function prepare(limit: number, folder: string): Promise<{ dataset: string; photographs: number }> {
  const { files } = await readImageFolder(faceMask);
  if (limit >= files.length) return { dataset: faceMask, photographs: files.length };
  const dataset = join(folder, "photographs");
  for (let index = 0; index < limit; index += 1) {
    const file = files[Math.floor((index * files.length) / limit)]!;
    const into = join(dataset, basename(dirname(file)));
    mkdirSync(into, { recursive: true });
    copyFileSync(file, join(into, basename(file)));
  }
  return { dataset, photographs: limit };
}

interface Job {
  readonly dataset: string;
  readonly weights: string;
  readonly epochs: number;
}

interface Contender {
  readonly library: TutorialResult["library"];
  readonly program: Program;
}

function ownProgram(script: string, { dataset, weights, epochs }: Job): Program {
  const parameters = [script, "--dataset", dataset, "--weights", weights, "--epochs", `${epochs}`];
  return { command: process.execPath, parameters };
}

/** As the tutorial has it, and with threads of its own for augmentation. */
function kerasPrograms({ dataset, weights, epochs }: Job, names: readonly string[] | undefined): Contender[] {
  const workers = { Keras: 1, "Keras, two workers": 2 } as const;
  const wanted = (["Keras", "Keras, two workers"] as const).filter((library) => names?.includes(library) ?? true);
  const why = whyMissing("keras");
  if (why !== null && wanted.length > 0) skipped("Keras's tutorial", why);
  if (why !== null) return [];
  return wanted.map((library) => {
    const parameters = [dataset, weights, `${epochs}`, `${workers[library]}`];
    return {
      library,
      program: pythonProgram("keras", { script: "tutorial/keras_tutorial.py", parameters, threads: THREADS }),
    };
  });
}

async function runInTurn(
  contenders: readonly Contender[],
  { epochs, folder }: { readonly epochs: number; readonly folder: string },
) {
  const open = contenders.map(({ library, program }) => ({
    library,
    process: new EpochProgram(program, folder),
    done: [] as EpochRun[],
  }));
  try {
    for (let epoch = 0; epoch < epochs; epoch += 1) {
      for (const { library, process, done } of open) {
        progress(`the tutorial: ${library}, epoch ${epoch + 1} of ${epochs}`);
        done.push(await process.runEpoch());
      }
    }
    for (const { process } of open) await process.finish();
    return open;
  } finally {
    progress("");
    for (const { process } of open) process.kill();
  }
}

/** Of the epochs after the first, which decodes; of the first where there is no other. */
function anEpoch({ epochs }: TutorialResult, figure: (epoch: EpochRun) => number): number {
  const [first, ...others] = epochs.map(figure);
  return others.length === 0 ? first! : median(others);
}

export function secondsAnEpoch(result: TutorialResult): number {
  return anEpoch(result, ({ seconds }) => seconds);
}

/** How long an epoch takes of what it would if both processors worked all the time. */
export function ofFullProcessors(result: TutorialResult): number {
  return anEpoch(result, ({ seconds, processorSeconds }) => (THREADS * seconds) / processorSeconds);
}

export function peakOf({ epochs }: TutorialResult): number {
  return Math.max(...epochs.map(({ peakBytes }) => peakBytes));
}

export function formatTutorial(results: readonly TutorialResult[]): string {
  const own = results[0]!;
  const rows = results.map((result) => {
    const { library, photographs, epochs } = result;
    const ratio = `${(secondsAnEpoch(result) / secondsAnEpoch(own)).toFixed(2)} x as fast`;
    return [
      `${library}, ${photographs} photographs, two threads`,
      `${epochs.length}`,
      epochs[0]!.seconds.toFixed(1),
      secondsAnEpoch(result).toFixed(1),
      library === "linnet" ? "" : ratio,
      ofFullProcessors(result).toFixed(2),
      epochs.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(1),
      (peakOf(result) / 1e6).toFixed(0),
      epochs.at(-1)!.heldOutAccuracy.toFixed(4),
    ];
  });
  const header = [
    "the tutorial",
    "epochs",
    "s to the first's end",
    "s an epoch",
    "linnet is",
    "of full processors",
    "s of all",
    "peak MB",
    "held out",
  ];
  return formatTable(header, rows);
}
