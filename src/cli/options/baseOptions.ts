// The options that say which network a head stands on.

import { type Command, Option } from "commander";
import { baseNames, basePrecisions } from "../../jobs/base/options.js";
import { defaultArchitecture } from "../../models/architectures.js";
import { preprocessingOption } from "./useOptions.js";
import { addNumbers } from "./values.js";

/** Which network, and with which weights. */
export function addBaseOptions(command: Command): void {
  command
    .optionsGroup("Network:")
    .option(
      "--base <name>",
      `the network below the head: ${baseNames.join(", ")}, or the file of any model. small comes with linnet, imagenet is ` +
        `short for --base ${defaultArchitecture} --weights imagenet (default: that, if its weights are in the cache folder, else small)`,
    )
    .option("--weights <file>", "its weights: a file of them, or imagenet for those that linnet weights get downloads")
    .option("--from-scratch", "begin with random weights, and train all layers")
    .addOption(preprocessingOption())
    .addOption(
      new Option("--base-precision <name>", "what the frozen base computes with: int8 is faster, its file smaller")
        .choices([...basePrecisions])
        .default("float32" satisfies (typeof basePrecisions)[number]),
    );
  addShape(command);
}

/** Which network, its weights apart. */
export function addNetworkOptions(command: Command): void {
  command.addOption(new Option("--base <name>", "a network by its name").choices(baseNames));
  addShape(command);
}

export function addShape(command: Command): void {
  const size = "height and width of its input (default: its own)";
  addNumbers(command, { alpha: "its width multiplier (default: 1)", size });
}
