// What `linnet prune` prints: accuracy against sparsity, a line a level.

import type { PrunedLevel } from "../../jobs/prune/level.js";

const COLUMNS = [
  ["sparsity", 8],
  ["weights left", 13],
  ["accuracy", 9],
  ["file", 9],
  ["after gzip", 11],
] as const;

export const levelHeader = line(COLUMNS.map(([title]) => title));

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
  return cells.map((cell, column) => cell.padStart(COLUMNS[column]![1])).join(" ");
}

function inMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
