// The options that say which photographs are used, and how they are read.

import { type Command, Option } from "commander";
import { splitNames } from "../../jobs/dataset/options.js";
import { readingDefaults } from "../../jobs/reading.js";
import { trainDefaults } from "../../jobs/train/options.js";
import { backendOption, numberFor } from "./values.js";

export function addPhotographOptions(command: Command): void {
  command
    .optionsGroup("Photographs:")
    .option("--limit <number>", "use only so many, of all classes alike", numberFor("limit", 10))
    .addOption(testSizeOption("the part that is held out"))
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
  command
    .option(
      "--maximum-pixels <number>",
      `the largest that are read, width times height (default: ${readingDefaults.maximumPixels})`,
      numberFor("maximumPixels"),
    )
    .option("--allow-truncated", "read those that are cut short or damaged as far as they go, with a warning");
}

export function addMachineOptions(command: Command): void {
  command.optionsGroup("Machine:").addOption(seedOption("of the split, the order, the augmentation and the head"));
  addComputingOptions(command);
}

/** What every command takes that computes with a network. */
export function addComputingOptions(command: Command): void {
  command
    .addOption(threadsOption())
    .addOption(backendOption())
    .option("--reproducible", "the same bits on every engine, a little slower", false);
}

export function strictOption(): Option {
  return new Option("--strict", "stop at one that cannot be read, instead of leaving it out");
}

export function threadsOption(): Option {
  return new Option("--threads <number>", "threads that compute, and that decode photographs").argParser(
    numberFor("threads"),
  );
}

export function testSizeOption(description: string): Option {
  return new Option("--test-size <number>", description)
    .argParser(numberFor("testSize"))
    .default(trainDefaults.testSize);
}

export function seedOption(description: string): Option {
  return new Option("--seed <number>", description).argParser(numberFor("seed")).default(trainDefaults.seed);
}
