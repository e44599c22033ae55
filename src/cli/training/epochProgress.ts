// A bar for the steps of each epoch.

import type { Callback } from "../../train/callbacks/callback.js";
import { type Progress, startProgress } from "../progress.js";

export function epochProgress(): Callback {
  let bar: Progress | null = null;
  let shape = { epochs: 0, steps: 0 };
  return {
    onTrainBegin: (run) => {
      shape = run;
    },
    onEpochBegin: (epoch) => {
      bar = startProgress(`epoch ${epoch + 1}/${shape.epochs}`, shape.steps, "steps");
    },
    onBatchEnd: (batch, logs) => bar?.update(batch + 1, `loss ${logs.loss?.toFixed(4)}`),
    onEpochEnd: () => bar?.stop(),
    onTrainEnd: () => bar?.stop(),
  };
}
