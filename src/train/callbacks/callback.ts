// What can be told of a training run, and what it can be asked to do.

import type { Weights } from "../../model/network.js";

/** Figures by Keras's names: loss, accuracy, val_loss, val_accuracy, learning_rate. */
export type Logs = { readonly [name: string]: number };

/** The figures of one epoch, counted from 0. */
export interface EpochFigures {
  readonly epoch: number;
  readonly logs: Logs;
}

/** What a callback knows from the epochs before: values that JSON can hold (numbers may be infinite), and weights. */
export interface CallbackState {
  readonly values: { readonly [name: string]: unknown };
  readonly weights?: Weights;
}

/** The way in and out of what a callback knows, so that it goes on where a run was broken off. */
export interface CallbackMemory {
  /** The callback's, as `earlyStopping`. */
  readonly name: string;
  save(): CallbackState;
  /** Called after `onTrainBegin`. An infinite number, or NaN, comes back as a word that `Number` reads. */
  restore(state: CallbackState): void;
}

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
  /** For one that remembers. */
  readonly memory?: CallbackMemory;
  onTrainBegin?(run: RunShape, controls: TrainingControls): void | Promise<void>;
  onEpochBegin?(epoch: number, controls: TrainingControls): void | Promise<void>;
  /** `logs` are the means of the epoch so far. */
  onBatchEnd?(batch: number, logs: Logs, controls: TrainingControls): void | Promise<void>;
  onEpochEnd?(epoch: number, logs: Logs, controls: TrainingControls): void | Promise<void>;
  onTrainEnd?(controls: TrainingControls): void | Promise<void>;
}
