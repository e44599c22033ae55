// The file that keeps a run, so that it can continue after a break, as Keras's BackupAndRestore does
// (https://keras.io/api/callbacks/backup_and_restore).

import type { Layer } from "../../layers/layer.js";
import { writeOutput } from "../../model/writeOutput.js";
import { fileExists, lockFile, makeFolder, readFile, removeFile, removeLeftovers } from "../../platform/index.js";
import { warnOnce } from "../../platform/warnOnce.js";
import { LinnetError } from "../../tensor/errors.js";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from "./checkpointFile.js";
import type { CheckpointOptions } from "./checkpointOptions.js";
import { checkFrozenWeights, checkIdentity, type Identity } from "./identity.js";
import type { RunState } from "./runState.js";

const EVERY_SECONDS = 60;

/** @throws LinnetError naming the file if it is missing or not whole */
export async function readCheckpoint(file: string): Promise<Checkpoint> {
  const bytes = await readFile(file).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LinnetError(`${file}: the checkpoint could not be read (${reason})`);
  });
  return decodeCheckpoint(bytes, file);
}

/** Stands for what need not be the same. */
const ANY = "any";

/** Where the engine rounds differently, a run may go on, but not to the bits that it would have come to in one go. */
function warnOfArithmetic(file: string, { multiplyAdd: saved }: Identity, { multiplyAdd: given }: Identity): void {
  if (saved === undefined || given === undefined || saved === given) return;
  warnOnce(
    `${file}: the run began with ${saved} multiply-adds and goes on with ${given} ones, so that its weights will differ ` +
      "in their last bits from those of a run in one go; a run that is `reproducible` has the same on every engine",
  );
}

/** What must be the same, as far as `fit` knows it. */
interface Run {
  readonly own: Identity;
  readonly model: Identity;
  readonly frozen: readonly Layer[];
}

async function folderFor(folder: string): Promise<void> {
  await makeFolder(folder).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LinnetError(`${folder}: the folder of the checkpoint could not be made (${reason})`);
  });
}

/** Keeps a run in its file. */
export class Backup {
  readonly #options: CheckpointOptions;
  readonly #identity: Checkpoint["identity"];
  /** Lets other runs have the file. */
  readonly close: () => Promise<void>;
  #lastSave = performance.now();

  private constructor(options: CheckpointOptions, identity: Checkpoint["identity"], close: () => Promise<void>) {
    this.close = close;
    this.#options = options;
    this.#identity = identity;
  }

  /**
   * The file, and the run that it holds: null if it does not exist, or the run begins anew.
   * @throws LinnetError if another run has the file, it is not whole, or its run began with other settings or frozen weights
   */
  static async open(
    options: CheckpointOptions,
    { own, model, frozen }: Run,
  ): Promise<{ backup: Backup; saved: RunState | null }> {
    const { file, resume = true, identity: given = {}, everySeconds = EVERY_SECONDS } = options;
    if (!(everySeconds >= 0))
      throw new LinnetError(`fit: expected checkpoint.everySeconds of 0 or more, got ${everySeconds}`);
    if (options.folder !== undefined) await folderFor(options.folder);
    const release = await lockFile(file).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new LinnetError(`${file}: the checkpoint could not be written (${reason})`);
    });
    try {
      await removeLeftovers(file);
      const backup = new Backup(options, { given, own, model }, release);
      if (!resume || !(await fileExists(file))) return { backup, saved: null };
      const { identity, state } = await readCheckpoint(file);
      checkIdentity(file, identity.given, given);
      checkIdentity(file, { ...identity.own, multiplyAdd: ANY }, { ...own, multiplyAdd: ANY });
      if (identity.model !== undefined) checkIdentity(file, identity.model, model);
      warnOfArithmetic(file, identity.own, own);
      checkFrozenWeights(file, state.weights, frozen);
      return { backup, saved: state };
    } catch (error) {
      await release();
      throw error;
    }
  }

  /** Its name in errors. */
  get file(): string {
    return this.#options.file;
  }

  /** Whether it is time for a save after that many steps of an epoch. */
  isDue(steps: number): boolean {
    const { everySteps } = this.#options;
    if (everySteps !== undefined) return steps % everySteps === 0;
    return performance.now() - this.#lastSave >= 1000 * (this.#options.everySeconds ?? EVERY_SECONDS);
  }

  /** @throws LinnetError naming the file, which stays as it was, if the disk is full or the folder is gone */
  async save(state: RunState): Promise<void> {
    await writeOutput("the checkpoint", this.file, encodeCheckpoint({ state, identity: this.#identity }));
    this.#lastSave = performance.now();
  }

  /** Removes the file after the last epoch, unless `deleteAtEnd` is false. */
  async finish(): Promise<void> {
    if (this.#options.deleteAtEnd ?? true) await removeFile(this.file);
  }
}
