// Which marks a run has reached.

import { type Limit, marks } from "./marks.ts";
import type { Results } from "./parts.ts";
import { formatTable } from "./report.ts";

/** A mark, and what the run says of it. */
interface JudgedMark {
  readonly number: number;
  readonly what: string;
  readonly wanted: string;
  /** Null where this run did not measure it. */
  readonly measured: string | null;
  readonly reached: boolean | null;
}

export function marksOf(results: Results): JudgedMark[] {
  return marks.map(({ number, what, wanted, unit, measure }) => {
    const value = measure(results);
    const limit = typeof wanted === "function" ? wanted(results) : wanted;
    const reached = value === null ? null : "atLeast" in limit ? value >= limit.atLeast : value <= limit.atMost;
    const measured = value === null ? null : `${value.toFixed(2)}${unit}`;
    return { number, what, wanted: wordsOf(limit, unit), measured, reached };
  });
}

function wordsOf(limit: Limit, unit: string): string {
  if ("atLeast" in limit) return `at least ${limit.atLeast}${unit}`;
  const { atMost, proof } = limit;
  return proof === undefined ? `at most ${atMost}${unit}` : `at most ${atMost.toFixed(2)}${unit}, ${proof}`;
}

export function formatMarks(judged: readonly JudgedMark[]): string {
  const rows = judged
    .filter(({ measured }) => measured !== null)
    .map(({ number, what, wanted, measured, reached }) => [
      `${number}. ${what}`,
      wanted,
      measured!,
      reached ? "reached" : "missed",
    ]);
  const unknown = judged.length - rows.length;
  const table = formatTable(["mark", "wanted", "measured", ""], rows);
  return unknown === 0 ? table : `${table}\n${unknown} more were not measured in this run`;
}
