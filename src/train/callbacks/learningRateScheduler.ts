// Sets the learning rate at the beginning of each epoch.

import { checkOptions } from "../../tensor/checkOptions.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Callback } from "./callback.js";
import { printsLines, type VerboseOption } from "./printsLines.js";

/**
 * Sets the rate to what `schedule` gives for the epoch, counted from 0, and the rate before.
 * See https://keras.io/api/callbacks/learning_rate_scheduler.
 * @throws LinnetError if `schedule` is not a function, or gives something other than a rate
 */
export function learningRateScheduler(
  schedule: (epoch: number, learningRate: number) => number,
  options: VerboseOption = {},
): Callback {
  if (typeof schedule !== "function")
    throw new LinnetError(
      `learningRateScheduler: expected a function (epoch, learningRate), got ${describe(schedule)}`,
    );
  checkOptions("learningRateScheduler", options, { verbose: "number" });
  const print = printsLines(options.verbose);
  /** The epoch whose rate is set: a run that goes on inside an epoch has it already. */
  let setFor: number | null = null;
  return {
    memory: {
      name: "learningRateScheduler",
      save: () => ({ values: { setFor } }),
      restore: ({ values }) => {
        setFor = values.setFor === null ? null : Number(values.setFor);
      },
    },
    onTrainBegin: () => {
      setFor = null;
    },
    onEpochBegin: (epoch, controls) => {
      if (setFor === epoch) return;
      const rate: unknown = schedule(epoch, controls.learningRate);
      if (typeof rate !== "number")
        throw new LinnetError(`learningRateScheduler: expected schedule to give a number, got ${describe(rate)}`);
      controls.learningRate = rate;
      setFor = epoch;
      print(`epoch ${epoch + 1}: learning rate ${rate}`);
    },
  };
}
