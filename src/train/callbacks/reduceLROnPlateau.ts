// Lowers the learning rate when a figure no longer improves.

import { checkCount } from "../../tensor/checkCount.js";
import { checkOptions } from "../../tensor/checkOptions.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Callback } from "./callback.js";
import { Monitor, type MonitorOptions, monitorKinds } from "./monitor.js";
import { printsLines, type VerboseOption } from "./printsLines.js";

export interface ReduceLROnPlateauOptions extends MonitorOptions, VerboseOption {
  /** The least improvement that counts; its sign is ignored, as in Keras. Default: 1e-4. */
  readonly minDelta?: number;
  /** The factor on the rate, below 1. Default: 0.1. */
  readonly factor?: number;
  /** Epochs without a better figure before the rate falls. Default: 10. */
  readonly patience?: number;
  /** Epochs after a fall in which nobody waits. Default: 0. */
  readonly cooldown?: number;
  /** The rate falls no further. Default: 0. */
  readonly minLearningRate?: number;
}

/**
 * Multiplies the learning rate by `factor` once the figure has not improved for `patience` epochs.
 * See https://keras.io/api/callbacks/reduce_lr_on_plateau.
 * @throws LinnetError naming the option that is unknown or out of range; when training begins, if the optimizer follows a
 * schedule
 */
export function reduceLROnPlateau(options: ReduceLROnPlateauOptions = {}): Callback {
  const { factor, patience, cooldown, minLearningRate, watched } = checked(options);
  const print = printsLines(options.verbose);
  let monitor = new Monitor("reduceLROnPlateau", watched);
  let skipsValidation = false;
  let [waited, coolingDown] = [0, 0];
  return {
    memory: {
      name: "reduceLROnPlateau",
      save: () => ({ values: { best: monitor.best, waited, coolingDown } }),
      restore: ({ values }) => {
        monitor.restore(values.best);
        [waited, coolingDown] = [Number(values.waited), Number(values.coolingDown)];
      },
    },
    onTrainBegin: (run, controls) => {
      const { learningRate } = controls;
      // Refuses a schedule now, not at the first plateau.
      controls.learningRate = learningRate;
      monitor = new Monitor("reduceLROnPlateau", watched);
      skipsValidation = run.skipsValidation === true;
      [waited, coolingDown] = [0, 0];
    },
    onEpochEnd: (epoch, logs, controls) => {
      const figure = monitor.read(logs, skipsValidation);
      if (figure === null) return;
      if (coolingDown > 0) {
        coolingDown -= 1;
        waited = 0;
      }
      if (monitor.isBest(figure)) {
        waited = 0;
        return;
      }
      if (coolingDown > 0) return;
      waited += 1;
      if (waited < patience || controls.learningRate <= minLearningRate) return;
      controls.learningRate = Math.max(controls.learningRate * factor, minLearningRate);
      print(`epoch ${epoch + 1}: learning rate reduced to ${controls.learningRate}`);
      [waited, coolingDown] = [0, cooldown];
    },
  };
}

function checked(options: ReduceLROnPlateauOptions) {
  checkOptions("reduceLROnPlateau", options, {
    ...monitorKinds,
    minDelta: "number",
    factor: "number",
    patience: "number",
    cooldown: "number",
    minLearningRate: "number",
    verbose: "number",
  });
  const { factor = 0.1, patience = 10, cooldown = 0, minLearningRate = 0, minDelta = 1e-4 } = options;
  checkCount("reduceLROnPlateau", "patience", patience, 0);
  checkCount("reduceLROnPlateau", "cooldown", cooldown, 0);
  if (!(factor >= 0 && factor < 1))
    throw new LinnetError(`reduceLROnPlateau: expected factor from 0 to below 1, got ${factor}`);
  if (!(minLearningRate >= 0))
    throw new LinnetError(`reduceLROnPlateau: expected minLearningRate of 0 or more, got ${minLearningRate}`);
  return { factor, patience, cooldown, minLearningRate, watched: { ...options, minDelta } };
}
