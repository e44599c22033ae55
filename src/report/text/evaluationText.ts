// How well a model does, as tables of 80 columns however many classes there are and whatever they are called.

import type { EvaluatedModel } from "../../jobs/evaluate/evaluateJob.js";
import type { Evaluation } from "../../jobs/evaluate/evaluatePictures.js";
import { classificationReport } from "../../metrics/classificationReport.js";
import { describePairs, formatConfusionMatrix, MOST_IN_MATRIX } from "../../metrics/confusionMatrix.js";
import { alignRight, WIDTH } from "../../model/textTable.js";
import { plural, wrap } from "./lines.js";
import { printable } from "./printable.js";

/** The name of a class beside four columns of figures. */
const LONGEST_NAME = WIDTH - 42;

/** Figures of each class, as scikit-learn's report, and which are taken for which. */
export function describeEvaluation({ classes, classified, truth, confusionMatrix }: Evaluation): string {
  const whole = classes.map(printable);
  const names = whole.map((name, place) => (name.length > LONGEST_NAME ? `class ${place + 1}` : name));
  const predicted = classified.map(({ label }) => label);
  const report = classificationReport(truth, predicted, { labels: [...classes.keys()], targetNames: names });
  const legend = whole.flatMap((name, place) => (name === names[place] ? [] : [wrap(`${names[place]}: ${name}`)]));
  return [...legend, report, describeConfusion(confusionMatrix, names)].join("\n");
}

function describeConfusion(matrix: Evaluation["confusionMatrix"], names: readonly string[]): string {
  const pairs = (): string => describePairs(matrix, names).map(wrap).join("\n");
  if (names.length > MOST_IN_MATRIX) return pairs();
  const named = formatConfusionMatrix(matrix, names);
  if (fits(named)) return named;
  const numbered = alignRight([
    ["", ...names.map((_, column) => `(${column + 1})`)],
    ...matrix.map((row, place) => [`${names[place]} (${place + 1})`, ...row.map(String)]),
  ]).join("\n");
  return fits(numbered) ? numbered : pairs();
}

function fits(text: string): boolean {
  return text.split("\n").every((line) => line.length <= WIDTH);
}

/** The figure, and what it is without the photographs that the model knows. */
export function describeAccuracy({ all, trainedOn, unseen }: EvaluatedModel): string {
  const figure = `Accuracy ${all.accuracy.toFixed(4)} on ${plural(all.photographs, "photograph")}.`;
  if (trainedOn === null) {
    return `${figure}\nThe model's file does not say which photographs it was trained on: they may be among these.`;
  }
  if (trainedOn === 0) return `${figure}\nThe model was trained on none of them.`;
  const known = `${figure}\nThe model was trained on ${trainedOn} of them, copies included`;
  if (unseen === null) return `${known}: the figure says nothing of photographs that are new.`;
  return `${known}; without those, accuracy ${unseen.accuracy.toFixed(4)} on ${plural(unseen.photographs, "photograph")}.`;
}
