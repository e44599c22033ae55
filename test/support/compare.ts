// Comparing arrays, and random ones to compare.

import * as assert from "uvu/assert";
import { seededRandom } from "../../src/tensor/random.js";
import { type Shape, sizeOf } from "../../src/tensor/shape.js";
import { Tensor } from "../../src/tensor/tensor.js";

/** The largest difference, relative to the largest expected value; infinite where one is NaN and the other is not. */
export function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [largest, worst] = [1e-30, 0];
  for (let i = 0; i < expected.length; i += 1) {
    const [a, b] = [found[i]!, expected[i]!];
    if (Object.is(a, b) || a === b) continue;
    const difference = Math.abs(a - b);
    worst = Math.max(worst, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
    if (Number.isFinite(b)) largest = Math.max(largest, Math.abs(b));
  }
  for (let i = 0; i < expected.length; i += 1)
    if (Number.isFinite(expected[i]!)) largest = Math.max(largest, Math.abs(expected[i]!));
  return worst / largest;
}

export function assertClose(
  found: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  assert.is(found.length, expected.length, `${what}: the lengths differ`);
  const error = relativeError(found, expected);
  assert.ok(error <= tolerance, `${what}: expected a relative error of at most ${tolerance}, got ${error}`);
}

/** Infinities, NaN and both zeros, which a relative error does not tell apart, have to stand at the same places. */
export function assertSameSpecials(found: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  for (let i = 0; i < expected.length; i += 1) {
    const value = expected[i]!;
    if (value !== 0 && Number.isFinite(value)) continue;
    const isTiny = value === 0 && found[i] !== 0 && Math.abs(found[i]!) < 1e-30;
    assert.ok(isTiny || Object.is(found[i], value), `${what}: expected ${text(value)} at ${i}, got ${text(found[i]!)}`);
  }
}

function text(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** Normal-looking numbers within -2 and 2, the same for the same key. */
export function randomTensor(shape: Shape, key: string, map: (value: number) => number = (value) => value): Tensor {
  const uniform = seededRandom("test", key);
  const values = new Float32Array(sizeOf(shape));
  for (let index = 0; index < values.length; index += 1) values[index] = map(4 * uniform() - 2);
  return Tensor.from(values, shape, key);
}
