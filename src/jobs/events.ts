// What a job tells while it runs: plain objects, which can be posted to a page or another thread, and which a command
// turns into lines and bars.

import type { HealthReport } from "../data/health/audit.js";
import type { SkippedFile } from "../data/labeledPictures.js";
import type { PrunedLevel } from "./prune/level.js";
import type { TunedRung } from "./tune/rung.js";

/** What takes long enough for a bar. */
export type JobTask =
  | "audit"
  | "calibration"
  | "correction"
  | "download"
  | "drawing"
  | "features"
  | "evaluation"
  | "trials";

/** The photographs were read and divided. */
export interface DatasetEvent {
  readonly kind: "dataset";
  readonly root: string;
  readonly classes: readonly { readonly name: string; readonly photographs: number }[];
  readonly trainedOn: number;
  readonly heldOut: number;
  readonly skipped: readonly SkippedFile[];
  /** Null if nothing was looked for, as with a random split. */
  readonly health: HealthReport | null;
}

/** The frozen base was chosen without being named. A page has no other, so it does not get this event. */
interface BaseEvent {
  readonly kind: "base";
  /** As `mobilenetv1 0.5 at 96 pixels`. */
  readonly network: string;
  /** The folder in which ImageNet weights would have been taken. */
  readonly weightsFolder: string;
}

/** Weights are downloaded. */
interface DownloadEvent {
  readonly kind: "download";
  /** As `mobilenetv1 0.5 at 96 pixels`. */
  readonly network: string;
  readonly address: string;
}

/** A download counts bytes. */
export interface ProgressEvent {
  readonly kind: "progress";
  readonly task: JobTask;
  readonly done: number;
  readonly total: number;
}

/** How the run goes: what is frozen, and whether its features are kept. */
interface PlanEvent {
  readonly kind: "plan";
  readonly explanation: string;
}

/** A run that was broken off goes on. */
interface ResumeEvent {
  readonly kind: "resume";
  readonly checkpoint: string;
  /** As `step 3 of epoch 2`. */
  readonly place: string;
}

/** A checkpoint of a run that was broken off is about to be replaced, since this run does not go on with it. */
interface ReplaceEvent {
  readonly kind: "replace";
  readonly checkpoint: string;
}

/** The head has settled; the last blocks of the base are trained with it from here on. */
export interface FineTuneEvent {
  readonly kind: "fineTune";
  readonly blocks: number;
  readonly ofBlocks: number;
  readonly learningRate: number;
}

export interface StepEvent {
  readonly kind: "step";
  /** Counted from 0. */
  readonly epoch: number;
  readonly epochs: number;
  /** Epochs that come after those: of a second phase, or of the sparsities that are left. */
  readonly epochsAhead: number;
  /** Steps of the epoch that are done; 0 at its beginning. */
  readonly step: number;
  readonly steps: number;
  /** Null before the first step. */
  readonly loss: number | null;
}

export interface EpochEvent {
  readonly kind: "epoch";
  /** Counted from 0. */
  readonly epoch: number;
  readonly epochs: number;
  /** By Keras's names: loss, accuracy, val_loss, val_accuracy, learning_rate. */
  readonly figures: { readonly [name: string]: number };
}

/** A photograph could not be read, and was left out. */
interface LeftOutEvent {
  readonly kind: "leftOut";
  readonly file: string;
  readonly reason: string;
}

/** A file of the job is whole. */
interface SavedEvent {
  readonly kind: "saved";
  readonly what: "model" | "checkpoint" | "weights";
  readonly file: string;
}

/** The job ended before its time, by a signal or an error; its run is kept. */
export interface StoppedEvent {
  readonly kind: "stopped";
  readonly checkpoint: string;
  /** As `step 3 of epoch 2`. */
  readonly place: string;
  /** False if the same steps would only come to the same error. */
  readonly canGoOn: boolean;
}

/** A job went another way than was asked, and says why. */
interface WarningEvent {
  readonly kind: "warning";
  readonly text: string;
}

/** A rung of a search is done. */
interface RungEvent {
  readonly kind: "rung";
  readonly rung: TunedRung;
}

/** A sparsity is reached, measured and saved. */
interface LevelEvent {
  readonly kind: "level";
  readonly level: PrunedLevel;
}

export type JobEvent =
  | DatasetEvent
  | BaseEvent
  | DownloadEvent
  | ProgressEvent
  | PlanEvent
  | ResumeEvent
  | ReplaceEvent
  | FineTuneEvent
  | StepEvent
  | EpochEvent
  | LeftOutEvent
  | SavedEvent
  | StoppedEvent
  | WarningEvent
  | RungEvent
  | LevelEvent;

/** What every job takes beside its own options. */
export interface JobControl {
  /** Ends the job after the step that runs; what it has reached is kept. */
  readonly signal?: AbortSignal;
  /** Told what happens. */
  readonly onEvent?: (event: JobEvent) => void;
}
