// What `linnet tune` prints of a rung: a table.

import type { Rung } from "../../train/successiveHalving.js";
import type { Candidate } from "./configuration.js";
import type { Score } from "./headTrial.js";

const HEADER = ["trial", "learning rate", "hidden", "dropout", "accuracy", "loss"];

/** A rung's `shown` best trials; 10. */
export function describeRung({ epochs, trials }: Rung<Candidate, Score>, shown = 10): string {
  const rows = trials
    .slice(0, shown)
    .map(({ candidate: { number, configuration }, result }) => [
      `${number}`,
      `${configuration.learningRate}`,
      `${configuration.hidden}`,
      `${configuration.dropout}`,
      result.accuracy.toFixed(4),
      Number.isFinite(result.loss) ? result.loss.toFixed(4) : "diverged",
    ]);
  const more = trials.length > shown ? [`and ${trials.length - shown} more`] : [];
  const title = `After ${plural(epochs, "epoch")}, ${plural(trials.length, "trial")}, the best first:`;
  return [title, ...alignRight([HEADER, ...rows]), ...more].join("\n");
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function alignRight(rows: readonly (readonly string[])[]): string[] {
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, column) => cell.padStart(widths[column]!)).join("  "));
}
