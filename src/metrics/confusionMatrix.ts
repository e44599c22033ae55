// Which class was taken for which.

import { checkOptions } from "../tensor/checkOptions.js";
import { LinnetError } from "../tensor/errors.js";
import { checkLabels, type Labels, type LabelsOption, occurring } from "./metrics.js";

type Matrix = readonly (readonly number[])[];

/** How many examples of class `labels[row]` were predicted as class `labels[column]`. */
export function confusionMatrix(truth: Labels, predicted: Labels, options: LabelsOption = {}): number[][] {
  checkOptions("confusionMatrix", options, { labels: "list" });
  checkLabels("confusionMatrix", truth, predicted);
  const classes = options.labels ?? occurring(truth, predicted);
  const place = new Map(classes.map((label, index) => [label, index]));
  const matrix = classes.map(() => classes.map(() => 0));
  for (let i = 0; i < truth.length; i += 1) {
    const row = place.get(truth[i]!);
    const column = place.get(predicted[i]!);
    if (row !== undefined && column !== undefined) matrix[row]![column]! += 1;
  }
  return matrix;
}

/** With more classes, the pairs that are taken for each other say more than a matrix. */
export const MOST_IN_MATRIX = 20;
const PAIRS_SHOWN = 10;

/** Examples of class `truth` that were predicted as class `taken`. */
export interface ConfusedPair {
  readonly truth: number;
  readonly taken: number;
  readonly count: number;
}

/** The pairs of classes that are confused, the worst first. */
export function confusedPairs(matrix: Matrix): ConfusedPair[] {
  return matrix
    .flatMap((row, truth) => row.map((count, taken) => ({ count, truth, taken })))
    .filter(({ count, truth, taken }) => count > 0 && truth !== taken)
    .sort((a, b) => b.count - a.count);
}

/** The worst pairs as sentences, and how many more there are. */
export function describePairs(matrix: Matrix, names: readonly string[]): string[] {
  const pairs = confusedPairs(matrix);
  if (pairs.length === 0) return ["No class is taken for another."];
  const worst = pairs.slice(0, PAIRS_SHOWN);
  const rest = pairs.length - worst.length;
  return [
    "Most often confused:",
    ...worst.map(({ count, truth, taken }) => `  ${count} of ${names[truth]} taken for ${names[taken]}`),
    ...(rest > 0 ? [`  and ${rest} ${rest === 1 ? "pair" : "pairs"} more`] : []),
  ];
}

/**
 * A confusion matrix with the names of its classes: a row for each true class, a column for each predicted one. Of more
 * than 20 classes, the pairs that are most often confused.
 * @throws LinnetError unless the matrix has a row and a column for each name
 */
export function formatConfusionMatrix(matrix: Matrix, names: readonly string[]): string {
  const isList = Array.isArray(matrix) && Array.isArray(names);
  const isSquare = isList && matrix.length === names.length && matrix.every((row) => row?.length === names.length);
  if (!isSquare)
    throw new LinnetError("formatConfusionMatrix: expected a matrix with a row and a column for each name");
  if (names.length > MOST_IN_MATRIX) return describePairs(matrix, names).join("\n");
  const width = Math.max(...names.map((name) => name.length), ...matrix.flat().map((count) => String(count).length));
  const line = (head: string, cells: readonly (string | number)[]): string =>
    [head.padStart(width), ...cells.map((cell) => String(cell).padStart(width))].join("  ");
  return [line("", names), ...matrix.map((row, index) => line(names[index]!, row))].join("\n");
}
