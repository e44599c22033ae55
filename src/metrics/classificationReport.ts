// The table of a classification, letter for letter as scikit-learn's classification_report
// (https://scikit-learn.org/stable/modules/generated/sklearn.metrics.classification_report.html).

import { checkOptions } from "../tensor/checkOptions.js";
import { LinnetError } from "../tensor/errors.js";
import { formatFixed } from "./formatFixed.js";
import {
  averaged,
  type ClassFigures,
  checkLabels,
  countsOf,
  figuresOf,
  type Labels,
  type LabelsOption,
  occurring,
} from "./metrics.js";

export interface ReportOptions extends LabelsOption {
  /** The names of the classes. Default: their numbers. */
  readonly targetNames?: readonly string[];
  /** Digits after the point. Default: 2. */
  readonly digits?: number;
}

/**
 * Precision, recall, F1 and support of each class, and their means. If labels that occur are left out, the micro average
 * of the others stands where the accuracy would.
 * @throws LinnetError if truth and predictions, or labels and names, differ in length
 */
export function classificationReport(truth: Labels, predicted: Labels, options: ReportOptions = {}): string {
  checkOptions("classificationReport", options, { labels: "list", targetNames: "list", digits: "number" });
  checkLabels("classificationReport", truth, predicted);
  const present = occurring(truth, predicted);
  const { labels = present, digits = 2, targetNames = labels.map(String) } = options;
  if (targetNames.length !== labels.length)
    throw new LinnetError(`classificationReport: expected ${labels.length} targetNames, got ${targetNames.length}`);
  if (!Number.isInteger(digits) || digits < 0 || digits > 40)
    throw new LinnetError(`classificationReport: expected digits to be a whole number from 0 to 40, got ${digits}`);
  const counts = countsOf(truth, predicted, labels);
  if (counts.length === 0) throw new LinnetError("classificationReport: expected at least one label, got none");
  const figures = counts.map(figuresOf);
  const total = figures.reduce((sum, { support }) => sum + support, 0);
  const anyRight = Array.from(truth).some((label, index) => label === predicted[index]);
  const width = Math.max(...[...targetNames, "weighted avg"].map(lengthOf), digits);
  const line = (name: string, cells: readonly string[]): string =>
    `${padded(name, width)} ${cells.map((cell) => ` ${cell.padStart(9)}`).join("")}`;
  // NumPy's counts are floats if nothing at all is right.
  const count = (support: number): string => (anyRight ? String(support) : `${support}.0`);
  const row = (name: string, { precision, recall, f1 }: ClassFigures, support: number): string =>
    line(name, [...[precision, recall, f1].map((value) => formatFixed(value, digits)), count(support)]);
  const micro = figuresOf(
    counts.reduce((sum, { support, taken, both }) => {
      return { support: sum.support + support, taken: sum.taken + taken, both: sum.both + both };
    }),
  );
  const isWhole = present.every((label) => labels.includes(label));
  return [
    line("", ["precision", "recall", "f1-score", "support"]),
    "",
    ...figures.map((figure, index) => row(targetNames[index]!, figure, figure.support)),
    "",
    isWhole ? line("accuracy", ["", "", formatFixed(micro.f1, digits), count(total)]) : row("micro avg", micro, total),
    row("macro avg", averaged(figures, "macro"), total),
    row("weighted avg", averaged(figures, "weighted"), total),
    "",
  ].join("\n");
}

/** Python counts code points, and so does the width of a column. */
function lengthOf(name: string): number {
  return [...name].length;
}

function padded(name: string, width: number): string {
  return " ".repeat(Math.max(width - lengthOf(name), 0)) + name;
}
