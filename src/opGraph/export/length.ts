// Lengths that may grow with the batch: what a graph traced with two batches of different size says about all others.

import type { Shape } from "../../tensor/shape.js";

/** The batches that a network is traced with. */
export const tracedBatches = [2, 3] as const;

/** A number of a graph: `fixed + perExample * batch`. */
export interface Length {
  readonly fixed: number;
  readonly perExample: number;
}

/** The length that is `first` with the first of `tracedBatches` and `second` with the other. */
export function lengthOf(first: number, second: number): Length {
  const perExample = second - first;
  return { fixed: first - perExample * tracedBatches[0], perExample };
}

export function lengthsOf(first: Shape, second: Shape): Length[] {
  return first.map((length, axis) => lengthOf(length, second[axis]!));
}

export function isFixed({ perExample }: Length): boolean {
  return perExample === 0;
}

/** With a batch of one. */
export function ofOne({ fixed, perExample }: Length): number {
  return fixed + perExample;
}
