// Keeps a run in a folder, by Keras's name; fit's `checkpoint` is the same in linnet's words.

import { joinPath } from "../../platform/index.js";
import { checkCount } from "../../tensor/checkCount.js";
import { checkOptions } from "../../tensor/checkOptions.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Callback } from "./callback.js";

export interface BackupAndRestoreOptions {
  /** The folder of the run's file; in a page `indexeddb://NAME`. */
  readonly backupDir: string;
  /** Batches from one save to the next, or "epoch". Default: "epoch". */
  readonly saveFreq?: number | "epoch";
  /** Whether the file is removed after the last epoch. Default: true. */
  readonly deleteCheckpoint?: boolean;
}

/**
 * Keeps the run in `run.checkpoint.safetensors` of the folder, and continues an interrupted run of the same settings from
 * there. See https://keras.io/api/callbacks/backup_and_restore.
 * @throws LinnetError naming the option that is unknown or wrong
 */
export function backupAndRestore(options: BackupAndRestoreOptions): Callback {
  checkOptions("backupAndRestore", options, {
    backupDir: "string",
    saveFreq: ["number", "string"],
    deleteCheckpoint: "boolean",
  });
  const { backupDir, saveFreq = "epoch", deleteCheckpoint = true } = options;
  if (backupDir === undefined || backupDir === "")
    throw new LinnetError(`backupAndRestore: expected backupDir to name a folder, got ${describe(backupDir)}`);
  if (typeof saveFreq === "number") checkCount("backupAndRestore", "saveFreq", saveFreq);
  else if (saveFreq !== "epoch")
    throw new LinnetError(
      `backupAndRestore: expected saveFreq to be "epoch" or a number of batches, got ${describe(saveFreq)}`,
    );
  return {
    checkpoint: {
      file: joinPath(backupDir, "run.checkpoint.safetensors"),
      ...(!backupDir.startsWith("indexeddb://") && { folder: backupDir }),
      deleteAtEnd: deleteCheckpoint,
      ...(saveFreq === "epoch" ? { everySeconds: Number.POSITIVE_INFINITY } : { everySteps: saveFreq }),
    },
  };
}
