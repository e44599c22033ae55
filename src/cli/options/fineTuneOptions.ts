// What `linnet train` can be told of fine-tuning.

import type { Command } from "commander";
import { realNumber, wholeNumber } from "./values.js";

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
