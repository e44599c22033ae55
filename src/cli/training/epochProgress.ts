// A bar for the steps of each epoch, and a line for its figures, as Keras prints them.

import type { Callback } from "../../train/callbacks/callback.js";
import { type Progress, startProgress } from "../progress.js";

export function epochProgress(epochs: number): Callback {
  let bar: Progress | null = null;
  let started = 0;
  let steps = 0;
  return {
    onTrainBegin: (run) => {
      steps = run.steps;
    },
    onEpochBegin: (epoch) => {
      started = performance.now();
      bar = startProgress(`epoch ${epoch + 1}/${epochs}`, steps, "steps");
    },
    onBatchEnd: (batch, logs) => bar?.update(batch + 1, `loss ${logs.loss?.toFixed(4)}`),
    onEpochEnd: (epoch, logs) => {
      bar?.stop();
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const figures = Object.entries(logs).map(([name, value]) => `${name} ${format(name, value)}`);
      console.log(
        `epoch ${String(epoch + 1).padStart(String(epochs).length)}/${epochs}  ${seconds} s  ${figures.join("  ")}`,
      );
    },
    onTrainEnd: () => bar?.stop(),
  };
}

function format(name: string, value: number): string {
  return name === "learning_rate" ? value.toExponential(2) : value.toFixed(4);
}
