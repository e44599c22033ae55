// A hash of what a picture looks like: the signs of its low cosine frequencies, as pHash (Zauner, "Implementation and
// benchmarking of perceptual image hash functions", 2010, section 3.2.1), with the mirrored picture's hash for free.

import type { Picture } from "../picture.js";
import { resize } from "../resize.js";

/** The side of the gray picture that is hashed. */
export const GREY_SIDE = 32;
/** Frequencies 1 to 8 along each axis: 64 bits without those that are constant along an axis. */
const FREQUENCIES = 8;
/** Gray levels; a coefficient that should be 0 and is rounding alone gives the bit 0, always. */
const NOISE = 1e-3;

/**
 * 64 bits in two words, a bit a coefficient of the cosine transform, set where it is positive. Mirroring a picture left
 * to right changes the sign of the odd horizontal frequencies alone, so it keeps `even` and inverts `odd`.
 */
export interface PerceptualHash {
  /** Of the even horizontal frequencies, unsigned. */
  readonly even: number;
  /** Of the odd horizontal frequencies, unsigned. */
  readonly odd: number;
}

/** The hash of a picture: of its gray values at 32 x 32 pixels, whatever its own size and proportions. */
export function perceptualHash(picture: Picture): PerceptualHash {
  return hashOfGray(grayOf(picture));
}

/** Bits that differ, 0 to 48: from the second picture, or from its mirror image where that is nearer. */
export function hashDistance(a: PerceptualHash, b: PerceptualHash): number {
  const odd = countBits(a.odd ^ b.odd);
  return countBits(a.even ^ b.even) + Math.min(odd, 32 - odd);
}

/** The luma (ITU-R BT.601) of a picture at 32 x 32 pixels, `[32, 32]`, 0 to 255. */
export function grayOf(picture: Picture): Float32Array {
  const { data } = resize(picture, { width: GREY_SIDE, height: GREY_SIDE }, "antialias");
  return Float32Array.from({ length: GREY_SIDE * GREY_SIDE }, (_, pixel) => {
    const at = pixel * 3;
    return 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
  });
}

/** @param gray `[32, 32]`, as `grayOf` gives it */
export function hashOfGray(gray: Float32Array): PerceptualHash {
  const rows = transformRows(gray);
  let even = 0;
  let odd = 0;
  for (let down = 1; down <= FREQUENCIES; down += 1) {
    for (let across = 1; across <= FREQUENCIES; across += 1) {
      let sum = 0;
      for (let row = 0; row < GREY_SIDE; row += 1) sum += cosine(down, row) * rows[row * FREQUENCIES + across - 1]!;
      const bit = sum > NOISE * GREY_SIDE * GREY_SIDE ? 1 : 0;
      if (across % 2 === 0) even = (even << 1) | bit;
      else odd = (odd << 1) | bit;
    }
  }
  return { even: even >>> 0, odd: odd >>> 0 };
}

/** Each row's coefficients of the frequencies 1 to 8, `[32, 8]`. */
function transformRows(gray: Float32Array): Float64Array {
  const result = new Float64Array(GREY_SIDE * FREQUENCIES);
  for (let row = 0; row < GREY_SIDE; row += 1) {
    for (let across = 1; across <= FREQUENCIES; across += 1) {
      let sum = 0;
      for (let column = 0; column < GREY_SIDE; column += 1)
        sum += cosine(across, column) * gray[row * GREY_SIDE + column]!;
      result[row * FREQUENCIES + across - 1] = sum;
    }
  }
  return result;
}

/** The basis of the cosine transform (DCT-II): `cos(pi * (position + 1/2) * frequency / 32)`. */
const basis = Float64Array.from({ length: (FREQUENCIES + 1) * GREY_SIDE }, (_, index) => {
  const frequency = Math.floor(index / GREY_SIDE);
  return Math.cos((Math.PI * ((index % GREY_SIDE) + 0.5) * frequency) / GREY_SIDE);
});

function cosine(frequency: number, position: number): number {
  return basis[frequency * GREY_SIDE + position]!;
}

/** The set bits of a 32-bit word: sums of pairs, of fours, then of bytes. */
export function countBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
