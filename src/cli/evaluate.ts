// linnet evaluate: how well a trained model does on labelled photographs.

import type { Command } from "commander";
import type { BackendName } from "../backends/index.js";
import { readImageFolder } from "../data/imageFolder.js";
import { LinnetError } from "../tensor/errors.js";
import { backendOption } from "./options.js";
import { loaderFor, openModel } from "./predict.js";
import { printLeftOut, reportOn } from "./training/report.js";

export function addEvaluateCommand(program: Command): void {
  program
    .command("evaluate")
    .description("compare a model with the labels of a folder that holds a folder of photographs for each class")
    .argument("<model>", "a model file that linnet has written")
    .argument("<folder>", "the photographs")
    .addOption(backendOption())
    .action(evaluate);
}

async function evaluate(path: string, root: string, { backend }: { readonly backend: BackendName }): Promise<void> {
  const { model, record } = await openModel(path, backend);
  const folder = await readImageFolder(root);
  const labels = modelLabels(folder.classes, record.classes, root);
  const loader = loaderFor(model, record, folder.files);
  try {
    const truth = Uint32Array.from(folder.labels, (label) => labels[label]!);
    const report = await reportOn(
      model,
      { classes: record.classes, labels: truth },
      loader,
      truth.map((_, index) => index),
    );
    console.log(report.text);
    console.log(`Accuracy ${report.accuracy.toFixed(4)} on ${report.figures.photographs} photographs.`);
    printLeftOut(loader);
  } finally {
    await loader.close();
    await model.close();
  }
}

/** The model's output for each class of the folder. @throws LinnetError on a class that the model does not know */
export function modelLabels(folders: readonly string[], classes: readonly string[], root: string): number[] {
  return folders.map((name) => {
    const label = classes.indexOf(name);
    if (label >= 0) return label;
    throw new LinnetError(`${root}: the model knows the classes ${classes.join(", ")}, the folder has "${name}"`);
  });
}
