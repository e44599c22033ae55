// The options that say which photographs are used, and how they are read.

import { type Command, Option } from "commander";
import { splitNames } from "../../jobs/dataset/options.js";
import { readingDefaults } from "../../jobs/reading.js";
import { trainDefaults } from "../../jobs/train/options.js";
import { addNumbers, backendOption, numberFor } from "./values.js";

export function addPhotographOptions(command: Command): void {
  command
    .optionsGroup("Photographs:")
    .option("--limit <number>", "use only so many, of all classes alike", numberFor("limit", 10));
  addNumbers(command, { testSize: "the part that is held out" }, trainDefaults)
    .addOption(
      new Option("--split <name>", "whether near-duplicates stay on one side, or fall at random")
        .choices([...splitNames])
        .default(trainDefaults.split),
    )
    .addOption(strictOption());
  addReadingOptions(command);
}

/** What every command takes that reads photographs. */
export function addReadingOptions(command: Command): void {
  const maximumPixels = `the largest that are read, width times height (default: ${readingDefaults.maximumPixels})`;
  addNumbers(command, { maximumPixels }).option(
    "--allow-truncated",
    "read those that are cut short or damaged as far as they go, with a warning",
  );
}

export function addMachineOptions(command: Command): void {
  const seed = "of the split, the order, the augmentation and the head";
  addNumbers(command.optionsGroup("Machine:"), { seed }, trainDefaults);
  addComputingOptions(command);
}

export const threads = "threads that compute, and that decode photographs";

/** What every command takes that computes with a network. */
export function addComputingOptions(command: Command): void {
  addNumbers(command, { threads })
    .addOption(backendOption())
    .option("--reproducible", "the same bits on every engine, a little slower", false);
}

export function strictOption(): Option {
  return new Option("--strict", "stop at one that cannot be read, instead of leaving it out");
}
