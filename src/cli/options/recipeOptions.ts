// The options of a training's recipe, and of its second phase.

import { type Command, Option } from "commander";
import { scheduleNames, trainDefaults } from "../../jobs/train/options.js";
import { optimizerNames } from "../../jobs/train/recipe.js";
import { addNumbers } from "./values.js";

/** Those that a head on kept features can be trained with. */
export function addRecipeOptions(command: Command): void {
  const numbers = {
    batchSize: "photographs in a step",
    weightDecay: "AdamW's (default: 0.004)",
    clipNorm: "shorten the gradients of a step to this length, all together",
    accumulate: "batches whose mean gradient makes one step",
    labelSmoothing: "the part of each label that all classes share",
  };
  addNumbers(command.optionsGroup("Recipe:"), numbers, trainDefaults)
    .addOption(
      new Option("--schedule <name>", "how the learning rate falls: as Keras's old decay, to zero, or not at all")
        .choices([...scheduleNames])
        .default(trainDefaults.schedule),
    )
    .addOption(
      new Option("--optimizer <name>", "sgd has momentum 0.9")
        .choices([...optimizerNames])
        .default(trainDefaults.optimizer),
    )
    .addOption(
      new Option("--class-weights <name>", "let every class count alike, however few photographs it has").choices([
        "balanced",
      ]),
    );
}

/** Those that need the photographs again in every epoch, or figures of every epoch. */
export function addEpochOptions(command: Command): void {
  addNumbers(command, {
    mixup: "train on mixes of two photographs, by shares from Beta(number, number)",
    earlyStopping: "stop after so many epochs without a lower validation loss, and take the best weights",
  });
}

export function addFineTuneOptions(command: Command): void {
  addNumbers(command.optionsGroup("Fine-tuning:"), {
    fineTune: "when the head has settled, go on with the last so many blocks of the base unfrozen",
    fineTuneLearningRate: "at the start of the second phase (default: a tenth of --learning-rate)",
    fineTuneEpochs: "in the second phase (default: those of --epochs)",
    layerDecay: "what the learning rate is multiplied with for the last block, and again for each block before it",
  });
}
