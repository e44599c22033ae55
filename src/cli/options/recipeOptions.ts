// The options of a training's recipe.

import { type Command, Option } from "commander";
import { scheduleNames, trainDefaults } from "../../jobs/train/options.js";
import { optimizerNames } from "../../jobs/train/recipe.js";
import { realNumber, wholeNumber } from "./values.js";

const above0 = realNumber({ least: 1e-6 });

/** Those that a head on kept features can be trained with. */
export function addRecipeOptions(command: Command): void {
  const { batchSize, schedule, optimizer, accumulate, labelSmoothing } = trainDefaults;
  command
    .optionsGroup("Recipe:")
    .option("--batch-size <number>", "photographs in a step", wholeNumber({ least: 1 }), batchSize)
    .addOption(
      new Option("--schedule <name>", "how the learning rate falls: as Keras's old decay, to zero, or not at all")
        .choices([...scheduleNames])
        .default(schedule),
    )
    .addOption(new Option("--optimizer <name>", "sgd has momentum 0.9").choices([...optimizerNames]).default(optimizer))
    .option("--weight-decay <number>", "AdamW's (default: 0.004)", realNumber({ least: 0 }))
    .option("--clip-norm <number>", "shorten the gradients of a step to this length, all together", above0)
    .option(
      "--accumulate <number>",
      "batches whose mean gradient makes one step",
      wholeNumber({ least: 1 }),
      accumulate,
    )
    .option(
      "--label-smoothing <number>",
      "the part of each label that all classes share",
      realNumber({ least: 0, most: 1 }),
      labelSmoothing,
    )
    .addOption(
      new Option("--class-weights <name>", "let every class count alike, however few photographs it has").choices([
        "balanced",
      ]),
    );
}

/** Those that need the photographs again in every epoch, or figures of every epoch. */
export function addEpochOptions(command: Command): void {
  command
    .option("--mixup <alpha>", "train on mixes of two photographs, by shares from Beta(alpha, alpha)", above0)
    .option(
      "--early-stopping <patience>",
      "stop after so many epochs without a lower validation loss, and take the best weights",
      wholeNumber({ least: 1 }),
    );
}
