// Which photographs a model was trained on, and which were held out: from what its file says.

import type { DatasetOptions } from "../training/dataset.js";
import { type SplitName, splitNames } from "../training/options.js";

type SplitOptions = Pick<DatasetOptions, "testSize" | "split" | "seed" | "limit">;

/** As `linnet train` without options. */
const DEFAULTS = { testSize: 0.2, split: "grouped", seed: 42 } as const;

/**
 * The split of the training that a model's record tells of, so that no photograph that it was trained on is held out. What
 * the record does not tell is as in `linnet train`.
 */
export function recordedSplit(training: { readonly [name: string]: unknown }): SplitOptions {
  const recorded = (training.options ?? {}) as { readonly [name: string]: unknown };
  const number = (name: "testSize" | "seed" | "limit"): number | undefined => {
    const value = recorded[name];
    return typeof value === "number" ? value : undefined;
  };
  const limit = number("limit");
  return {
    testSize: number("testSize") ?? DEFAULTS.testSize,
    split: splitNames.includes(recorded.split as SplitName) ? (recorded.split as SplitName) : DEFAULTS.split,
    seed: number("seed") ?? DEFAULTS.seed,
    ...(limit !== undefined && { limit }),
  };
}
