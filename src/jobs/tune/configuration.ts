// What a trial of `linnet tune` tries: drawn at random, from the seed alone.

import { seededRandom } from "../../tensor/random.js";

export interface Configuration {
  readonly learningRate: number;
  /** Units of the hidden layer, 0 for none. */
  readonly hidden: number;
  readonly dropout: number;
}

/** A configuration under the number by which tables name it. */
export interface Candidate {
  readonly number: number;
  readonly configuration: Configuration;
}

/** Learning rates: from where a head hardly moves in an epoch to where it no longer settles. */
export const LEARNING_RATES = { least: 1e-5, most: 1e-1 } as const;
export const WIDTHS = [0, 32, 64, 128, 256] as const;
/** In tenths, so that trials of one shape share their compiled programs. */
const MOST_DROPOUT_TENTHS = 7;

/**
 * `count` configurations: the learning rate's logarithm is uniform, and rounded to two digits, so that a command can name
 * it; width and dropout are uniform. More of them begin with the same ones.
 */
export function randomConfigurations(count: number, seed: number): Configuration[] {
  return Array.from({ length: count }, (_, trial) => {
    const uniform = seededRandom(seed, "tune", trial);
    const { least, most } = LEARNING_RATES;
    return {
      learningRate: Number((least * (most / least) ** uniform()).toPrecision(2)),
      hidden: WIDTHS[Math.floor(uniform() * WIDTHS.length)]!,
      dropout: Math.floor(uniform() * (MOST_DROPOUT_TENTHS + 1)) / 10,
    };
  });
}
