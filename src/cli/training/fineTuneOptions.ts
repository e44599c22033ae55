// What `linnet train` can be told of fine-tuning.

import type { Command } from "commander";
import { LinnetError } from "../../tensor/errors.js";
import { realNumber, wholeNumber } from "../options.js";

export interface FineTuneOptions {
  readonly fineTune?: number;
  readonly fineTuneLearningRate?: number;
  readonly fineTuneEpochs?: number;
  readonly layerDecay?: number;
}

export function addFineTuneOptions(command: Command): void {
  command
    .optionsGroup("Fine-tuning:")
    .option(
      "--fine-tune <blocks>",
      "when the head has settled, go on with the last so many inverted residual blocks of the base unfrozen, of 17; " +
        "Conv_1, behind the last block, counts with it, and Conv1 with the first",
      wholeNumber({ least: 1, most: 17 }),
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

/**
 * @param pretrained whether the base has weights to begin with, and is frozen
 * @throws LinnetError naming an option that would have no effect, or none that was meant
 */
export function checkFineTuning(options: FineTuneOptions, pretrained: boolean): void {
  const { fineTune, fineTuneLearningRate, fineTuneEpochs, layerDecay: decay } = options;
  if (fineTune !== undefined && !pretrained)
    throw new LinnetError("--fine-tune: expected a base with ImageNet weights, got one that is trained as a whole");
  for (const [option, value] of [
    ["--fine-tune-learning-rate", fineTuneLearningRate],
    ["--fine-tune-epochs", fineTuneEpochs],
    // A base that is trained from its first weights has rates that differ too.
    ["--layer-decay", pretrained ? decay : undefined],
  ] as const) {
    if (value !== undefined && fineTune === undefined)
      throw new LinnetError(`${option}: expected --fine-tune beside it, which unfreezes blocks of the base`);
  }
}
