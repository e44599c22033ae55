// The options of a training's recipe, and of its second phase.

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

export function addFineTuneOptions(command: Command): void {
  command
    .optionsGroup("Fine-tuning:")
    .option(
      "--fine-tune <blocks>",
      "when the head has settled, go on with the last so many blocks of the base unfrozen",
      wholeNumber({ least: 1 }),
    )
    .option(
      "--fine-tune-learning-rate <number>",
      "at the start of the second phase (default: a tenth of --learning-rate)",
      realNumber({ least: 0 }),
    )
    .option(
      "--fine-tune-epochs <number>",
      "in the second phase (default: those of --epochs)",
      wholeNumber({ least: 1 }),
    )
    .option(
      "--layer-decay <factor>",
      "what the learning rate is multiplied with for the last block, and again for each block before it",
      realNumber({ least: 0.01, most: 1 }),
    );
}
