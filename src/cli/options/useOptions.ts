// The options that say what the file of another program may not: what a model is used for.

import { type Command, Option } from "commander";
import { preprocessModes } from "../../data/preprocessModes.js";
import type { ImageClassifier } from "../../jobs/classifier/imageClassifier.js";
import { complain } from "../print.js";
import { addNumbers } from "./values.js";

export function addUseOptions(command: Command): void {
  command
    .option("--labels <file>", "the names of the classes, one a line, where the model's file does not say them")
    .addOption(preprocessingOption());
  addNumbers(command, { size: "height and width of its input, where its file leaves them open" });
}

export function preprocessingOption(): Option {
  const described = "how pixels become its input, where its file does not say it";
  return new Option("--preprocessing <mode>", described).choices(preprocessModes);
}

const ways = { labels: "--labels FILE names them", preprocessing: "--preprocessing MODE changes that" };

/** Says what was taken for granted, and how it is said otherwise. */
export function tellNotes({ notes }: ImageClassifier): void {
  for (const { option, text } of notes) complain(`${text} (${ways[option]})`);
}
