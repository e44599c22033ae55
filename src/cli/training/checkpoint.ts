// The checkpoint of `linnet train`: where it is, and what has to be the same when the run goes on.

import { createHash } from "node:crypto";
import { relative } from "node:path";
import { fileExists, fileSize } from "../../platform/index.js";
import { LinnetError } from "../../tensor/errors.js";
import { readCheckpoint } from "../../train/checkpoint/backup.js";
import { checkIdentity, type Identity, OtherRunError } from "../../train/checkpoint/identity.js";
import type { RunState } from "../../train/checkpoint/runState.js";
import { DivergenceError } from "../../train/step/divergenceError.js";
import { resumeCommand } from "./command.js";
import type { Dataset } from "./dataset.js";
import type { KeptPhases } from "./fineTune.js";
import type { TrainOptions } from "./options.js";

/** Options that change no weight, and those that name files: of the weights themselves the checkpoint knows the values. */
const FREE = new Set([
  "weights",
  "threads",
  "output",
  "csv",
  "report",
  "plot",
  "strict",
  "resume",
  "checkpointSeconds",
]);

/** What photographs are called among the settings. */
const PHOTOGRAPHS = "the photographs and their split";

/** The file that `--resume` names, or the one beside the output. */
export function checkpointFile({ output, resume }: Pick<TrainOptions, "output" | "resume">): string {
  return typeof resume === "string" ? resume : `${output.replace(/\.safetensors$/, "")}.checkpoint.safetensors`;
}

/**
 * Before any work: whether there is something to go on from, begun with the same options; or, without `--resume`, whether
 * a run that was broken off is about to be replaced.
 * @throws LinnetError where the checkpoint is missing, not whole, or of a run with other options
 */
export async function checkResume(options: TrainOptions): Promise<void> {
  const file = checkpointFile(options);
  if (options.resume === undefined) {
    if (await fileExists(file)) console.error(`linnet: ${file} holds a run that was broken off; this one replaces it.`);
    return;
  }
  if (!(await fileExists(file)))
    throw new LinnetError(`--resume: there is no checkpoint ${file}; without --resume the run begins anew`);
  console.log(`Going on from ${file}, from ${placeOf(await readMatching(options))}.`);
}

/**
 * Where the run is kept and the command with which it goes on, to be put after a sentence; nothing where it is not kept.
 * @param error what has ended the run: the same steps would come to a NaN once more
 */
export async function howToGoOn(options: TrainOptions, error?: unknown): Promise<string> {
  const state = await readMatching(options).catch(() => null);
  if (state === null || error instanceof OtherRunError) return "";
  const command = error instanceof DivergenceError ? "" : ` To go on:\n  ${resumeCommand()}`;
  return `\nThe run up to ${placeOf(state)} is in ${checkpointFile(options)}.${command}`;
}

/** @throws LinnetError where there is no whole checkpoint of a run with these options */
async function readMatching(options: TrainOptions): Promise<RunState> {
  const file = checkpointFile(options);
  const { state, identity } = await readCheckpoint(file);
  const { [PHOTOGRAPHS]: _, ...saved } = identity.given;
  checkIdentity(file, saved, optionsIdentity(options));
  return state;
}

function placeOf({ epoch, progress }: RunState): string {
  return progress === null ? `the end of epoch ${epoch}` : `step ${progress.batches} of epoch ${epoch + 1}`;
}

/** How `fit` keeps the run in each phase. The file outlives `fit`: it is removed once the model is written. */
export async function keepRun(dataset: Dataset, options: TrainOptions): Promise<KeptPhases> {
  const { resume, checkpointSeconds: everySeconds } = options;
  const file = checkpointFile(options);
  const begun = resume === undefined ? 0 : (await readMatching(options)).initialEpoch;
  const identity = { ...optionsIdentity(options), [PHOTOGRAPHS]: await describePhotographs(dataset) };
  const common = { file, everySeconds, deleteAtEnd: false, identity };
  return {
    second: begun === 0 ? null : begun,
    checkpoint: (isBegun) => ({ ...common, resume: isBegun && resume !== undefined }),
  };
}

function optionsIdentity(options: TrainOptions): Identity {
  const settings = Object.entries(options).filter(([name, value]) => !FREE.has(name) && value !== undefined);
  return Object.fromEntries(settings.map(([name, value]) => [flagOf(name), value]));
}

/** `learningRate` is given as `--learning-rate`. */
function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The number of photographs, and a digest of their names, sizes, classes and sides of the split. */
async function describePhotographs({ root, classes, files, labels, split }: Dataset): Promise<string> {
  const held = new Set(split.test);
  const digest = createHash("sha256");
  for (const [index, file] of files.entries()) {
    const entry = [relative(root, file), await fileSize(file), classes[labels[index]!], held.has(index)];
    digest.update(JSON.stringify(entry));
  }
  return `${files.length} with digest ${digest.digest("hex").slice(0, 12)}`;
}
