// What `linnet prune` prints: accuracy against sparsity, a line a level.

import type { PrunedLevel } from "../../jobs/prune/level.js";

const WIDTHS = [8, 13, 9, 9, 11];

export const levelHeader = line(["sparsity", "weights left", "accuracy", "file", "after gzip"]);

export function describeLevel({ weights, zeros, accuracy, fileBytes, gzipBytes }: PrunedLevel): string {
  const left = (weights - zeros).toLocaleString("en");
  return line([
    (zeros / weights).toFixed(3),
    left,
    accuracy.toFixed(4),
    inMegabytes(fileBytes),
    inMegabytes(gzipBytes),
  ]);
}

function line(cells: readonly string[]): string {
  return cells.map((cell, column) => cell.padStart(WIDTHS[column]!)).join(" ");
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
