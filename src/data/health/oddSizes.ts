// Photographs whose size is unlike that of the others, or leaves a network little to see.

import type { PictureSize } from "../picture.js";

export interface OddSize extends PictureSize {
  /** The photograph's place in the list. */
  readonly index: number;
  readonly reason: string;
}

/** The shorter side, in pixels, below which a face or a thing is hard to tell. */
const SMALL_SIDE = 32;
/** The longer side by the shorter one: resized to a square, such a picture is hardly recognized. */
const LARGEST_RATIO = 3;
/** Iglewicz and Hoaglin's modified z-score, above which a value is an outlier (How to Detect and Handle Outliers, 1993). */
const LARGEST_SCORE = 3.5;
/** What makes the median absolute deviation of a normal distribution its standard deviation. */
const NORMAL_DEVIATION = 1.4826;
/** Up to so many times more or fewer pixels than the median (8 times a side) are ordinary, however alike the others are. */
const ORDINARY_FACTOR = 64;

/** One entry, with the first reason that holds, for each odd photograph. */
export function findOddSizes(sizes: readonly PictureSize[]): OddSize[] {
  const logarithms = sizes.map(({ width, height }) => Math.log2(width * height));
  const middle = median(logarithms);
  const deviation = NORMAL_DEVIATION * median(logarithms.map((value) => Math.abs(value - middle)));
  const ordinary = Math.max(LARGEST_SCORE * deviation, Math.log2(ORDINARY_FACTOR));
  return sizes.flatMap(({ width, height }, index) => {
    const difference = logarithms[index]! - middle;
    const reason = oddShape(width, height) ?? (Math.abs(difference) > ordinary ? oddArea(difference) : null);
    return reason === null ? [] : [{ index, width, height, reason }];
  });
}

function oddShape(width: number, height: number): string | null {
  const [shorter, longer] = [Math.min(width, height), Math.max(width, height)];
  if (shorter < SMALL_SIDE) return "very small";
  return longer > LARGEST_RATIO * shorter ? `sides of ${(longer / shorter).toFixed(1)} to 1` : null;
}

function oddArea(difference: number): string {
  const factor = 2 ** Math.abs(difference);
  return `${Math.round(factor)} times ${difference > 0 ? "more" : "fewer"} pixels than the median`;
}

/** 0 for no value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = Math.floor(sorted.length / 2);
  const lower = Math.ceil(sorted.length / 2) - 1;
  return sorted.length === 0 ? 0 : (sorted[lower]! + sorted[upper]!) / 2;
}
