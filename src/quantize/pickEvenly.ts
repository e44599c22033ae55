// A few of a long list.

/** So many evenly through a list, such as one that has the photographs of a class one after the other. */
export function pickEvenly<T>(list: readonly T[], most: number): T[] {
  const count = Math.min(most, list.length);
  return Array.from({ length: count }, (_, place) => list[Math.floor((place * list.length) / count)]!);
}
