// The options of fit that concern the loop over epochs, and their check.

import { checkCount } from "../../tensor/checkCount.js";
import { checkOptions, type OptionKinds } from "../../tensor/checkOptions.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import type { BatchSource } from "../batches/batchSource.js";
import type { ClassWeight } from "../batches/classWeights.js";
import type { Callback } from "../callbacks/callback.js";
import { checkCallbacks } from "../callbacks/checkCallbacks.js";
import type { CheckpointOptions } from "../checkpoint/checkpointOptions.js";
import type { History } from "./history.js";

export interface FitLoopOptions {
  /** The epoch at which training ends; 0 trains nothing. Default: 1. */
  readonly epochs?: number;
  /** The first epoch, to continue an earlier call. Default: 0, or the checkpoint's. */
  readonly initialEpoch?: number;
  /**
   * Steps in an epoch. The examples go on from epoch to epoch, and begin anew, in another order, after the last one.
   * Default: as many as it takes to see every example once.
   */
  readonly stepsPerEpoch?: number;
  /** The history of that call, which this one's extends. Default: none. */
  readonly earlier?: Pick<History, "epochs" | "history">;
  /** Examples to measure after each epoch. */
  readonly validation?: BatchSource;
  /** Batches to measure, the same ones after every epoch. Default: all. */
  readonly validationSteps?: number;
  /**
   * Epochs from one validation to the next, or a list of the epochs, counted from 1, that end with one. The
   * figures of the others are NaN in the history. Default: 1.
   */
  readonly validationFreq?: number | readonly number[];
  /** Whether every epoch has a different order; it matters here only if features are kept. Default: true. */
  readonly shuffle?: boolean;
  /** Seeds that order. Default: 0. */
  readonly seed?: number;
  /**
   * The weight of each class in the training loss, by the class's index; weights of examples are multiplied by it, where
   * Keras refuses both at once. Default: 1.
   */
  readonly classWeight?: ClassWeight;
  /**
   * Trains on mixes of two pictures, by shares from Beta(mixup, mixup). A frozen base then runs in every epoch, and
   * accuracy is measured against the class with the larger share. Default: no mixes.
   */
  readonly mixup?: number;
  /** Bytes that the features of all examples may take; above, a frozen base runs in every epoch. Default: 1e9. */
  readonly featureBytes?: number;
  readonly callbacks?: readonly Callback[];
  /** 1 or 2 prints a line an epoch, as `epochLog` does. Default: 0, where Keras has 1. */
  readonly verbose?: number;
  /** Keeps the run in a file, and continues an interrupted run of the same settings from there. */
  readonly checkpoint?: CheckpointOptions;
  /** Ends training after the current step; the history so far is returned. */
  readonly signal?: AbortSignal;
  /** Called once with how the run proceeds: what is frozen, whether its features are kept, and why. */
  readonly onPlan?: (explanation: string) => void;
  /** Called while the features of a frozen base are computed. */
  readonly onFeatures?: (done: number, total: number) => void;
}

/** The kinds of these options, for `checkOptions`. */
export const fitLoopKinds: OptionKinds<FitLoopOptions> = {
  epochs: "number",
  initialEpoch: "number",
  stepsPerEpoch: "number",
  earlier: "object",
  validation: "object",
  validationSteps: "number",
  validationFreq: ["number", "list"],
  shuffle: "boolean",
  seed: "number",
  classWeight: "object",
  mixup: "number",
  featureBytes: "number",
  callbacks: "list",
  verbose: "number",
  checkpoint: "object",
  signal: "object",
  onPlan: "function",
  onFeatures: "function",
};

/** @throws LinnetError naming the option that is out of range */
export function checkFitLoop(options: FitLoopOptions): void {
  const { epochs = 1, initialEpoch = 0, stepsPerEpoch = 1, validationSteps = 1, validationFreq = 1 } = options;
  checkCount("fit", "epochs", epochs, 0);
  checkCount("fit", "initialEpoch", initialEpoch, 0);
  checkCount("fit", "stepsPerEpoch", stepsPerEpoch);
  checkCount("fit", "validationSteps", validationSteps);
  for (const epoch of [validationFreq].flat()) checkCount("fit", "validationFreq", epoch);
  if (!Number.isFinite(options.seed ?? 0))
    throw new LinnetError(`fit: expected seed to be a finite number, got ${options.seed}`);
  if (!((options.featureBytes ?? 0) >= 0))
    throw new LinnetError(`fit: expected featureBytes of 0 or more, got ${options.featureBytes}`);
  const { validation, signal, verbose = 0 } = options;
  if (![0, 1, 2].includes(verbose)) throw new LinnetError(`fit: expected verbose to be 0, 1 or 2, got ${verbose}`);
  if (validation !== undefined && typeof validation.epoch !== "function")
    throw new LinnetError(`fit: expected validation to be a source of batches, got ${describe(validation)}`);
  if (signal !== undefined && typeof signal.aborted !== "boolean")
    throw new LinnetError(`fit: expected signal to be an AbortSignal, got ${describe(signal)}`);
  checkCallbacks(options.callbacks ?? []);
  if (options.checkpoint !== undefined) checkCheckpoint(options.checkpoint);
}

/** Whether an epoch, counted from 0, ends with a validation. */
export function isMeasured(epoch: number, { validationFreq = 1 }: FitLoopOptions): boolean {
  return typeof validationFreq === "number" ? (epoch + 1) % validationFreq === 0 : validationFreq.includes(epoch + 1);
}

function checkCheckpoint(checkpoint: CheckpointOptions): void {
  checkOptions("fit: checkpoint", checkpoint, {
    file: "string",
    folder: "string",
    everySeconds: "number",
    everySteps: "number",
    resume: "boolean",
    deleteAtEnd: "boolean",
    identity: "object",
  });
  if (checkpoint.file === undefined || checkpoint.file === "")
    throw new LinnetError(`fit: checkpoint: expected file to name a file, got ${describe(checkpoint.file)}`);
  checkCount("fit: checkpoint", "everySteps", checkpoint.everySteps ?? 1);
}
