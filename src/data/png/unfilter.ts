// Undoes the filter of a PNG's row (PNG specification, chapter 9), in place.

/** A row among the inflated data. */
export interface Row {
  /** Where its filter byte stands. */
  readonly start: number;
  /** Without the filter byte. */
  readonly length: number;
  /** From a byte to the one of the pixel before it. */
  readonly step: number;
  /** Whether no row of the same pass is above it: then zeros are. */
  readonly isFirst: boolean;
}

/** @returns false if there is no such filter */
export function unfilterRow(data: Uint8Array, { start, length, step, isFirst }: Row): boolean {
  const filter = data[start];
  const first = start + 1;
  const end = first + length;
  const firstWithLeft = Math.min(first + step, end);
  /** From a byte to the one above it. */
  const up = length + 1;
  if (filter === 0) return true;
  if (filter === 1 || (filter === 4 && isFirst)) {
    // Where all above is 0, Paeth's predictor is what is on the left.
    for (let at = firstWithLeft; at < end; at += 1) data[at]! += data[at - step]!;
    return true;
  }
  if (filter === 2) {
    if (!isFirst) for (let at = first; at < end; at += 1) data[at]! += data[at - up]!;
    return true;
  }
  if (filter === 3) {
    if (isFirst) {
      for (let at = firstWithLeft; at < end; at += 1) data[at]! += data[at - step]! >> 1;
      return true;
    }
    for (let at = first; at < firstWithLeft; at += 1) data[at]! += data[at - up]! >> 1;
    for (let at = firstWithLeft; at < end; at += 1) data[at]! += (data[at - step]! + data[at - up]!) >> 1;
    return true;
  }
  if (filter !== 4) return false;
  for (let at = first; at < firstWithLeft; at += 1) data[at]! += data[at - up]!;
  for (let at = firstWithLeft; at < end; at += 1) {
    const left = data[at - step]!;
    const above = data[at - up]!;
    const corner = data[at - step - up]!;
    // The distances of left + above - corner from each of the three.
    const toLeft = Math.abs(above - corner);
    const toAbove = Math.abs(left - corner);
    const toCorner = Math.abs(left + above - 2 * corner);
    data[at]! += toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
  }
  return true;
}
