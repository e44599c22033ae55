// Setting whole groups aside, so that copies of one example are never on both sides of a split.

import { LinnetError } from "../tensor/errors.js";
import { seededRandom } from "../tensor/random.js";

interface Group {
  readonly members: readonly number[];
  /** How many of its members are of each class. */
  readonly counts: readonly number[];
}

export interface GroupedSplitOptions {
  /** What errors call the classes. */
  readonly names: readonly (number | string)[];
  /** The indexes of each class. */
  readonly members: readonly (readonly number[])[];
  /** The group of each index. */
  readonly groups: ArrayLike<number | string>;
  /** How many of each class are to be set aside. */
  readonly counts: readonly number[];
  readonly seed: number | string;
}

/** The indexes of both parts, in no order that means anything. */
export interface Parts {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/**
 * Divides whole groups. They come in random order, and each is set aside where that brings the classes nearer to their
 * counts (in the sum of the differences); so large groups have their chance too, and where no group has two classes, a
 * count is missed by half of its class's largest group at most.
 * @throws LinnetError if a class would be missing on one side
 */
export function divideGroups({ names, members, groups, counts, seed }: GroupedSplitOptions): Parts {
  const all = collectGroups(members, groups);
  const order = inRandomOrder(all, seed);
  const held = new Set<Group>();
  const missing = [...counts];
  for (const group of order) {
    const change = group.counts.reduce((sum, count, place) => {
      const before = missing[place]!;
      return sum + Math.abs(before - count) - Math.abs(before);
    }, 0);
    if (change >= 0) continue;
    held.add(group);
    group.counts.forEach((count, place) => {
      missing[place]! -= count;
    });
  }
  const kept = new Set(order.filter((group) => !held.has(group)));
  for (const place of counts.keys()) {
    bringClass(names[place]!, place, kept, held);
    bringClass(names[place]!, place, held, kept);
  }
  const membersOf = (side: ReadonlySet<Group>): number[] => [...side].flatMap((group) => group.members);
  return { train: membersOf(kept), test: membersOf(held) };
}

/** By a number that belongs to a group's first member: where one group is found or lost, the others keep their order. */
function inRandomOrder(groups: readonly Group[], seed: number | string): Group[] {
  return groups
    .map((group) => ({ group, chance: seededRandom(seed, "split", "group", Math.min(...group.members))() }))
    .sort((a, b) => a.chance - b.chance)
    .map(({ group }) => group);
}

function collectGroups(members: readonly (readonly number[])[], groups: ArrayLike<number | string>): Group[] {
  const found = new Map<number | string, { members: number[]; counts: number[] }>();
  members.forEach((indexes, place) => {
    for (const index of indexes) {
      const name = groups[index]!;
      const group = found.get(name) ?? { members: [], counts: members.map(() => 0) };
      group.members.push(index);
      group.counts[place]! += 1;
      found.set(name, group);
    }
  });
  return [...found.values()];
}

/** If a side lacks a class, moves the smallest group that the other side can spare. */
function bringClass(name: number | string, place: number, from: Set<Group>, to: Set<Group>): void {
  if (hasClass(to, place)) return;
  const spare = [...from].filter((group) => group.counts[place]! > 0 && isSpare(group, from));
  spare.sort((a, b) => a.members.length - b.members.length);
  const smallest = spare[0];
  if (smallest === undefined) {
    const count = [...from, ...to].filter((group) => group.counts[place]! > 0).length;
    throw new LinnetError(
      `trainTestSplit: expected groups of which both sides get some of every class, got class "${name}" in ${count} of them`,
    );
  }
  from.delete(smallest);
  to.add(smallest);
}

function isSpare(group: Group, side: ReadonlySet<Group>): boolean {
  const others = new Set(side);
  others.delete(group);
  return group.counts.every((count, place) => count === 0 || hasClass(others, place));
}

function hasClass(side: ReadonlySet<Group>, place: number): boolean {
  return [...side].some(({ counts }) => counts[place]! > 0);
}
