// linnet evaluate: how well a trained model does on labeled photographs.

import type { Command } from "commander";
import { ImageClassifier } from "../jobs/classifier/imageClassifier.js";
import type { LoadOptions } from "../jobs/classifier/openClassifier.js";
import { describeAccuracy, describeEvaluation } from "../report/text/evaluationText.js";
import { followed } from "./follow.js";
import { addComputingOptions, addReadingOptions } from "./options/photographOptions.js";
import { addUseOptions, tellNotes } from "./options/useOptions.js";
import { print, printRaw } from "./print.js";

export function addEvaluateCommand(program: Command): void {
  const command = program
    .command("evaluate")
    .description(
      "compare a model with the labels of a folder that holds a folder of photographs for each class, and tell apart " +
        "those that it was trained on",
    )
    .argument("<model>", "a model file of any format")
    .argument("<folder>", "the photographs")
    .action(evaluate);
  addReadingOptions(command);
  addComputingOptions(command);
  addUseOptions(command);
}

async function evaluate(path: string, root: string, options: LoadOptions): Promise<void> {
  const classifier = await ImageClassifier.load(path, options);
  tellNotes(classifier);
  try {
    const evaluated = await followed((control) => classifier.evaluate(root, control));
    printRaw(`${describeEvaluation(evaluated.all)}\n`);
    print(describeAccuracy(evaluated));
  } finally {
    await classifier.close();
  }
}
