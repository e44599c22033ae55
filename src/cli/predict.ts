// linnet predict: what a trained model says of photographs.

import type { Command } from "commander";
import { classifyPictures, type PictureAnswers } from "../jobs/classifier/classifyPictures.js";
import { ImageClassifier } from "../jobs/classifier/imageClassifier.js";
import type { LoadOptions } from "../jobs/classifier/openClassifier.js";
import { picturesOf } from "../jobs/picturesOf.js";
import { printable } from "../report/text/printable.js";
import { describeError } from "./errors.js";
import { addComputingOptions, addReadingOptions } from "./options/photographOptions.js";
import { addUseOptions, tellNotes } from "./options/useOptions.js";
import { complain, print, printRaw } from "./print.js";

interface PredictOptions extends LoadOptions {
  readonly json: boolean;
}

export function addPredictCommand(program: Command): void {
  const command = program
    .command("predict")
    .description("say which class each photograph belongs to")
    .argument("<model>", "a model file of any format")
    .argument("<files...>", "photographs: JPEG, PNG or WebP; of a folder, all those in it and below")
    .option("--json", "print JSON", false)
    .action(predict);
  addReadingOptions(command);
  addComputingOptions(command);
  addUseOptions(command);
}

async function predict(
  path: string,
  given: readonly string[],
  { json, ...machine }: PredictOptions,
  command: Command,
): Promise<void> {
  const { files, notes } = await picturesOf(given);
  for (const note of notes) complain(note);
  const classifier = await ImageClassifier.load(path, machine);
  tellNotes(classifier);
  try {
    const { answers, errors, warnings } = await classifyPictures(classifier, files);
    if (json) printRaw(toJson({ answers, errors, warnings }, files, classifier.labels));
    else for (const { file, classes } of answers) print(describeAnswer(file, classes[0]!));
    for (const warning of warnings) complain(warning);
    for (const error of errors.values()) complain(describeError(error, command));
    if (errors.size > 0) process.exitCode = 1;
  } finally {
    await classifier.close();
  }
}

type Answer = PictureAnswers["answers"][number];

function describeAnswer(file: string, { label, probability }: Answer["classes"][number]): string {
  return `${printable(file)}: ${printable(label)} (${(100 * probability).toFixed(1)}%)`;
}

function toJson({ answers, errors }: PictureAnswers, files: readonly string[], labels: readonly string[]): string {
  const told = answers.map(({ file, classes }) => {
    const probabilities = new Map(classes.map(({ label, probability }) => [label, probability]));
    const [{ label, probability }] = classes as readonly [Answer["classes"][number]];
    const byLabel = Object.fromEntries(labels.map((name) => [name, probabilities.get(name)!]));
    return { file, class: label, probability, probabilities: byLabel, classes };
  });
  const failed = [...errors].map(([index, { message }]) => ({ file: files[index]!, error: message }));
  return JSON.stringify([...told, ...failed], null, 2);
}
