// Groups from pairs: what is like the same third belongs together.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Pair } from "./nearDuplicates.js";

/**
 * The group of each of `count` items, named by the group's first member: the connected parts of the graph whose edges are
 * the pairs, by union-find with path halving.
 * @throws LinnetError if a pair names a place that there is not
 */
export function groupPairs(count: number, pairs: Iterable<Pair>): Uint32Array {
  if (!Number.isInteger(count) || count < 0)
    throw new LinnetError(`groupPairs: expected a count of 0 or more, got ${describe(count)}`);
  const parents = Uint32Array.from({ length: count }, (_, index) => index);
  const rootOf = (item: number): number => {
    let root = item;
    while (parents[root] !== root) {
      parents[root] = parents[parents[root]!]!;
      root = parents[root]!;
    }
    return root;
  };
  for (const [first, second] of pairs) {
    if (!(first in parents && second in parents))
      throw new LinnetError(`groupPairs: expected places below ${count}, got the pair ${first}, ${second}`);
    const [a, b] = [rootOf(first), rootOf(second)];
    // The smaller index stays the root, so that a group's name does not depend on the order of the pairs.
    parents[Math.max(a, b)] = Math.min(a, b);
  }
  return parents.map((_, item) => rootOf(item));
}

/** The members of every group that has two or more, in order. */
export function membersOfGroups(groups: ArrayLike<number | string>): number[][] {
  const members = new Map<number | string, number[]>();
  Array.from(groups).forEach((group, item) => {
    const known = members.get(group);
    if (known === undefined) members.set(group, [item]);
    else known.push(item);
  });
  return [...members.values()].filter(({ length }) => length > 1);
}
