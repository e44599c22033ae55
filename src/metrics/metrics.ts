// Figures of a classification, as scikit-learn defines them (https://scikit-learn.org/stable/modules/model_evaluation.html).

import { checkOptions } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { entryByName } from "../tensor/entryByName.js";
import { LinnetError } from "../tensor/errors.js";

/** The class of each example, as an index. */
export type Labels = ArrayLike<number>;

/** The fraction of examples whose class is right. @throws LinnetError if the lengths differ */
export function accuracy(truth: Labels, predicted: Labels): number {
  checkLabels("accuracy", truth, predicted);
  let right = 0;
  for (let i = 0; i < truth.length; i += 1) if (truth[i] === predicted[i]) right += 1;
  return right / truth.length;
}

export interface LabelsOption {
  /** Which classes, in which order. Default: those that occur, ascending. */
  readonly labels?: readonly number[];
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
  checkLabels("classFigures", truth, predicted);
  return countsOf(truth, predicted, labels ?? occurring(truth, predicted)).map(figuresOf);
}

/** The counts behind a class's figures: examples of the class, those predicted as it, and those that are both. */
export interface ClassCounts {
  readonly support: number;
  readonly taken: number;
  readonly both: number;
}

/** The counts of each of the labels. */
export function countsOf(truth: Labels, predicted: Labels, labels: readonly number[]): ClassCounts[] {
  const counts = new Map(labels.map((label) => [label, { support: 0, taken: 0, both: 0 }]));
  for (let i = 0; i < truth.length; i += 1) {
    const [own, other] = [counts.get(truth[i]!), counts.get(predicted[i]!)];
    if (own !== undefined) own.support += 1;
    if (other !== undefined) other.taken += 1;
    if (own !== undefined && own === other) own.both += 1;
  }
  return labels.map((label) => counts.get(label)!);
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

const averages: { readonly [Name in Average]: Name } = { macro: "macro", weighted: "weighted" };

/** The mean precision of the classes. */
export function precision(truth: Labels, predicted: Labels, options: AverageOptions = {}): number {
  return meanOf("precision", truth, predicted, options);
}

/** The mean recall of the classes. */
export function recall(truth: Labels, predicted: Labels, options: AverageOptions = {}): number {
  return meanOf("recall", truth, predicted, options);
}

/** The mean F1 of the classes. */
export function f1Score(truth: Labels, predicted: Labels, options: AverageOptions = {}): number {
  return meanOf("f1", truth, predicted, options);
}

function meanOf(name: "precision" | "recall" | "f1", truth: Labels, predicted: Labels, options: AverageOptions) {
  const where = name === "f1" ? "f1Score" : name;
  checkOptions(where, options, { labels: "list", average: "string" });
  const average = entryByName(`${where}: average`, averages, options.average ?? "macro");
  return averaged(classFigures(truth, predicted, options), average)[name];
}

/** The mean figures of several classes. */
export function averaged(figures: readonly ClassFigures[], average: Average): ClassFigures {
  const support = figures.reduce((sum, row) => sum + row.support, 0);
  const mean = (name: "precision" | "recall" | "f1"): number => {
    const weights = figures.map((row) => (average === "macro" || support === 0 ? 1 : row.support));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return ratio(
      figures.reduce((sum, row, index) => sum + row[name] * weights[index]!, 0),
      total,
    );
  };
  return { precision: mean("precision"), recall: mean("recall"), f1: mean("f1"), support };
}

/** The classes that occur, ascending. */
export function occurring(truth: Labels, predicted: Labels): number[] {
  return [...new Set([...Array.from(truth), ...Array.from(predicted)])].sort((a, b) => a - b);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** @throws LinnetError unless both are lists of numbers of one length, above 0 */
export function checkLabels(where: string, truth: Labels, predicted: Labels): void {
  for (const given of [truth, predicted] as readonly unknown[])
    if (typeof given !== "object" || given === null || typeof (given as Labels).length !== "number")
      throw new LinnetError(`${where}: expected the classes of examples as numbers, got ${describe(given)}`);
  if (truth.length !== predicted.length || truth.length === 0) {
    throw new LinnetError(
      `${where}: expected as many predictions as labels, got ${predicted.length} and ${truth.length}`,
    );
  }
  const wrong = [...Array.from(truth), ...Array.from(predicted)].find((label) => typeof label !== "number");
  if (wrong !== undefined) throw new LinnetError(`${where}: expected classes as numbers, got ${describe(wrong)}`);
}
