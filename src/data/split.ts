// Setting examples aside for testing.

import { compareCodePoints } from "../platform/compareCodePoints.js";
import { checkOptions, type OptionKinds } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import { seededRandom, shuffledIndexes } from "../tensor/random.js";
import { divideGroups, type Parts } from "./groupedSplit.js";

export interface SplitOptions {
  /**
   * Below 1: the part of the examples that is set aside, rounded up; else their number. Default: 0.25, as in scikit-learn;
   * jobs say 0.2 (`jobs/dataset/options.ts`).
   */
  readonly testSize?: number;
  /** The class of every example. If given, both parts have the classes in the same proportions. */
  readonly stratify?: ArrayLike<number | string>;
  /**
   * The group of every example, such as the photograph that it is a copy of: a group is never divided. The parts' sizes,
   * and their classes' proportions, are then as near to what is asked as whole groups allow.
   */
  readonly groups?: ArrayLike<number | string>;
  /** The same seed gives the same split. Default: 0. */
  readonly seed?: number | string;
  /** False sets the last examples aside, and allows neither `stratify` nor `groups`. Default: true. */
  readonly shuffle?: boolean;
}

const kinds: OptionKinds<SplitOptions> = {
  testSize: "number",
  stratify: "any",
  groups: "any",
  seed: ["number", "string"],
  shuffle: "boolean",
};

/** The indexes of both parts; no index is in both, and together they are all. */
export interface Split {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/** Their order alone takes half a gigabyte. */
const MOST = 2 ** 27;

/**
 * Splits the indexes below `length` in two, as scikit-learn's `train_test_split` (its counts, not its random numbers).
 * @throws LinnetError if a part would be empty, or a stratified class has too few examples or groups
 */
export function trainTestSplit(length: number, options: SplitOptions = {}): Split {
  if (!Number.isInteger(length) || length < 0 || length > 2 ** 30)
    throw new LinnetError(`trainTestSplit: expected the number of examples, got ${describe(length)}`);
  if (length > MOST) throw new LinnetError(`trainTestSplit: expected ${MOST} examples at most, got ${length}`);
  checkOptions("trainTestSplit", options, kinds);
  const { testSize = 0.25, stratify, groups, seed = 0, shuffle = true } = options;
  const testCount = testSize < 1 ? Math.ceil(testSize * length) : testSize;
  if (!Number.isInteger(testCount) || testCount < 1 || testCount >= length) {
    throw new LinnetError(`trainTestSplit: expected a testSize that splits ${length} examples in two, got ${testSize}`);
  }
  checkPerExample("stratify", stratify, length, shuffle);
  checkPerExample("groups", groups, length, shuffle);
  if (stratify !== undefined || groups !== undefined) {
    return stratifiedSplit({ labels: stratify ?? new Uint8Array(length), groups, testCount, seed });
  }
  const order = shuffle
    ? shuffledIndexes(length, seededRandom(seed, "split"))
    : Uint32Array.from({ length }, (_, index) => index);
  return { train: order.slice(0, length - testCount), test: order.slice(length - testCount) };
}

function checkPerExample(name: string, list: ArrayLike<unknown> | undefined, length: number, shuffle: boolean): void {
  if (list === undefined) return;
  if (!shuffle) throw new LinnetError(`trainTestSplit: expected shuffle to be true where ${name} is given, got false`);
  if (!Array.isArray(list) && !ArrayBuffer.isView(list))
    throw new LinnetError(`trainTestSplit: expected ${name} in an array, got ${describe(list)}`);
  if (list.length !== length) {
    throw new LinnetError(`trainTestSplit: expected ${name} of ${length} labels, got ${list.length}`);
  }
  const wrong = Array.from(list).findIndex((label) => !isLabel(label));
  if (wrong >= 0)
    throw new LinnetError(
      `trainTestSplit: expected ${name} to be numbers or strings, got ${describe(list[wrong])} at place ${wrong}`,
    );
}

function isLabel(label: unknown): boolean {
  return typeof label === "string" || (typeof label === "number" && !Number.isNaN(label));
}

interface Stratified {
  readonly labels: ArrayLike<number | string>;
  readonly groups: ArrayLike<number | string> | undefined;
  readonly testCount: number;
  readonly seed: number | string;
}

function stratifiedSplit({ labels, groups, testCount, seed }: Stratified): Split {
  const { names, members } = membersByClass(labels);
  const counts = apportion(members, { length: labels.length, testCount, seed });
  const { train, test } =
    groups === undefined
      ? divideClasses(members, counts, seed)
      : divideGroups({ names, members, groups, counts, seed });
  return { train: shuffled(train, seed, "train"), test: shuffled(test, seed, "test") };
}

/** Sets as many of each class aside as `counts` says, at random. */
function divideClasses(members: readonly number[][], counts: readonly number[], seed: number | string): Parts {
  const train: number[] = [];
  const test: number[] = [];
  members.forEach((indexes, place) => {
    const order = shuffledIndexes(indexes.length, seededRandom(seed, "split", place));
    order.forEach((position, rank) => {
      (rank < counts[place]! ? test : train).push(indexes[position]!);
    });
  });
  return { train, test };
}

/** The indexes of each class, classes in sorted order, so that the split does not depend on which class comes first. */
function membersByClass(labels: ArrayLike<number | string>): {
  readonly names: readonly (number | string)[];
  readonly members: readonly number[][];
} {
  const members = new Map<number | string, number[]>();
  Array.from(labels).forEach((label, index) => {
    const before = members.get(label);
    if (before === undefined) members.set(label, [index]);
    else before.push(index);
  });
  const sorted = [...members].sort(([a], [b]) => compareLabels(a, b));
  for (const [label, { length }] of sorted) {
    if (length < 2)
      throw new LinnetError(
        `trainTestSplit: expected 2 or more examples of class ${describe(String(label))}, got ${length}`,
      );
  }
  return { names: sorted.map(([label]) => label), members: sorted.map(([, indexes]) => indexes) };
}

/** Numbers by size, then names by code point. */
function compareLabels(first: number | string, second: number | string): number {
  if (typeof first === "number") return typeof second === "number" ? first - second : -1;
  return typeof second === "number" ? 1 : compareCodePoints(first, second);
}

interface Apportioned {
  readonly length: number;
  readonly testCount: number;
  readonly seed: number | string;
}

/**
 * How many of each class are set aside. As in scikit-learn (`_approximate_mode`) it is those to train on that are counted: each
 * class's share rounded down, and what is missing goes to the largest remainders, of equal ones at random.
 */
function apportion(members: readonly number[][], { length, testCount, seed }: Apportioned): number[] {
  const trainCount = length - testCount;
  if (testCount < members.length || trainCount < members.length) {
    const sizes = `${trainCount} and ${testCount}`;
    throw new LinnetError(
      `trainTestSplit: expected parts of at least ${members.length} examples, one a class, got ${sizes}`,
    );
  }
  // In scikit-learn's order of operations, whose rounding decides what is equal.
  const shares = members.map((indexes) => (indexes.length / length) * trainCount);
  const counts = shares.map(Math.floor);
  const missing = trainCount - counts.reduce((sum, count) => sum + count, 0);
  const chance = shuffledIndexes(members.length, seededRandom(seed, "split", "remainders"));
  const byRemainder = shares.map((share, place) => ({ place, remainder: share - counts[place]! }));
  byRemainder.sort((a, b) => b.remainder - a.remainder || chance[a.place]! - chance[b.place]!);
  for (const { place } of byRemainder.slice(0, missing)) counts[place]! += 1;
  return members.map((indexes, place) => indexes.length - counts[place]!);
}

function shuffled(indexes: readonly number[], seed: number | string, part: string): Uint32Array {
  return shuffledIndexes(indexes.length, seededRandom(seed, "split", part)).map((position) => indexes[position]!);
}
