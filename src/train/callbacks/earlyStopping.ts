// Stops a run that no longer improves.

import type { Weights } from "../../model/network.js";
import { checkCount } from "../../tensor/checkCount.js";
import { checkOptions } from "../../tensor/checkOptions.js";
import type { Callback } from "./callback.js";
import { Monitor, type MonitorOptions, monitorKinds } from "./monitor.js";
import { printsLines, type VerboseOption } from "./printsLines.js";

export interface EarlyStoppingOptions extends MonitorOptions, VerboseOption {
  /** Epochs without a better figure before the run ends. Default: 0. */
  readonly patience?: number;
  /** A figure that has to be beaten too for the waiting to begin anew. Default: none. */
  readonly baseline?: number;
  /** Whether the run ends with the weights of its best epoch, whether it was stopped or not. Default: false. */
  readonly restoreBestWeights?: boolean;
  /** The first epoch that is looked at. Default: 0. */
  readonly startFromEpoch?: number;
}

/**
 * Ends the run once the figure has not improved for `patience` epochs.
 * See https://keras.io/api/callbacks/early_stopping.
 * @throws LinnetError naming the option that is unknown or out of range
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): Callback {
  checkOptions("earlyStopping", options, {
    ...monitorKinds,
    minDelta: "number",
    patience: "number",
    baseline: "number",
    restoreBestWeights: "boolean",
    startFromEpoch: "number",
    verbose: "number",
  });
  const { patience = 0, baseline, restoreBestWeights = false, startFromEpoch = 0 } = options;
  checkCount("earlyStopping", "patience", patience, 0);
  checkCount("earlyStopping", "startFromEpoch", startFromEpoch, 0);
  const print = printsLines(options.verbose);
  let monitor = new Monitor("earlyStopping", options);
  let skipsValidation = false;
  let waited = 0;
  let best: Weights | null = null;
  return {
    memory: {
      name: "earlyStopping",
      save: () => ({ values: { best: monitor.best, waited }, ...(best !== null && { weights: best }) }),
      restore: ({ values, weights = null }) => {
        monitor.restore(values.best);
        waited = Number(values.waited);
        best = weights;
      },
    },
    onTrainBegin: (run) => {
      monitor = new Monitor("earlyStopping", options);
      skipsValidation = run.skipsValidation === true;
      waited = 0;
      best = null;
    },
    onEpochEnd: (epoch, logs, controls) => {
      const figure = monitor.read(logs, skipsValidation);
      if (figure === null || epoch < startFromEpoch) return;
      if (restoreBestWeights) best ??= controls.getWeights();
      waited += 1;
      if (monitor.isBest(figure)) {
        if (restoreBestWeights) best = controls.getWeights();
        if (monitor.exceeds(figure, baseline ?? null)) waited = 0;
      } else if (waited >= patience && epoch > 0) {
        print(`epoch ${epoch + 1}: early stopping`);
        controls.stop();
      }
    },
    onTrainEnd: (controls) => {
      if (best !== null) controls.setWeights(best);
    },
  };
}
