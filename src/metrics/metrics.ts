// Figures of a classification, as scikit-learn defines and prints them (https://scikit-learn.org/stable/modules/model_evaluation.html).

import { LinnetError } from "../tensor/errors.js";

/** The class of each example, as an index. */
export type Labels = ArrayLike<number>;

/** The fraction of examples whose class is right. @throws LinnetError if the lengths differ */
export function accuracy(truth: Labels, predicted: Labels): number {
  checkLengths("accuracy", truth, predicted);
  let right = 0;
  for (let i = 0; i < truth.length; i += 1) if (truth[i] === predicted[i]) right += 1;
  return right / truth.length;
}

export interface LabelsOption {
  /** Which classes, in which order. Default: those that occur, ascending. */
  readonly labels?: readonly number[];
}

/** How many examples of class `labels[row]` were predicted as class `labels[column]`. */
export function confusionMatrix(truth: Labels, predicted: Labels, { labels }: LabelsOption = {}): number[][] {
  checkLengths("confusionMatrix", truth, predicted);
  const classes = labels ?? occurring(truth, predicted);
  const place = new Map(classes.map((label, index) => [label, index]));
  const matrix = classes.map(() => classes.map(() => 0));
  for (let i = 0; i < truth.length; i += 1) {
    const row = place.get(truth[i]!);
    const column = place.get(predicted[i]!);
    if (row !== undefined && column !== undefined) matrix[row]![column]! += 1;
  }
  return matrix;
}

export interface ClassFigures {
  /** The fraction of examples predicted as the class that belong to it. */
  readonly precision: number;
  /** The fraction of the class's examples that were predicted as it. */
  readonly recall: number;
  /** The harmonic mean of both. */
  readonly f1: number;
  /** The number of examples of the class. */
  readonly support: number;
}

/** Precision, recall and F1 of each class; 0 if no example has the class, or none was predicted as it. */
export function classFigures(truth: Labels, predicted: Labels, { labels }: LabelsOption = {}): ClassFigures[] {
  checkLengths("classFigures", truth, predicted);
  return (labels ?? occurring(truth, predicted)).map((label) => {
    let [both, support, taken] = [0, 0, 0];
    for (let i = 0; i < truth.length; i += 1) {
      if (truth[i] === label) support += 1;
      if (predicted[i] === label) taken += 1;
      if (truth[i] === label && predicted[i] === label) both += 1;
    }
    return figuresOf({ both, taken, support });
  });
}

/** The counts behind a class's figures: examples of the class, those predicted as it, and those that are both. */
export interface ClassCounts {
  readonly support: number;
  readonly taken: number;
  readonly both: number;
}

export function figuresOf({ support, taken, both }: ClassCounts): ClassFigures {
  return {
    precision: ratio(both, taken),
    recall: ratio(both, support),
    f1: ratio(2 * both, taken + support),
    support,
  };
}

/** How classes are averaged: their plain mean, or weighted by their number of examples. */
export type Average = "macro" | "weighted";

export interface AverageOptions extends LabelsOption {
  /** Default: `macro`. */
  readonly average?: Average;
}

/** The mean precision of the classes. */
export function precision(truth: Labels, predicted: Labels, options: AverageOptions = {}): number {
  return averaged(classFigures(truth, predicted, options), options.average ?? "macro").precision;
}

/** The mean recall of the classes. */
export function recall(truth: Labels, predicted: Labels, options: AverageOptions = {}): number {
  return averaged(classFigures(truth, predicted, options), options.average ?? "macro").recall;
}

/** The mean F1 of the classes. */
export function f1Score(truth: Labels, predicted: Labels, options: AverageOptions = {}): number {
  return averaged(classFigures(truth, predicted, options), options.average ?? "macro").f1;
}

/** The mean figures of several classes. */
export function averaged(figures: readonly ClassFigures[], average: Average): ClassFigures {
  const support = figures.reduce((sum, row) => sum + row.support, 0);
  const mean = (name: "precision" | "recall" | "f1"): number => {
    const weights = figures.map((row) => (average === "macro" ? 1 : row.support));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return ratio(
      figures.reduce((sum, row, index) => sum + row[name] * weights[index]!, 0),
      total,
    );
  };
  return { precision: mean("precision"), recall: mean("recall"), f1: mean("f1"), support };
}

export interface ReportOptions extends LabelsOption {
  /** The names of the classes. Default: their numbers. */
  readonly targetNames?: readonly string[];
  /** Digits after the point. Default: 2. */
  readonly digits?: number;
}

/**
 * Precision, recall, F1 and support of each class, and their means, as scikit-learn's classification_report prints them.
 * @throws LinnetError if truth and predictions, or labels and names, differ in length
 */
export function classificationReport(truth: Labels, predicted: Labels, options: ReportOptions = {}): string {
  const labels = options.labels ?? occurring(truth, predicted);
  const { targetNames = labels.map(String), digits = 2 } = options;
  if (targetNames.length !== labels.length)
    throw new LinnetError(`classificationReport: expected ${labels.length} targetNames, got ${targetNames.length}`);
  const figures = classFigures(truth, predicted, { labels });
  const width = Math.max(...targetNames.map((name) => name.length), "weighted avg".length, digits);
  const cells = (values: readonly string[]): string => values.map((value) => ` ${value.padStart(9)}`).join("");
  const row = (name: string, { precision: p, recall: r, f1, support }: ClassFigures): string =>
    `${name.padStart(width)} ${cells([...[p, r, f1].map((value) => value.toFixed(digits)), String(support)])}`;
  const support = figures.reduce((sum, { support: count }) => sum + count, 0);
  const right = accuracy(truth, predicted).toFixed(digits);
  return [
    `${" ".repeat(width)} ${cells(["precision", "recall", "f1-score", "support"])}`,
    "",
    ...figures.map((figure, index) => row(targetNames[index]!, figure)),
    "",
    `${"accuracy".padStart(width)} ${cells(["", "", right, String(support)])}`,
    row("macro avg", averaged(figures, "macro")),
    row("weighted avg", averaged(figures, "weighted")),
    "",
  ].join("\n");
}

/** A confusion matrix with the names of its classes: a row for each true class, a column for each predicted one. */
export function formatConfusionMatrix(matrix: readonly (readonly number[])[], names: readonly string[]): string {
  const width = Math.max(...names.map((name) => name.length), ...matrix.flat().map((count) => String(count).length));
  const line = (head: string, cells: readonly (string | number)[]): string =>
    [head.padStart(width), ...cells.map((cell) => String(cell).padStart(width))].join("  ");
  return [line("", names), ...matrix.map((row, index) => line(names[index]!, row))].join("\n");
}

function occurring(truth: Labels, predicted: Labels): number[] {
  return [...new Set([...Array.from(truth), ...Array.from(predicted)])].sort((a, b) => a - b);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function checkLengths(where: string, truth: Labels, predicted: Labels): void {
  if (truth.length !== predicted.length || truth.length === 0) {
    throw new LinnetError(
      `${where}: expected as many predictions as labels, got ${predicted.length} and ${truth.length}`,
    );
  }
}
