// The options of a training's recipe, and of its second phase.

import { type Command, Option } from "commander";
import { scheduleNames, trainDefaults } from "../../jobs/train/options.js";
import { optimizerNames } from "../../jobs/train/recipe.js";
import { numberFor } from "./values.js";

/** Those that a head on kept features can be trained with. */
export function addRecipeOptions(command: Command): void {
  const { batchSize, schedule, optimizer, accumulate, labelSmoothing } = trainDefaults;
  command
    .optionsGroup("Recipe:")
    .option("--batch-size <number>", "photographs in a step", numberFor("batchSize"), batchSize)
    .addOption(
      new Option("--schedule <name>", "how the learning rate falls: as Keras's old decay, to zero, or not at all")
        .choices([...scheduleNames])
        .default(schedule),
    )
    .addOption(new Option("--optimizer <name>", "sgd has momentum 0.9").choices([...optimizerNames]).default(optimizer))
    .option("--weight-decay <number>", "AdamW's (default: 0.004)", numberFor("weightDecay"))
    .option(
      "--clip-norm <number>",
      "shorten the gradients of a step to this length, all together",
      numberFor("clipNorm"),
    )
    .option("--accumulate <number>", "batches whose mean gradient makes one step", numberFor("accumulate"), accumulate)
    .option(
      "--label-smoothing <number>",
      "the part of each label that all classes share",
      numberFor("labelSmoothing"),
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
    .option(
      "--mixup <alpha>",
      "train on mixes of two photographs, by shares from Beta(alpha, alpha)",
      numberFor("mixup"),
    )
    .option(
      "--early-stopping <patience>",
      "stop after so many epochs without a lower validation loss, and take the best weights",
      numberFor("earlyStopping"),
    );
}

export function addFineTuneOptions(command: Command): void {
  command
    .optionsGroup("Fine-tuning:")
    .option(
      "--fine-tune <blocks>",
      "when the head has settled, go on with the last so many blocks of the base unfrozen",
      numberFor("fineTune"),
    )
    .option(
      "--fine-tune-learning-rate <number>",
      "at the start of the second phase (default: a tenth of --learning-rate)",
      numberFor("fineTuneLearningRate"),
    )
    .option(
      "--fine-tune-epochs <number>",
      "in the second phase (default: those of --epochs)",
      numberFor("fineTuneEpochs"),
    )
    .option(
      "--layer-decay <factor>",
      "what the learning rate is multiplied with for the last block, and again for each block before it",
      numberFor("layerDecay"),
    );
}
