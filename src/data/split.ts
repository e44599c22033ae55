// Setting examples aside for testing.

import { LinnetError } from "../tensor/errors.js";
import { seededRandom, shuffledIndexes } from "../tensor/random.js";

export interface SplitOptions {
  /** Below 1: the part of the examples that is set aside, rounded up; else their number. Default 0.25, as in scikit-learn. */
  readonly testSize?: number;
  /** The class of every example; where it is given, both parts have the classes in the same proportions. */
  readonly stratify?: ArrayLike<number | string>;
  /** Default 0: the same seed gives the same split. */
  readonly seed?: number | string;
  /** Default true; otherwise the last examples are set aside, and `stratify` is not possible. */
  readonly shuffle?: boolean;
}

/** The indexes of both parts; no index is in both, and together they are all. */
export interface Split {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/**
 * Splits the indexes below `length` in two, as scikit-learn's `train_test_split` (its counts, not its random numbers).
 * @throws LinnetError where a part would be empty, or a stratified class has too few examples
 */
export function trainTestSplit(length: number, options: SplitOptions = {}): Split {
  const { testSize = 0.25, stratify, seed = 0, shuffle = true } = options;
  const testCount = testSize < 1 ? Math.ceil(testSize * length) : testSize;
  if (!Number.isInteger(testCount) || testCount < 1 || testCount >= length) {
    throw new LinnetError(`trainTestSplit: expected a testSize that splits ${length} examples in two, got ${testSize}`);
  }
  if (stratify !== undefined) {
    if (!shuffle)
      throw new LinnetError("trainTestSplit: expected shuffle to be true where stratify is given, got false");
    if (stratify.length !== length) {
      throw new LinnetError(`trainTestSplit: expected stratify of ${length} labels, got ${stratify.length}`);
    }
    return stratifiedSplit(stratify, testCount, seed);
  }
  const order = shuffle
    ? shuffledIndexes(length, seededRandom(seed, "split"))
    : Uint32Array.from({ length }, (_, index) => index);
  return { train: order.slice(0, length - testCount), test: order.slice(length - testCount) };
}

/** The entries of a list at these places. */
export function pick<T>(list: readonly T[], indexes: ArrayLike<number>): T[] {
  return Array.from(indexes, (index) => {
    if (index >= list.length) throw new LinnetError(`pick: expected indexes below ${list.length}, got ${index}`);
    return list[index]!;
  });
}

function stratifiedSplit(labels: ArrayLike<number | string>, testCount: number, seed: number | string): Split {
  const members = membersByClass(labels);
  const counts = apportion(members, labels.length, testCount);
  const train: number[] = [];
  const test: number[] = [];
  members.forEach((indexes, place) => {
    const order = shuffledIndexes(indexes.length, seededRandom(seed, "split", place));
    order.forEach((position, rank) => {
      (rank < counts[place]! ? test : train).push(indexes[position]!);
    });
  });
  return { train: shuffled(train, seed, "train"), test: shuffled(test, seed, "test") };
}

/** The indexes of each class, classes in sorted order, so that the split does not depend on which class comes first. */
function membersByClass(labels: ArrayLike<number | string>): number[][] {
  const members = new Map<number | string, number[]>();
  Array.from(labels).forEach((label, index) => {
    const before = members.get(label);
    if (before === undefined) members.set(label, [index]);
    else before.push(index);
  });
  const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [label, { length }] of sorted) {
    if (length < 2)
      throw new LinnetError(`trainTestSplit: expected 2 or more examples of class "${label}", got ${length}`);
  }
  return sorted.map(([, indexes]) => indexes);
}

/** How many of each class are set aside: its share rounded down, and what is missing goes to the largest remainders. */
function apportion(members: readonly number[][], length: number, testCount: number): number[] {
  if (testCount < members.length || length - testCount < members.length) {
    const sizes = `${length - testCount} and ${testCount}`;
    throw new LinnetError(
      `trainTestSplit: expected parts of at least ${members.length} examples, one a class, got ${sizes}`,
    );
  }
  const shares = members.map((indexes) => (indexes.length * testCount) / length);
  const counts = shares.map(Math.floor);
  const missing = testCount - counts.reduce((sum, count) => sum + count, 0);
  const byRemainder = shares.map((share, place) => ({ place, remainder: share - counts[place]! }));
  byRemainder.sort((a, b) => b.remainder - a.remainder || a.place - b.place);
  for (const { place } of byRemainder.slice(0, missing)) counts[place]! += 1;
  return counts;
}

function shuffled(indexes: readonly number[], seed: number | string, part: string): Uint32Array {
  return shuffledIndexes(indexes.length, seededRandom(seed, "split", part)).map((position) => indexes[position]!);
}
