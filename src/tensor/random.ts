// Random numbers that depend on a seed and never on the order of work.

/// <reference path="./seedrandom.d.ts" />
import seedrandom from "seedrandom/seedrandom.js";

/**
 * A stream of uniform numbers in [0, 1) that belongs to these keys, as in `seededRandom(seed, "rotation", index)`.
 * Equal keys give equal streams, wherever and whenever they are used.
 */
export function seededRandom(...keys: readonly (string | number)[]): () => number {
  return seedrandom(keys.join("/"));
}

/** A standard normal number, by the polar form of Box and Muller's method. */
export function normalRandom(uniform: () => number): number {
  for (;;) {
    const x = 2 * uniform() - 1;
    const y = 2 * uniform() - 1;
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
  }
}

/** The whole numbers below `length` in random order (Fisher and Yates). */
export function shuffledIndexes(length: number, uniform: () => number): Uint32Array {
  const indexes = Uint32Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last -= 1) {
    const other = Math.floor(uniform() * (last + 1));
    const moved = indexes[last]!;
    indexes[last] = indexes[other]!;
    indexes[other] = moved;
  }
  return indexes;
}
