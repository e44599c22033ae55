// A checkpoint as one safetensors file: the tensors of a run, and metadata with its position, figures and settings.

import { checkDigest, withDigest } from "../../formats/safetensors/digest.js";
import { checkFormat } from "../../formats/safetensors/metadata.js";
import { openSafetensors } from "../../formats/safetensors/openSafetensors.js";
import type { StoredTensor } from "../../formats/safetensors/safetensors.js";
import { writeSafetensors } from "../../formats/safetensors/writeSafetensors.js";
import type { CallbackState, EpochFigures } from "../callbacks/callback.js";
import type { RunState } from "./runState.js";
import { readStoredIdentity, readStoredRun, type StoredIdentity, type StoredRun } from "./storedRun.js";

/** A run and its settings. */
export interface Checkpoint {
  readonly state: RunState;
  /** The caller's, and those that `fit` adds. */
  readonly identity: StoredIdentity;
}

const FORMAT = "linnet-checkpoint/1";
const WEIGHTS = "weights/";
const MOMENTS = "moments/";

export function encodeCheckpoint({ state, identity }: Checkpoint): Uint8Array {
  const { initialEpoch, epoch, progress, steps, stopped, rows, weights, moments, callbacks } = state;
  const tensors = new Map<string, StoredTensor>();
  for (const [name, tensor] of weights) tensors.set(WEIGHTS + name, tensor);
  for (const [name, values] of moments) tensors.set(MOMENTS + name, { shape: [values.length], values });
  for (const [callback, { weights: kept }] of callbacks) {
    for (const [name, tensor] of kept ?? []) {
      // An array that no step changes is in both, and is written once.
      if (weights.get(name)?.values !== tensor.values) tensors.set(prefixOf(callback) + name, tensor);
    }
  }
  const values = Object.fromEntries([...callbacks].map(([name, { values }]) => [name, values]));
  const keepers = [...callbacks].filter(([, { weights }]) => weights !== undefined).map(([name]) => name);
  const run: StoredRun = { initialEpoch, epoch, progress, steps, stopped, rows, callbacks: values, keepers };
  const metadata = { format: FORMAT, run: JSON.stringify(run, writeNumber), identity: JSON.stringify(identity) };
  return writeSafetensors(tensors, withDigest(tensors, metadata));
}

/**
 * The run in the bytes of a file.
 * @throws LinnetError naming the file if it is not a safetensors file, not a linnet checkpoint, or not what was written
 */
export function decodeCheckpoint(bytes: Uint8Array, file: string): Checkpoint {
  const { tensors, metadata } = openSafetensors({ bytes, file });
  checkFormat(metadata, { file, format: FORMAT, what: "a checkpoint" });
  checkDigest({ tensors, metadata }, file);
  const { callbacks, keepers, rows, ...position } = readStoredRun(metadata, file);
  const weights = withoutPrefix(tensors, WEIGHTS);
  const moments = new Map([...withoutPrefix(tensors, MOMENTS)].map(([name, tensor]) => [name, tensor.values]));
  const states = Object.entries(callbacks).map(([name, values]): [string, CallbackState] => {
    if (!keepers.includes(name)) return [name, { values }];
    return [name, { values, weights: new Map([...weights, ...withoutPrefix(tensors, prefixOf(name))]) }];
  });
  return {
    state: { ...position, rows: rows.map(readRow), weights, moments, callbacks: new Map(states) },
    identity: readStoredIdentity(metadata, file),
  };
}

function prefixOf(callback: string): string {
  return `callbacks/${callback}/`;
}

function withoutPrefix(tensors: ReadonlyMap<string, StoredTensor>, prefix: string): Map<string, StoredTensor> {
  const found = [...tensors].filter(([name]) => name.startsWith(prefix));
  return new Map(found.map(([name, { shape, values }]) => [name.slice(prefix.length), { shape, values }]));
}

/** JSON has no infinite numbers and no NaN; such a figure is written as a word, which `Number` reads. */
function writeNumber(_name: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

function readRow({ epoch, logs }: EpochFigures): EpochFigures {
  return { epoch, logs: Object.fromEntries(Object.entries(logs).map(([name, value]) => [name, Number(value)])) };
}
