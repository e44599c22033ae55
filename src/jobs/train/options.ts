// The options of a training job, and their defaults.

import type { BaseChoice } from "../base/options.js";
import { type DatasetOptions, datasetDefaults } from "../dataset/options.js";
import type { MachineOptions } from "../machine.js";
import type { RecipeOptions } from "./recipe.js";

/** How the learning rate falls: as Keras's old decay, to zero by half a cosine, or not at all. */
export const scheduleNames = ["inverse-time", "cosine", "constant"] as const;

type ScheduleName = (typeof scheduleNames)[number];

/** The head, and how it is trained. */
export interface HeadRecipe {
  /** Times to go through the photographs. */
  readonly epochs: number;
  /** Photographs in a step. */
  readonly batchSize: number;
  /** At the start. */
  readonly learningRate: number;
  readonly schedule: ScheduleName;
  /** Units of the hidden layer, 0 for none. */
  readonly hidden: number;
  /** The rate of dropout before the last layer. */
  readonly dropout: number;
  /** Seeds the split, the order, the augmentation and the head. */
  readonly seed: number;
  /** Whether photographs are rotated, shifted, zoomed, sheared and flipped, each time otherwise. */
  readonly augment: boolean;
  /** The part that is held out. */
  readonly testSize: number;
  /** Batches whose mean gradient makes one step. */
  readonly accumulate: number;
  /** The part of each label that all classes share. */
  readonly labelSmoothing: number;
  readonly optimizer: NonNullable<RecipeOptions["optimizer"]>;
  readonly split: NonNullable<DatasetOptions["split"]>;
  readonly basePrecision: NonNullable<BaseChoice["basePrecision"]>;
  /** Stop at a photograph that cannot be read, instead of leaving it out. */
  readonly strict: boolean;
}

/** The tutorial's. */
export const trainDefaults: HeadRecipe = {
  epochs: 20,
  batchSize: 32,
  learningRate: 1e-4,
  schedule: "inverse-time",
  hidden: 128,
  dropout: 0.5,
  augment: true,
  accumulate: 1,
  labelSmoothing: 0,
  optimizer: "adam",
  basePrecision: "float32",
  strict: false,
  ...datasetDefaults,
};

export interface FineTuneOptions {
  /** The number of the base's last blocks that are unfrozen when the head has settled. Default: the base stays frozen. */
  readonly fineTune?: number;
  /** At the start of the second phase. Default: a tenth of the learning rate. */
  readonly fineTuneLearningRate?: number;
  /** In the second phase. Default: those of the first. */
  readonly fineTuneEpochs?: number;
  /** What the learning rate is multiplied with for the last block, and again for each block before it. Default: 1. */
  readonly layerDecay?: number;
}

/** Where a run is kept, so that it can go on after a break. */
export interface RunCheckpoint {
  readonly file: string;
  /** Seconds between two saves inside an epoch; there is one after each epoch. Default: 60. */
  readonly everySeconds?: number;
  /** Whether the run goes on from the file, which then has to be there. Default: false, which replaces it. */
  readonly resume?: boolean;
}

/** All of them can be left out: `trainDefaults` are the tutorial's. */
export interface TrainOptions
  extends BaseChoice,
    RecipeOptions,
    FineTuneOptions,
    DatasetOptions,
    MachineOptions,
    Partial<HeadRecipe> {
  /** Where the model goes as soon as it is trained. Default: nowhere; the job gives it back. */
  readonly output?: string;
  /** Where each epoch's figures go. Default: nowhere. */
  readonly csv?: string;
  /** Default: the run is not kept. */
  readonly checkpoint?: RunCheckpoint;
}

/** The options with the defaults in their places. */
export type TrainSettings = TrainOptions & HeadRecipe;

export function withDefaults(options: TrainOptions): TrainSettings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...trainDefaults, ...Object.fromEntries(given) };
}
