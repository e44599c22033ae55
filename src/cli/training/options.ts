// What `linnet train` can be told.

import type { BackendName } from "../../backends/index.js";
import type { FineTuneOptions } from "./fineTuneOptions.js";
import type { RecipeOptions } from "./recipe.js";

export const scheduleNames = ["inverse-time", "cosine", "constant"] as const;

export type ScheduleName = (typeof scheduleNames)[number];

/** Whether near-duplicates stay on one side of the split, or fall as they may. */
export const splitNames = ["grouped", "random"] as const;

export type SplitName = (typeof splitNames)[number];

/** The small base of the package, or the ImageNet network. */
export const baseNames = ["small", "imagenet"] as const;

export type BaseName = (typeof baseNames)[number];

/** The options of `linnet train`, with their defaults filled in. */
export interface TrainOptions extends RecipeOptions, FineTuneOptions {
  readonly weights?: string;
  readonly base?: BaseName;
  readonly fromScratch: boolean;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly schedule: ScheduleName;
  readonly augment: boolean;
  readonly testSize: number;
  readonly split: SplitName;
  readonly hidden: number;
  readonly dropout: number;
  readonly alpha: number;
  readonly size: number;
  readonly seed: number;
  readonly limit?: number;
  readonly threads?: number;
  readonly backend: BackendName;
  readonly output: string;
  /** Beside the model where absent; false for none. */
  readonly report?: string | false;
  readonly plot?: string;
  readonly csv?: string;
  readonly strict: boolean;
  /** Where `--resume` has no file, the checkpoint is beside the output. */
  readonly resume?: true | string;
  readonly checkpointSeconds: number;
}
