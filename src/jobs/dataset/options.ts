// A job's options for its photographs, and their defaults.

import type { ReadingOptions } from "../reading.js";

/** Whether near-duplicates stay on one side of the split, or fall as they may. */
export const splitNames = ["grouped", "random"] as const;

type SplitName = (typeof splitNames)[number];

export const datasetDefaults = { testSize: 0.2, split: "grouped", seed: 42 } as const satisfies DatasetOptions;

/** Default: `datasetDefaults`. */
export interface DatasetOptions extends ReadingOptions {
  /** The part that is held out. Default: 0.2. */
  readonly testSize?: number;
  /** Default: `grouped`. */
  readonly split?: SplitName;
  /** Seeds the split, and the choice of photographs under a limit. Default: 42. */
  readonly seed?: number;
  /** The number of photographs to use, of all classes alike. Default: all. */
  readonly limit?: number;
}
