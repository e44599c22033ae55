// The checkpoint of a training job: what has to be the same when the run goes on, and its position.

import { digestOf } from "../../data/health/fileFacts.js";
import { fileExists } from "../../platform/index.js";
import { checkIdentity, type Identity, OtherRunError } from "../../train/checkpoint/identity.js";
import type { RunState } from "../../train/checkpoint/runState.js";
import { readCheckpoint } from "../../train/checkpoint/saveCheckpoint.js";
import { DivergenceError } from "../../train/step/divergenceError.js";
import type { ChosenBase } from "../base/chooseBase.js";
import type { Dataset } from "../dataset/dataset.js";
import type { JobControl, StoppedEvent } from "../events.js";
import { backendName } from "../machine.js";
import { nameBelow } from "../nameBelow.js";
import { OptionError } from "../optionError.js";
import type { KeptPhases } from "./fineTune.js";
import type { RunCheckpoint, TrainSettings } from "./options.js";

/** Options that change no weight, and those that name files: of the weights themselves the checkpoint knows the values. */
const FREE = new Set(["base", "weights", "fromScratch", "threads", "output", "csv", "strict", "checkpoint"]);

/** What the photographs are called among the settings. */
export const PHOTOGRAPHS = "the photographs and their split";

/** A run with everything decided. */
export interface KeptRun {
  readonly settings: TrainSettings;
  readonly base: ChosenBase;
}

/**
 * Before any work: whether there is something to go on from, begun with the same options; or, without `resume`, whether a
 * run that was broken off is about to be replaced.
 * @throws LinnetError if the checkpoint is missing, not whole, or of a run with other options
 */
export async function checkResume(run: KeptRun, { onEvent }: JobControl): Promise<void> {
  const { checkpoint } = run.settings;
  if (checkpoint === undefined) return;
  const { file, resume = false } = checkpoint;
  const exists = await fileExists(file);
  if (!resume) {
    if (exists) onEvent?.({ kind: "replace", checkpoint: file });
    return;
  }
  if (!exists) throw new OptionError("resume", `there is no checkpoint ${file}; without it the run begins anew`);
  onEvent?.({ kind: "resume", checkpoint: file, place: placeOf(await readMatching(checkpoint, run)) });
}

/**
 * Where the run is kept; null if it is not.
 * @param error what has ended the run: the same steps would come to a NaN once more
 */
export async function whereItStopped(run: KeptRun, error?: unknown): Promise<StoppedEvent | null> {
  const { checkpoint } = run.settings;
  if (checkpoint === undefined || error instanceof OtherRunError) return null;
  const state = await readMatching(checkpoint, run).catch(() => null);
  if (state === null) return null;
  const canGoOn = !(error instanceof DivergenceError);
  return { kind: "stopped", checkpoint: checkpoint.file, place: placeOf(state), canGoOn };
}

/** How `fit` keeps the run in each phase. The file outlives `fit`: it is removed once the model is written. */
export async function keepRun(dataset: Dataset, run: KeptRun): Promise<KeptPhases | null> {
  const { checkpoint } = run.settings;
  if (checkpoint === undefined) return null;
  const { file, resume = false, everySeconds } = checkpoint;
  const begun = resume ? (await readMatching(checkpoint, run)).initialEpoch : 0;
  const identity = { ...identityOf(run), [PHOTOGRAPHS]: await describePhotographs(dataset) };
  const common = { file, deleteAtEnd: false, identity, ...(everySeconds !== undefined && { everySeconds }) };
  return {
    second: begun === 0 ? null : begun,
    checkpoint: (isBegun) => ({ ...common, resume: isBegun && resume }),
  };
}

/** @throws LinnetError unless there is a whole checkpoint of a run with these options */
async function readMatching({ file }: RunCheckpoint, run: KeptRun): Promise<RunState> {
  const { state, identity } = await readCheckpoint(file);
  const { [PHOTOGRAPHS]: _, ...saved } = identity.given;
  checkIdentity(file, saved, identityOf(run));
  return state;
}

function placeOf({ epoch, progress }: RunState): string {
  return progress === null ? `the end of epoch ${epoch}` : `step ${progress.batches} of epoch ${epoch + 1}`;
}

/** The settings that decide the weights of a run, or the results of a search. */
export function identityOf({ settings, base }: KeptRun): Identity {
  const own = Object.entries(settings).filter(([name, value]) => !FREE.has(name) && value !== undefined);
  return { ...Object.fromEntries(own), backend: backendName(settings), ...identityOfBase(base) };
}

function identityOfBase(base: ChosenBase): Identity {
  if ("model" in base) return { base: `a file with digest ${base.model.digest.slice(0, 12)}` };
  const { architecture, alpha, size, weights } = base;
  return { base: architecture, alpha, size, fromScratch: weights === null };
}

/** The number of photographs, and a digest of what they are, their names, classes and sides of the split. */
export async function describePhotographs({
  root,
  classes,
  files,
  labels,
  split,
  splitRecord,
}: Dataset): Promise<string> {
  const held = new Set(split.test);
  const entries = files.map((file, index) => [nameBelow(root, file) ?? file, classes[labels[index]!], held.has(index)]);
  const bytes = new TextEncoder().encode(JSON.stringify({ entries, splitRecord }));
  const text = (await digestOf(bytes)).slice(0, 12);
  return `${files.length} with digest ${text}`;
}
