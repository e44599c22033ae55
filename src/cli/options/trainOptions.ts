// The options of `linnet train`, those that are common first.

import type { Command } from "commander";
import { trainDefaults } from "../../jobs/train/options.js";
import { addBaseOptions } from "./baseOptions.js";
import { addMachineOptions, addPhotographOptions } from "./photographOptions.js";
import { addEpochOptions, addFineTuneOptions, addRecipeOptions } from "./recipeOptions.js";
import { addNumbers, numberFor } from "./values.js";

/** The options that name files, which are the command's own. */
export interface TrainFiles {
  readonly output: string;
  /** Beside the model if absent; false for none. */
  readonly report?: string | false;
  readonly plot?: string;
  readonly csv?: string;
  /** True for the checkpoint beside the output. */
  readonly resume?: true | string;
  readonly checkpointSeconds: number;
}

export function addTrainOptions(command: Command): void {
  command
    .optionsGroup("Common options:")
    .option("-o, --output <file>", "where the model goes", "linnet-model.safetensors")
    .option("--epochs <number>", "times to go through the photographs", numberFor("epochs"), trainDefaults.epochs)
    .option("--no-augment", "take the photographs as they are, neither turned nor shifted")
    .option("--resume [file]", "go on with a run that was broken off; its checkpoint is beside the output");
  addBaseOptions(command);
  addPhotographOptions(command);
  const head = {
    learningRate: "at the start",
    hidden: "units of the hidden layer, 0 for none",
    dropout: "before the last layer",
  };
  addNumbers(command.optionsGroup("Head:"), head, trainDefaults);
  addRecipeOptions(command);
  addEpochOptions(command);
  addFineTuneOptions(command);
  command
    .optionsGroup("Files:")
    .option("--report <file>", "where the report goes, an HTML page (default: beside the model)")
    .option("--no-report", "write no report")
    .option("--plot <file>", "write the curves of loss and accuracy there, .svg or .png")
    .option("--csv <file>", "write each epoch's figures there")
    .option(
      "--checkpoint-seconds <number>",
      "seconds between two checkpoints inside an epoch; there is one after each",
      numberFor("everySeconds"),
      60,
    );
  addMachineOptions(command);
}
