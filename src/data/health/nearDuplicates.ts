// Which pictures show the same photograph: resized, encoded anew, brighter, mirrored or cropped a little.

import { checkOptions } from "../../tensor/checkOptions.js";
import type { Picture } from "../picture.js";
import { countBits, GREY_SIDE, grayOf, hashOfGray, type PerceptualHash } from "./perceptualHash.js";

/** What is kept of a picture to compare it with all others. */
export interface Fingerprint {
  readonly hash: PerceptualHash;
  /** Its gray values `[32, 32]` with mean 0 and length 1; all 0 if the picture is of one gray. */
  readonly thumbnail: Float32Array;
}

/** Two places in a list of pictures. */
export type Pair = readonly [first: number, second: number];

export interface LikenessOptions {
  /** The most bits of 64 in which the hashes differ. Default: 10. */
  readonly maximumDistance?: number;
  /** The least correlation of the gray pictures. Default: 0.85. */
  readonly minimumCorrelation?: number;
}

export function fingerprintOf(picture: Picture): Fingerprint {
  const gray = grayOf(picture);
  return { hash: hashOfGray(gray), thumbnail: standardized(gray) };
}

/**
 * Every pair of pictures that show the same photograph: near by hash, and near in their gray pixels, which tells apart
 * the different photographs with one layout that the hash alone takes for the same.
 *
 * All pairs are compared: with one count of bits for most of them, 10,000 pictures take less than a second, and no index
 * helps much at 10 bits of 64.
 */
export function similarPairs(fingerprints: readonly Fingerprint[], options: LikenessOptions = {}): Pair[] {
  checkOptions("similarPairs", options, { maximumDistance: "number", minimumCorrelation: "number" });
  const { maximumDistance = 10, minimumCorrelation = 0.85 } = options;
  const even = Int32Array.from(fingerprints, ({ hash }) => hash.even);
  const odd = Int32Array.from(fingerprints, ({ hash }) => hash.odd);
  const pairs: Pair[] = [];
  for (let first = 0; first < even.length; first += 1) {
    for (let second = first + 1; second < even.length; second += 1) {
      const evenDistance = countBits(even[first]! ^ even[second]!);
      if (evenDistance > maximumDistance) continue;
      const oddDistance = countBits(odd[first]! ^ odd[second]!);
      const isMirrored = oddDistance > 16;
      if (evenDistance + (isMirrored ? 32 - oddDistance : oddDistance) > maximumDistance) continue;
      const [a, b] = [fingerprints[first]!.thumbnail, fingerprints[second]!.thumbnail];
      if (correlation(a, b, isMirrored) >= minimumCorrelation) pairs.push([first, second]);
    }
  }
  return pairs;
}

function standardized(gray: Float32Array): Float32Array {
  const mean = gray.reduce((sum, value) => sum + value, 0) / gray.length;
  const length = Math.sqrt(gray.reduce((sum, value) => sum + (value - mean) ** 2, 0));
  return gray.map((value) => (length === 0 ? 0 : (value - mean) / length));
}

function correlation(a: Float32Array, b: Float32Array, isMirrored: boolean): number {
  let sum = 0;
  for (let rowStart = 0; rowStart < a.length; rowStart += GREY_SIDE) {
    for (let column = 0; column < GREY_SIDE; column += 1) {
      sum += a[rowStart + column]! * b[rowStart + (isMirrored ? GREY_SIDE - 1 - column : column)]!;
    }
  }
  return sum;
}
