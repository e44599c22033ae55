// Where a training run stands: all that it takes to go on to the same weights as a run without a break.

import type { RunningFigures } from "../../metrics/runningMetrics.js";
import type { Weights } from "../../model/network.js";
import type { CallbackState, EpochFigures } from "../callbacks/callback.js";

/** The part of an epoch that is done. */
export interface EpochProgress {
  /** How many of its batches were trained on. */
  readonly batches: number;
  /** The rate at its first step, which stands in its figures. */
  readonly learningRate: number;
  readonly figures: RunningFigures;
}

export interface RunPosition {
  /** The epoch to go on in, counted from 0. */
  readonly epoch: number;
  /** Null before its first step. */
  readonly progress: EpochProgress | null;
  /** The optimizer's steps, with which schedules and dropout count. */
  readonly steps: number;
}

export interface RunState extends RunPosition {
  /** The first epoch of this call of `fit`; those before it were an earlier call's. */
  readonly initialEpoch: number;
  /** Whether a callback has ended the run. */
  readonly stopped: boolean;
  /** The figures of the epochs that are done. */
  readonly rows: readonly EpochFigures[];
  /** All of the network's, frozen ones and moving statistics too. */
  readonly weights: Weights;
  /** The optimizer's, by name. */
  readonly moments: ReadonlyMap<string, Float32Array>;
  /** What callbacks remember, by their names. */
  readonly callbacks: ReadonlyMap<string, CallbackState>;
}
