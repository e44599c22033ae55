// Names that a person types: known in Keras's spelling and in linnet's, and corrected where they are not known.

/** `Categorical_Crossentropy`, `categoricalCrossentropy` and `CategoricalCrossentropy` are one name. */
function plain(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

/** The entry under the name that was meant, whatever its case and underscores; undefined if there is none. */
export function findByName<T>(entries: { readonly [name: string]: T }, given: unknown): T | undefined {
  if (typeof given !== "string") return undefined;
  return Object.entries(entries).find(([name]) => plain(name) === plain(given))?.[1];
}

/** What an error says of a name that is not known: all that are, and the nearest one if it is near. */
export function explainName(given: unknown, names: readonly string[]): string {
  const found = `expected one of ${names.join(", ")}, got ${JSON.stringify(given) ?? given}`;
  if (typeof given !== "string") return found;
  const [nearest] = names
    .map((name) => ({ name, distance: editDistance(plain(given), plain(name)) }))
    .sort((first, second) => first.distance - second.distance);
  const isNear = nearest !== undefined && nearest.distance <= Math.max(1, nearest.name.length / 3);
  return isNear ? `${found}: did you mean "${nearest.name}"?` : found;
}

/** How many letters are put in, left out or changed between two words (Levenshtein). */
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
