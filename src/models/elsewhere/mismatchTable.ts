// What is wrong with weights, as a table: the first rows, and how many there are of each kind.

import { alignLeft } from "../../model/textTable.js";
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
/** A row of three columns fits into a terminal of 80. */
const WIDEST = { name: 38, shape: 17 };

/**
 * @param what the file and the network, as `FILE: does not fit NETWORK`
 * @param count how many weights the network has. Default: unknown
 */
export function mismatchError(what: string, mismatches: readonly Mismatch[], count = 0): LinnetError {
  const missing = mismatches.filter(({ found }) => found === null).length;
  const unused = mismatches.filter(({ expected }) => expected === null).length;
  const counts = [
    [missing, "missing"],
    [unused, "unused"],
    [mismatches.length - missing - unused, "of another shape"],
  ] as const;
  const summary = counts.filter(([count]) => count > 0).map(([count, kind]) => `${count} ${kind}`);
  const isOther = mismatches.length - unused > count / 2 && count > 0;
  const rows = mismatches
    .slice(0, SHOWN)
    .map(({ name, weight, expected, found }) => [
      shortened(name === "" ? weight! : name, WIDEST.name),
      shortened(expected === null ? "unused" : formatShape(expected), WIDEST.shape),
      shortened(found === null ? "missing" : formatShape(found), WIDEST.shape),
    ]);
  const more = mismatches.length > SHOWN ? [`  and ${mismatches.length - SHOWN} more`] : [];
  const head = `${what}: ${isOther ? "this is another network: " : ""}${summary.join(", ")}`;
  const table = alignLeft([["weight", "expected", "found"], ...rows]).map((line) => `  ${line}`);
  return new LinnetError([head, ...table, ...more].join("\n"));
}

/** Without its middle, if it is too wide: the ends of names tell them apart. */
function shortened(text: string, width: number): string {
  if (text.length <= width) return text;
  const end = Math.floor((width - 1) / 2);
  return `${text.slice(0, width - 1 - end)}…${text.slice(-end)}`;
}
