// Saves a model while it is trained.

import type { Callback, Logs } from "./callback.js";
import { Monitor, type MonitorOptions } from "./monitor.js";

export interface ModelCheckpointOptions extends MonitorOptions {
  /** Writes the model: `writeFileAtomically(path, encodeNetwork(...))`. */
  readonly save: (epoch: number, logs: Logs) => void | Promise<void>;
  /** Whether only epochs with the best figure so far are saved. Default: false. */
  readonly saveBestOnly?: boolean;
}

/** See https://keras.io/api/callbacks/model_checkpoint. */
export function modelCheckpoint({ save, saveBestOnly = false, ...monitored }: ModelCheckpointOptions): Callback {
  const monitor = new Monitor(monitored);
  return {
    memory: {
      name: "modelCheckpoint",
      save: () => ({ values: { best: monitor.best } }),
      restore: ({ values }) => {
        monitor.best = Number(values.best);
      },
    },
    onEpochEnd: async (epoch, logs) => {
      if (!saveBestOnly || monitor.isBest(logs)) await save(epoch, logs);
    },
  };
}
