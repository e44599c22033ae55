// The options that `linnet tune` has in common with `linnet train`, and the command that repeats what it found.

import type { Command, Option } from "commander";
import type { TrainOptions } from "../training/options.js";
import { asOptions, type Configuration } from "./configuration.js";

/** Those of `train` that say what is trained on and how, beside what is searched. */
const SHARED: readonly (keyof TrainOptions)[] = [
  "weights",
  "batchSize",
  "schedule",
  "testSize",
  "split",
  "alpha",
  "size",
  "seed",
  "limit",
  "threads",
  "backend",
  "strict",
  "optimizer",
  "weightDecay",
  "clipNorm",
  "accumulate",
  "labelSmoothing",
  "classWeights",
];

/** Adds them, as they stand in `train`. */
export function addSharedOptions(tune: Command, train: Command): void {
  for (const option of train.options) if (isShared(option)) tune.addOption(option);
}

function isShared(option: Option): boolean {
  return (SHARED as readonly string[]).includes(option.attributeName());
}

/** The `linnet train` that trains this configuration, with all that `tune` was told. */
export function trainCommand(tune: Command, configuration: Configuration): string {
  const given = tune.options
    .filter((option) => isShared(option) && isGiven(tune, option))
    .flatMap((option) => {
      const value = tune.getOptionValue(option.attributeName());
      return value === true ? [option.long!] : [option.long!, quoted(String(value))];
    });
  const { epochs } = tune.opts<{ readonly epochs: number }>();
  const folder = quoted(tune.processedArgs[0] as string);
  return ["npx linnet train", folder, ...given, "--no-augment", `--epochs ${epochs}`, asOptions(configuration)].join(
    " ",
  );
}

function isGiven(tune: Command, option: Option): boolean {
  return tune.getOptionValueSource(option.attributeName()) === "cli";
}

/** As a shell takes it for one word. */
function quoted(text: string): string {
  return /^[\w./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
