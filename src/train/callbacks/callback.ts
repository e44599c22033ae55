// What a run of training tells, and what it can be asked to do.

import type { Network, Weights } from "../../model/network.js";
import type { CheckpointOptions } from "../checkpoint/checkpointOptions.js";

/** Figures by Keras's names: loss, accuracy, val_loss, val_accuracy, learning_rate. */
export type Logs = { readonly [name: string]: number };

/** The figures of one epoch, counted from 0. */
export interface EpochFigures {
  readonly epoch: number;
  readonly logs: Logs;
}

/** A callback's memory of earlier epochs: JSON values (numbers may be infinite), and weights. */
export interface CallbackState {
  readonly values: { readonly [name: string]: unknown };
  readonly weights?: Weights;
}

/** Saves and restores a callback's memory, so that it continues after a break. */
export interface CallbackMemory {
  /** The callback's name, such as `earlyStopping`. */
  readonly name: string;
  save(): CallbackState;
  /** Called after `onTrainBegin`. An infinite number or NaN comes back as a word that `Number` reads. */
  restore(state: CallbackState): void;
}

export interface TrainingControls {
  /** The model that is trained. Its weights are those after the last epoch, unless `writeWeights` has been awaited. */
  readonly model: Network;
  /**
   * The rate of the next step. Setting it, as Keras's `optimizer.learning_rate`, holds for all later steps, in later
   * calls of `fit` too, until the next `compile`.
   * @throws LinnetError if the optimizer follows a schedule, or the rate is negative or not finite
   */
  learningRate: number;
  /** Ends the run after this step, or after this epoch if no step is running. */
  stop(): void;
  /** Brings the model's weights up to the last step, for `onBatchEnd`. */
  writeWeights(): Promise<void>;
  /** The model's weights; later steps do not change the arrays. */
  getWeights(): Weights;
  /** Continues from these weights. */
  setWeights(weights: Weights): void;
}

export interface RunShape {
  /** The first epoch: above 0 if the run continues an earlier one. */
  readonly initialEpoch: number;
  readonly epochs: number;
  /** Steps in an epoch. */
  readonly steps: number;
  /** Whether some epochs end without figures of the validation, as `validationFreq` says. Default: false. */
  readonly skipsValidation?: boolean;
}

/** Each function is called when Keras calls it, and awaited (https://keras.io/api/callbacks/base_callback). */
export interface Callback {
  /** For a callback that remembers earlier epochs. */
  readonly memory?: CallbackMemory;
  /** For a callback that keeps the run in a file, in place of `fit`'s `checkpoint`. */
  readonly checkpoint?: CheckpointOptions;
  /** Whether a loss or a weight that is not finite ends the run, as `stop` does, and not with an error. Default: false. */
  readonly endsOnNaN?: boolean;
  onTrainBegin?(run: RunShape, controls: TrainingControls): void | Promise<void>;
  onEpochBegin?(epoch: number, controls: TrainingControls): void | Promise<void>;
  onBatchBegin?(batch: number, controls: TrainingControls): void | Promise<void>;
  /** `logs` are means over the epoch so far. */
  onBatchEnd?(batch: number, logs: Logs, controls: TrainingControls): void | Promise<void>;
  onEpochEnd?(epoch: number, logs: Logs, controls: TrainingControls): void | Promise<void>;
  onTrainEnd?(controls: TrainingControls): void | Promise<void>;
}
