// Names that a person types: accepted in Keras's spelling and in linnet's, with a suggestion for unknown ones.

import { describe } from "./describe.js";
import { LinnetError } from "./errors.js";

/** Keras's spelling of a name: `SnakeCase<"meanSquaredError">` is `"mean_squared_error"`. */
export type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : Name;

/** `Categorical_Crossentropy`, `categoricalCrossentropy` and `CategoricalCrossentropy` are one name. */
export function plainName(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

/**
 * The entry of that name, whatever its case and underscores.
 * @param what what is named, such as "compile: loss"
 * @throws LinnetError if the name is unknown, with all known names and the nearest one
 */
export function entryByName<T>(what: string, entries: { readonly [name: string]: T }, given: unknown): T {
  const names = Object.keys(entries);
  const known = typeof given === "string" ? names.find((name) => plainName(name) === plainName(given)) : undefined;
  if (known !== undefined) return entries[known]!;
  const nearest = typeof given === "string" ? nearestName(given, names) : null;
  const hint = nearest === null ? "" : `: did you mean "${nearest}"?`;
  throw new LinnetError(`${what}: expected one of ${names.join(", ")}, got ${describe(given)}${hint}`);
}

/** The name that is spelled most like the given one, or null if none is near. */
export function nearestName(given: string, names: readonly string[]): string | null {
  const distances = names.map((name) => editDistance(plainName(given), plainName(name)));
  const least = Math.min(...distances);
  const nearest = names[distances.indexOf(least)]!;
  return least <= Math.max(1, nearest.length / 3) ? nearest : null;
}

/** The number of letters inserted, removed or changed between two words (Levenshtein). */
function editDistance(first: string, second: string): number {
  let row = Array.from({ length: second.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...first].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...second].entries()) {
      next.push(Math.min(row[column]! + (letter === other ? 0 : 1), row[column + 1]! + 1, next[column]! + 1));
    }
    row = next;
  }
  return row[second.length]!;
}
