// Where a curve bends: two straight lines through its logarithms meet there, each a cost that grows by one power.

import type { Curve, CurvePoint } from "./measure.js";

export interface Bend {
  readonly at: number;
  /** By which power the cost grows up to there, and from there on. */
  readonly before: number;
  readonly after: number;
}

/** A smaller change of the power may be chance. */
const CLEAR = 0.25;

type Place = readonly [x: number, y: number];

/** The point at which the two lines that fit best meet; null if their powers are nearly the same. */
export function bendOf({ points }: Curve, costOf: (point: CurvePoint) => number): Bend | null {
  const places = points.map((point): Place => [Math.log(point.at), Math.log(costOf(point))]);
  const bends = points.slice(1, -1).map(({ at }, index) => {
    const [first, second] = [fit(places.slice(0, index + 2)), fit(places.slice(index + 1))];
    return { at, before: first.slope, after: second.slope, error: first.error + second.error };
  });
  const [best] = bends.toSorted((a, b) => a.error - b.error);
  if (best === undefined || Math.abs(best.after - best.before) < CLEAR) return null;
  return { at: best.at, before: best.before, after: best.after };
}

/** The line of least squares. */
function fit(places: readonly Place[]): { readonly slope: number; readonly error: number } {
  const mean = (value: (place: Place) => number): number =>
    places.reduce((sum, place) => sum + value(place), 0) / places.length;
  const [meanX, meanY] = [mean(([x]) => x), mean(([, y]) => y)];
  const slope = mean(([x, y]) => (x - meanX) * (y - meanY)) / mean(([x]) => (x - meanX) ** 2);
  const error = places.reduce((sum, [x, y]) => sum + (y - meanY - slope * (x - meanX)) ** 2, 0);
  return { slope, error };
}
