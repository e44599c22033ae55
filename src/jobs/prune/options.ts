// The options of pruning, and their defaults.

import type { MachineOptions } from "../machine.js";
import type { ReadingOptions } from "../reading.js";
import type { RunCheckpoint } from "../train/options.js";

export interface PruneSettings {
  /** The parts of the weights that become 0, one after the other. */
  readonly sparsity: readonly number[];
  /** Times to go through the photographs at each sparsity. */
  readonly epochs: number;
  readonly batchSize: number;
  /** Adam's. */
  readonly learningRate: number;
  /** Stop at a photograph that cannot be read, instead of leaving it out. */
  readonly strict: boolean;
}

export const pruneDefaults: PruneSettings = {
  sparsity: [0.5, 0.7, 0.8, 0.9],
  epochs: 4,
  batchSize: 32,
  learningRate: 5e-4,
  strict: false,
};

export interface PruneOptions extends Partial<PruneSettings>, MachineOptions, ReadingOptions {
  /** Layers to prune, by their names. Default: all pointwise convolutions and dense layers. */
  readonly layers?: readonly string[];
  /** The number of photographs to retrain with. Default: all. */
  readonly limit?: number;
  /** Where the models go, their sparsity before the extension. */
  readonly output: string;
  /** Where the job is kept; a retraining that is broken off is in a file beside it. Default: it is not kept. */
  readonly checkpoint?: RunCheckpoint;
}
