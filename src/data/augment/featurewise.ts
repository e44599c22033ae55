// What Keras's ImageDataGenerator learns from a sample of pictures (`fit`): each channel's mean and deviation, and the
// directions in which pixels vary together.

import { fitWhitening } from "./fitWhitening.js";
import { divide, subtract } from "./standardize.js";
import type { Whitening } from "./whitening.js";

export interface SampleFigures {
  /** Of each channel, or null if it was not asked for. */
  readonly mean: readonly number[] | null;
  readonly std: readonly number[] | null;
  readonly whitening: Whitening | null;
}

export interface WantedFigures {
  readonly mean: boolean;
  readonly std: boolean;
  /** What is added to each singular value that is divided by, or null for no whitening. */
  readonly zcaEpsilon: number | null;
}

/** The figures of a sample, each of what is left after the one before. @param rows the values of each picture; changed in place */
export function fitFigures(rows: readonly Float32Array[], wanted: WantedFigures): SampleFigures {
  const mean = wanted.mean ? channelMeans(rows) : null;
  if (mean !== null) for (const row of rows) subtract(row, mean);
  const std = wanted.std ? channelDeviations(rows) : null;
  if (std !== null) for (const row of rows) divide(row, std);
  return { mean, std, whitening: wanted.zcaEpsilon === null ? null : fitWhitening(rows, wanted.zcaEpsilon) };
}

function channelMeans(rows: readonly Float32Array[]): readonly number[] {
  return averages(rows, (value) => value);
}

function channelDeviations(rows: readonly Float32Array[]): readonly number[] {
  const means = channelMeans(rows);
  return averages(rows, (value, channel) => (value - means[channel]!) ** 2).map(Math.sqrt);
}

/** The mean of something over all pixels, by channel. */
function averages(rows: readonly Float32Array[], of: (value: number, channel: number) => number): number[] {
  const sums = [0, 0, 0];
  let count = 0;
  for (const row of rows) {
    for (let index = 0; index < row.length; index += 1) sums[index % 3]! += of(row[index]!, index % 3);
    count += row.length / 3;
  }
  return sums.map((sum) => sum / count);
}
