// What fit tells, as events of a job.

import type { Callback, RunShape } from "../../train/callbacks/callback.js";
import type { JobControl } from "../events.js";

/** @param epochsAhead those that come after the epochs of this `fit` */
export function trainingEvents({ onEvent }: JobControl, epochsAhead = 0): Callback {
  let { epochs, steps }: Pick<RunShape, "epochs" | "steps"> = { epochs: 0, steps: 0 };
  let current = 0;
  const tell = (step: number, loss: number | null): void =>
    onEvent?.({ kind: "step", epoch: current, epochs, epochsAhead, step, steps, loss });
  return {
    onTrainBegin: (run) => {
      ({ epochs, steps } = run);
    },
    onEpochBegin: (epoch) => {
      current = epoch;
      tell(0, null);
    },
    onBatchEnd: (batch, logs) => tell(batch + 1, logs.loss ?? null),
    onEpochEnd: (epoch, figures) => onEvent?.({ kind: "epoch", epoch, epochs, figures }),
  };
}
