// What is wrong with weights, as a table: the first rows, and how many there are of each kind.

import { LinnetError } from "../../tensor/errors.js";
import { formatShape, type Shape } from "../../tensor/shape.js";

export interface Mismatch {
  /** The name in the file. */
  readonly name: string;
  /** Linnet's name; null if the file's weight is unused. */
  readonly weight: string | null;
  /** Null if the file's weight is unused. */
  readonly expected: Shape | null;
  /** Null if it is missing. */
  readonly found: Shape | null;
}

const SHOWN = 8;

const inFile = ["in the file", "here", "expected", "found"] as const;

/** @param what the file and the network, as `FILE: does not fit NETWORK` */
export function mismatchError(
  what: string,
  mismatches: readonly Mismatch[],
  titles: readonly [name: string, weight: string, expected: string, found: string] = inFile,
): LinnetError {
  const missing = mismatches.filter(({ found }) => found === null).length;
  const unused = mismatches.filter(({ expected }) => expected === null).length;
  const counts = [
    [missing, "missing"],
    [unused, "unused"],
    [mismatches.length - missing - unused, "of another shape"],
  ] as const;
  const summary = counts.filter(([count]) => count > 0).map(([count, kind]) => `${count} ${kind}`);
  const rows = mismatches.slice(0, SHOWN).map(({ name, weight, expected, found }) => {
    return [
      name,
      weight ?? "",
      expected === null ? "unused" : formatShape(expected),
      found === null ? "missing" : formatShape(found),
    ];
  });
  const more = mismatches.length > SHOWN ? [`  and ${mismatches.length - SHOWN} more`] : [];
  return new LinnetError([`${what}: ${summary.join(", ")}`, ...alignedRows([titles, ...rows]), ...more].join("\n"));
}

function alignedRows(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map(
    (row) =>
      `  ${row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd()}`,
  );
}
