// The numbers of axes, counted from 0 or, below 0, from the end.

import { LinnetError } from "../../tensor/errors.js";

/** @throws LinnetError if there is no such axis */
export function axisOf(axis: number, rank: number): number {
  if (Number.isInteger(axis) && axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  throw new LinnetError(`expected an axis among the ${rank} that there are, got ${axis}`);
}

/** @throws LinnetError if there is no such axis, or one is named twice */
export function axesOf(axes: readonly number[], rank: number): number[] {
  const counted = axes.map((axis) => axisOf(axis, rank));
  if (new Set(counted).size === counted.length) return counted;
  throw new LinnetError(`expected each axis once, got ${axes.join(", ")}`);
}
