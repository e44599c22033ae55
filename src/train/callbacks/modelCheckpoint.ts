// Saves a model while it is trained.

import { writeSafetensors } from "../../formats/safetensors/writeSafetensors.js";
import { writeOutput } from "../../model/writeOutput.js";
import { checkCount } from "../../tensor/checkCount.js";
import { checkOptions } from "../../tensor/checkOptions.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Callback, Logs, TrainingControls } from "./callback.js";
import { fileName } from "./fileNames.js";
import { Monitor, type MonitorOptions, monitorKinds } from "./monitor.js";
import { printsLines, type VerboseOption } from "./printsLines.js";

export interface ModelCheckpointOptions extends Omit<MonitorOptions, "minDelta">, VerboseOption {
  /**
   * The file, in which `{epoch}`, counted from 1, `{batch}` and figures are replaced: `"{epoch:02d}-{valLoss:.2f}.safetensors"`.
   * One of `filepath` and `save` has to be given.
   */
  readonly filepath?: string;
  /** Writes the model in its own way; `epoch` is counted from 0. */
  readonly save?: (epoch: number, logs: Logs) => void | Promise<void>;
  /** Whether only epochs with the best figure so far are saved. Default: false. */
  readonly saveBestOnly?: boolean;
  /** Whether the file has the weights alone, without the layers. Default: false. */
  readonly saveWeightsOnly?: boolean;
  /** Batches from one save to the next, or "epoch". Default: "epoch". */
  readonly saveFreq?: number | "epoch";
  /** A figure that has to be exceeded before the first save, if only the best are saved. Default: none. */
  readonly initialValueThreshold?: number;
}

/**
 * Saves the model after each epoch, or after every so many batches.
 * See https://keras.io/api/callbacks/model_checkpoint.
 * @throws LinnetError naming the option that is unknown or out of range
 */
export function modelCheckpoint(options: ModelCheckpointOptions): Callback {
  checkModelCheckpoint(options);
  const { filepath, saveBestOnly = false, saveFreq = "epoch", initialValueThreshold } = options;
  const monitor = new Monitor("modelCheckpoint", saveBestOnly ? options : { mode: "min" });
  if (initialValueThreshold !== undefined) monitor.startFrom(initialValueThreshold);
  const print = printsLines(options.verbose);
  let [batchesSince, currentEpoch, skipsValidation] = [0, 0, false];
  const saveIfDue = async (logs: Logs, controls: TrainingControls, batch: number | null): Promise<void> => {
    if (saveBestOnly) {
      const figure = monitor.read(logs, skipsValidation);
      if (figure === null || !monitor.isBest(figure)) return;
    }
    if (batch !== null) await controls.writeWeights();
    if (filepath === undefined) return options.save!(currentEpoch, logs);
    const figures = { ...logs, epoch: currentEpoch + 1, ...(batch !== null && { batch: batch + 1 }) };
    const file = fileName("modelCheckpoint", filepath, figures);
    print(`epoch ${currentEpoch + 1}: saving the model to ${file}`);
    await write(file, controls, options.saveWeightsOnly ?? false);
  };
  return {
    memory: {
      name: "modelCheckpoint",
      save: () => ({ values: { best: monitor.best, batchesSince } }),
      restore: ({ values }) => {
        monitor.restore(values.best);
        batchesSince = Number(values.batchesSince ?? 0);
      },
    },
    onTrainBegin: (run) => {
      skipsValidation = run.skipsValidation === true;
    },
    onEpochBegin: (epoch) => {
      currentEpoch = epoch;
    },
    onBatchEnd: async (batch, logs, controls) => {
      batchesSince += 1;
      if (saveFreq === "epoch" || batchesSince < saveFreq) return;
      batchesSince = 0;
      await saveIfDue(logs, controls, batch);
    },
    onEpochEnd: async (epoch, logs, controls) => {
      currentEpoch = epoch;
      if (saveFreq === "epoch") await saveIfDue(logs, controls, null);
    },
  };
}

async function write(file: string, { model }: TrainingControls, weightsOnly: boolean): Promise<void> {
  if (weightsOnly) await writeOutput("the weights", file, writeSafetensors(model.getWeights(), {}));
  else await model.save(file);
}

function checkModelCheckpoint(options: ModelCheckpointOptions): void {
  checkOptions("modelCheckpoint", options, {
    ...monitorKinds,
    filepath: "string",
    save: "function",
    saveBestOnly: "boolean",
    saveWeightsOnly: "boolean",
    saveFreq: ["number", "string"],
    initialValueThreshold: "number",
    verbose: "number",
  });
  const { filepath, save, saveFreq = "epoch" } = options;
  if ((filepath === undefined) === (save === undefined))
    throw new LinnetError(`modelCheckpoint: expected either filepath or save, got ${save ? "both" : "none"}`);
  if (filepath === "") throw new LinnetError('modelCheckpoint: expected filepath to name a file, got ""');
  if (typeof saveFreq === "number") checkCount("modelCheckpoint", "saveFreq", saveFreq);
  else if (saveFreq !== "epoch")
    throw new LinnetError(
      `modelCheckpoint: expected saveFreq to be "epoch" or a number of batches, got ${describe(saveFreq)}`,
    );
}
