// Stops a run that no longer improves.

import type { Weights } from "../../model/network.js";
import type { Callback } from "./callback.js";
import { Monitor, type MonitorOptions } from "./monitor.js";

export interface EarlyStoppingOptions extends MonitorOptions {
  /** Epochs without a better figure before the run ends. Default: 0. */
  readonly patience?: number;
  /** Whether the run ends with the weights of its best epoch. Default: false. */
  readonly restoreBestWeights?: boolean;
}

/** See https://keras.io/api/callbacks/early_stopping. */
export function earlyStopping({
  patience = 0,
  restoreBestWeights = false,
  ...monitored
}: EarlyStoppingOptions = {}): Callback {
  let monitor = new Monitor(monitored);
  let waited = 0;
  let best: Weights | null = null;
  return {
    memory: {
      name: "earlyStopping",
      save: () => ({ values: { best: monitor.best, waited }, ...(best !== null && { weights: best }) }),
      restore: ({ values, weights = null }) => {
        monitor.best = Number(values.best);
        waited = Number(values.waited);
        best = weights;
      },
    },
    onTrainBegin: () => {
      monitor = new Monitor(monitored);
      waited = 0;
      best = null;
    },
    onEpochEnd: (_epoch, logs, controls) => {
      if (monitor.isBest(logs)) {
        waited = 0;
        if (restoreBestWeights) best = controls.getWeights();
        return;
      }
      waited += 1;
      if (waited >= patience) controls.stop();
    },
    onTrainEnd: (controls) => {
      if (best !== null) controls.setWeights(best);
    },
  };
}
