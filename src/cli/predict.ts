// linnet predict: what a trained model says of photographs.

import type { Command } from "commander";
import type { BackendName } from "../backends/index.js";
import { classifyPictures, type PictureAnswers } from "../jobs/classifier/classifyPictures.js";
import { ImageClassifier } from "../jobs/classifier/imageClassifier.js";
import { printable } from "../report/printable.js";
import { backendOption } from "./options/values.js";
import { complain, print, printRaw } from "./print.js";

interface PredictOptions {
  readonly json: boolean;
  readonly backend: BackendName;
}

export function addPredictCommand(program: Command): void {
  program
    .command("predict")
    .description("say which class each photograph belongs to")
    .argument("<model>", "a model file that linnet has written")
    .argument("<files...>", "photographs, JPEG or PNG")
    .option("--json", "print JSON", false)
    .addOption(backendOption())
    .action(predict);
}

async function predict(path: string, files: readonly string[], { json, backend }: PredictOptions): Promise<void> {
  const classifier = await ImageClassifier.load(path, { backend });
  try {
    const { answers, errors } = await classifyPictures(classifier, files);
    if (json) printRaw(toJson({ answers, errors }, files, classifier.labels));
    else for (const { file, classes } of answers) print(describeAnswer(file, classes[0]!));
    for (const { message } of errors.values()) complain(message);
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
