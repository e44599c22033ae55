// How far a search or a pruning has come, in a file from which it goes on after a break.

import { checkDigest, withDigest } from "../formats/safetensors/digest.js";
import { checkFormat, parseEntry } from "../formats/safetensors/metadata.js";
import { openSafetensors } from "../formats/safetensors/openSafetensors.js";
import { writeSafetensors } from "../formats/safetensors/writeSafetensors.js";
import { writeOutput } from "../model/writeOutput.js";
import { fileExists, readFile, removeFile } from "../platform/index.js";
import { LinnetError } from "../tensor/errors.js";
import { checkIdentity, type Identity } from "../train/checkpoint/identity.js";
import { readStoredIdentity } from "../train/checkpoint/storedRun.js";
import type { JobControl } from "./events.js";
import { OptionError } from "./optionError.js";
import type { RunCheckpoint } from "./train/options.js";

const FORMAT = "linnet-progress/1";

interface ProgressKind {
  /** What has to be the same for the job to go on. */
  readonly identity: Identity;
  /** What a result is of, as `trial`. */
  readonly what: string;
}

/** The results so far, the oldest first; `Result` is JSON. */
export class ProgressFile<Result> {
  readonly results: Result[] = [];
  readonly #file: string | null;
  readonly #kind: ProgressKind;

  private constructor(file: string | null, kind: ProgressKind) {
    this.#file = file;
    this.#kind = kind;
  }

  /**
   * @param checkpoint where results are kept; undefined keeps none
   * @throws LinnetError if it is to go on, and the file is missing, damaged, or of a job with other settings
   */
  static async open<Result>(
    checkpoint: RunCheckpoint | undefined,
    kind: ProgressKind,
    { onEvent }: JobControl,
  ): Promise<ProgressFile<Result>> {
    if (checkpoint === undefined) return new ProgressFile(null, kind);
    const { file, resume = false } = checkpoint;
    const progress = new ProgressFile<Result>(file, kind);
    const exists = await fileExists(file);
    if (resume && !exists)
      throw new OptionError("resume", `there is no checkpoint ${file}; without it the run begins anew`);
    if (resume) {
      progress.results.push(...((await readResults(file, kind.identity)) as Result[]));
      onEvent?.({ kind: "resume", checkpoint: file, place: progress.place });
    } else {
      if (exists) onEvent?.({ kind: "replace", checkpoint: file });
      await progress.#write();
    }
    return progress;
  }

  /** As `trial 3`. */
  get place(): string {
    return this.results.length === 0 ? "its beginning" : `${this.#kind.what} ${this.results.length}`;
  }

  /** Keeps one more result. @throws LinnetError naming the file if it cannot be written */
  async add(result: Result): Promise<void> {
    this.results.push(result);
    await this.#write();
  }

  async #write(): Promise<void> {
    if (this.#file === null) return;
    const identity = JSON.stringify({ given: this.#kind.identity, own: {} });
    const metadata = { format: FORMAT, identity, results: JSON.stringify(this.results, writeNumber) };
    const nothing = new Map<string, never>();
    await writeOutput("the checkpoint", this.#file, writeSafetensors(nothing, withDigest(nothing, metadata)));
  }

  /** Tells where the job is kept that ends before its time. */
  tellStopped({ onEvent }: JobControl): void {
    if (this.#file === null) return;
    onEvent?.({ kind: "stopped", checkpoint: this.#file, place: this.place, canGoOn: true });
  }

  /** Called when all is done. */
  async remove(): Promise<void> {
    if (this.#file !== null) await removeFile(this.#file);
  }
}

async function readResults(file: string, identity: Identity): Promise<unknown[]> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new LinnetError(
      `${file}: the checkpoint could not be read (${error instanceof Error ? error.message : error})`,
    );
  });
  const opened = openSafetensors({ bytes, file });
  checkFormat(opened.metadata, { file, format: FORMAT, what: "a checkpoint" });
  checkDigest(opened, file);
  checkIdentity(file, readStoredIdentity(opened.metadata, file).given, identity);
  const results = parseEntry(opened.metadata, "results", file);
  if (Array.isArray(results)) return results;
  throw new LinnetError(`${file}: expected a list in the metadata's "results"`);
}

/** JSON has no infinite numbers; they come back as words, which `Number` reads. */
function writeNumber(_name: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
