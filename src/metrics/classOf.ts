// From what a network says of an example to the class that it means.

/** The class of a row: the index of its largest entry, or, for a single number, whether it is above a half. */
export function classOf(rows: ArrayLike<number>, start: number, columns: number): number {
  if (columns === 1) return rows[start]! > 0.5 ? 1 : 0;
  let best = 0;
  for (let index = 1; index < columns; index += 1) if (rows[start + index]! > rows[start + best]!) best = index;
  return best;
}
