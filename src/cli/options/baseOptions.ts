// The options that say which network a head stands on.

import { type Command, Option } from "commander";
import type { BaseName } from "../../jobs/base/options.js";
import { architectures, defaultArchitecture } from "../../models/architectures.js";
import { addNumbers } from "./values.js";

const baseNames = ["small", "imagenet", ...Object.keys(architectures)] as readonly BaseName[];

/** Which network, and with which weights. */
export function addBaseOptions(command: Command): void {
  addBase(
    command.optionsGroup("Network:"),
    "the network below the head: small comes with linnet, imagenet is short for " +
      `--base ${defaultArchitecture} --weights imagenet (default: that, if its weights are in the cache folder, else small)`,
  )
    .option("--weights <file>", "its weights: a file of them, or imagenet for those that linnet weights get downloads")
    .option("--from-scratch", "begin with random weights, and train all layers");
  addShape(command);
}

/** Which network, its weights apart. */
export function addNetworkOptions(command: Command): void {
  addBase(command, "a network by its name");
  addShape(command);
}

function addBase(command: Command, description: string): Command {
  return command.addOption(new Option("--base <name>", description).choices(baseNames));
}

export function addShape(command: Command): void {
  const size = "height and width of its input (default: its own)";
  addNumbers(command, { alpha: "its width multiplier (default: 1)", size });
}
