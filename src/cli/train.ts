// linnet train: the tutorial's job on a folder of labelled photographs, or on the drawn sample.

import { type Command, Option } from "commander";
import { backendOption, realNumber, wholeNumber } from "./options.js";
import { chooseBase } from "./training/base.js";
import { addFineTuneOptions } from "./training/fineTuneOptions.js";
import { trainingJob } from "./training/job.js";
import {
  baseNames,
  type ScheduleName,
  type SplitName,
  scheduleNames,
  splitNames,
  type TrainOptions,
} from "./training/options.js";
import { addRecipeOptions } from "./training/recipe.js";
import { trainOnSample } from "./training/sample.js";

export function addTrainCommand(program: Command): void {
  const command = program
    .command("train")
    .description("train a classifier on a folder that holds a folder of photographs for each class")
    .argument("[folder]", "the photographs; without it, a sample of faces is drawn and trained on")
    .option("--weights <file>", "ImageNet weights of MobileNetV2 (safetensors)")
    .addOption(
      new Option("--base <name>", "without --weights: ImageNet's where the cache folder has them, else the small one")
        .choices([...baseNames])
        .conflicts(["weights", "fromScratch"]),
    )
    .addOption(
      new Option("--from-scratch", "begin with random weights, and train all layers")
        .default(false)
        .conflicts("weights"),
    )
    .option("--epochs <number>", "times to go through the photographs", wholeNumber({ least: 1 }), 20)
    .option("--batch-size <number>", "photographs in a step", wholeNumber({ least: 1 }), 32)
    .option("--learning-rate <number>", "at the start", realNumber({ least: 0 }), 1e-4)
    .addOption(
      new Option("--schedule <name>", "how the learning rate falls: as Keras's old decay, to zero, or not at all")
        .choices([...scheduleNames])
        .default("inverse-time" satisfies ScheduleName),
    )
    .option("--no-augment", "take the photographs as they are")
    .option("--test-size <number>", "the part that is held out", realNumber({ least: 0.01, most: 0.99 }), 0.2)
    .addOption(
      new Option("--split <name>", "whether near-duplicate photographs stay on one side, or fall at random")
        .choices([...splitNames])
        .default("grouped" satisfies SplitName),
    )
    .option("--hidden <number>", "units of the hidden layer, 0 for none", wholeNumber({ least: 0 }), 128)
    .option("--dropout <number>", "rate of dropout before the last layer", realNumber({ least: 0, most: 0.99 }), 0.5)
    .option("--alpha <number>", "MobileNetV2's width multiplier", realNumber({ least: 0.1, most: 2 }), 1)
    .option("--size <number>", "height and width of the network's input", wholeNumber({ least: 32 }), 224)
    .option("--seed <number>", "of the split, the order, the augmentation and the head", wholeNumber({ least: 0 }), 42)
    .option("--limit <number>", "use only so many photographs, of all classes alike", wholeNumber({ least: 10 }))
    .option("--threads <number>", "threads that decode and augment", wholeNumber({ least: 0 }))
    .addOption(backendOption())
    .option("-o, --output <file>", "where the model goes", "linnet-model.safetensors")
    .option("--report <file>", "where the report goes, an HTML page; beside the model if absent")
    .option("--no-report", "write no report")
    .option("--plot <file>", "write the curves of loss and accuracy there, as PNG")
    .option("--csv <file>", "write each epoch's figures there")
    .option("--resume [file]", "go on with a run that was broken off; its checkpoint is beside the output")
    .option(
      "--checkpoint-seconds <number>",
      "seconds between two checkpoints inside an epoch; there is one after each",
      realNumber({ least: 0 }),
      60,
    )
    .option("--strict", "stop at a photograph that cannot be read, instead of leaving it out", false);
  addRecipeOptions(command);
  addFineTuneOptions(command);
  command.action(async (folder: string | undefined, given: TrainOptions) => {
    const isGiven = (name: string): boolean => command.getOptionValueSource(name) === "cli";
    if (folder === undefined) return trainOnSample(given, isGiven);
    const options = await chooseBase(given, isGiven);
    return trainingJob({ folder, options, pretrained: !options.fromScratch });
  });
}
