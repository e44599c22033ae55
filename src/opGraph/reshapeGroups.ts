// What a reshape does to axes: the smallest runs of neighboring axes that become runs of as many elements.

import type { Shape } from "../tensor/shape.js";

/** Axes of both shapes that hold the same numbers. */
export interface ReshapeGroup {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** Both shapes cut into groups; they have the same number of elements. */
export function reshapeGroups(from: Shape, to: Shape): ReshapeGroup[] {
  const groups: ReshapeGroup[] = [];
  let [i, j] = [0, 0];
  while (i < from.length || j < to.length) {
    const [fromStart, toStart] = [i, j];
    let [left, right] = [1, 1];
    do {
      if ((left <= right && i < from.length) || j >= to.length) left *= from[i++]!;
      else right *= to[j++]!;
    } while (left !== right && (i < from.length || j < to.length));
    groups.push({ from: range(fromStart, i), to: range(toStart, j) });
  }
  return groups;
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}
