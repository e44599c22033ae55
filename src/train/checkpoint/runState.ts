// The state of a run: all that it takes to reach the same weights as a run without a break.

import type { RunningFigures } from "../../metrics/runningMetrics.js";
import type { Weights } from "../../model/network.js";
import type { CallbackState, EpochFigures } from "../callbacks/callback.js";

/** The finished part of an epoch. */
export interface EpochProgress {
  /** Batches that were trained on. */
  readonly batches: number;
  /** The rate at its first step, which its figures show. */
  readonly learningRate: number;
  readonly figures: RunningFigures;
}

export interface RunPosition {
  /** The epoch to continue in, counted from 0. */
  readonly epoch: number;
  /** Null before its first step. */
  readonly progress: EpochProgress | null;
  /** The optimizer's steps, by which schedules and dropout count. */
  readonly steps: number;
}

export interface RunState extends RunPosition {
  /** The first epoch of this call of `fit`; those before it belong to an earlier call. */
  readonly initialEpoch: number;
  /** Whether a callback has ended the run. */
  readonly stopped: boolean;
  /** The figures of finished epochs. */
  readonly rows: readonly EpochFigures[];
  /** All weights of the network, including frozen ones and moving statistics. */
  readonly weights: Weights;
  /** The optimizer's moments, by name. */
  readonly moments: ReadonlyMap<string, Float32Array>;
  /** The memories of callbacks, by name. */
  readonly callbacks: ReadonlyMap<string, CallbackState>;
}
