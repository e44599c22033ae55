// Results are compared before anything is timed.

/** The largest difference, in parts of the largest expected value. */
export function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [worst, largest] = [0, 1e-30];
  for (let i = 0; i < expected.length; i += 1) {
    worst = Math.max(worst, Math.abs(found[i]! - expected[i]!));
    largest = Math.max(largest, Math.abs(expected[i]!));
    if (Number.isNaN(found[i])) return Number.POSITIVE_INFINITY;
  }
  return found.length === expected.length ? worst / largest : Number.POSITIVE_INFINITY;
}

/** What logits `[batch, 1000]` mean. */
export function softmax(logits: readonly number[]): number[] {
  const rows = Array.from({ length: logits.length / 1000 }, (_, row) => logits.slice(1000 * row, 1000 * (row + 1)));
  return rows.flatMap((row) => {
    const largest = Math.max(...row);
    const powers = row.map((value) => Math.exp(value - largest));
    const sum = powers.reduce((total, power) => total + power, 0);
    return powers.map((power) => power / sum);
  });
}

interface Named {
  readonly name: string;
  readonly values: ArrayLike<number>;
}

/** @throws Error naming both, where they differ by more than `tolerance` of the largest value */
export function assertAgree(found: Named, expected: Named, tolerance: number): void {
  const error = relativeError(found.values, expected.values);
  if (error > tolerance)
    throw new Error(`${found.name} differs from ${expected.name} by ${error} of the largest value`);
}
