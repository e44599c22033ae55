// The record of a run in a checkpoint's metadata, and the check of one that was read.

import { parseEntry } from "../../formats/safetensors/metadata.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import type { CallbackState } from "../callbacks/callback.js";
import type { Identity } from "./identity.js";
import type { EpochProgress, RunState } from "./runState.js";

/** The metadata `run`. */
export interface StoredRun extends Pick<RunState, "initialEpoch" | "epoch" | "steps" | "stopped" | "rows"> {
  readonly progress: EpochProgress | null;
  readonly callbacks: { readonly [name: string]: CallbackState["values"] };
  /** The names of callbacks that keep weights. */
  readonly keepers: readonly string[];
}

/** The metadata `identity`: the caller's settings, those that `fit` adds, and the model's losses and layers. */
export interface StoredIdentity {
  readonly given: Identity;
  readonly own: Identity;
  /** Absent in files of earlier versions. */
  readonly model?: Identity;
}

type Checks<Stored> = { readonly [Name in keyof Stored]-?: (value: unknown) => boolean };

const runChecks: Checks<StoredRun> = {
  initialEpoch: isCount,
  epoch: isCount,
  steps: isCount,
  stopped: (value) => typeof value === "boolean",
  rows: (value) => isListOf(value, (row) => isRecord(row) && isCount(row.epoch) && isRecordOf(row.logs, isFigure)),
  progress: (value) => value === null || isProgress(value),
  callbacks: (value) => isRecordOf(value, isRecord),
  keepers: (value) => isListOf(value, (name) => typeof name === "string"),
};

const isSetting = (value: unknown): boolean => ["string", "number", "boolean"].includes(typeof value);

const identityChecks: Checks<StoredIdentity> = {
  given: (value) => isRecordOf(value, isSetting),
  own: (value) => isRecordOf(value, isSetting),
  model: (value) => value === undefined || isRecordOf(value, isSetting),
};

type Metadata = Parameters<typeof parseEntry>[0];

/** @throws LinnetError naming the file and what is not as `encodeCheckpoint` writes it */
export function readStoredRun(metadata: Metadata, file: string): StoredRun {
  return readEntry<StoredRun>(metadata, "run", runChecks, file);
}

/** @throws LinnetError as `readStoredRun` */
export function readStoredIdentity(metadata: Metadata, file: string): StoredIdentity {
  return readEntry<StoredIdentity>(metadata, "identity", identityChecks, file);
}

function readEntry<Stored>(metadata: Metadata, entry: string, checks: Checks<Stored>, file: string): Stored {
  const found = parseEntry(metadata, entry, file);
  if (!isRecord(found))
    throw new LinnetError(`${file}: expected an object in the metadata's "${entry}", got ${describe(found)}`);
  for (const [name, check] of Object.entries<(value: unknown) => boolean>(checks)) {
    if (check(found[name])) continue;
    const got = found[name] === undefined ? "nothing" : describe(found[name]);
    throw new LinnetError(
      `${file}: the metadata's "${entry}" has no "${name}" that a run could go on with, got ${got}`,
    );
  }
  return found as Stored;
}

function isProgress(value: unknown): boolean {
  if (!isRecord(value) || !isRecord(value.figures)) return false;
  const { batches, learningRate, figures } = value;
  return isCount(batches) && isFigure(learningRate) && isCount(figures.count) && isFigure(figures.loss);
}

/** Numbers that are not finite are kept as words. */
function isFigure(value: unknown): boolean {
  return typeof value === "number" || (typeof value === "string" && ["Infinity", "-Infinity", "NaN"].includes(value));
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isListOf(value: unknown, isOne: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne);
}

function isRecordOf(value: unknown, isOne: (item: unknown) => boolean): boolean {
  return isRecord(value) && Object.values(value).every(isOne);
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
