// What can be told of a training run, and what it can be asked to do.

import type { Weights } from "../network.js";

/** Figures by Keras's names: loss, accuracy, val_loss, val_accuracy, learning_rate. */
export type Logs = { readonly [name: string]: number };

export interface TrainingControls {
  /** Ends the run after this epoch. */
  stop(): void;
  /** The weights as they are after the last epoch; the arrays are not changed by what follows. */
  getWeights(): Weights;
  /** Goes on from these weights. */
  setWeights(weights: Weights): void;
}

export interface RunShape {
  /** The epoch that is the first: above 0 where the run goes on from an earlier one. */
  readonly initialEpoch: number;
  readonly epochs: number;
  /** Steps in an epoch. */
  readonly steps: number;
}

/** Each function is called where Keras calls it, and waited for (https://keras.io/api/callbacks/base_callback). */
export interface Callback {
  onTrainBegin?(run: RunShape, controls: TrainingControls): void | Promise<void>;
  onEpochBegin?(epoch: number, controls: TrainingControls): void | Promise<void>;
  /** `logs` are the means of the epoch so far. */
  onBatchEnd?(batch: number, logs: Logs, controls: TrainingControls): void | Promise<void>;
  onEpochEnd?(epoch: number, logs: Logs, controls: TrainingControls): void | Promise<void>;
  onTrainEnd?(controls: TrainingControls): void | Promise<void>;
}
