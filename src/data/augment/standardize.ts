// What Keras's ImageDataGenerator does to the values of a picture after its random changes (`standardize`).

import { applyWhitening, type Whitening } from "./whitening.js";

/** Plain data that can be sent to a thread; what is null or false is not done. */
export interface Standardization {
  readonly rescale: number | null;
  readonly samplewiseCenter: boolean;
  readonly samplewiseStdNormalization: boolean;
  /** Of each channel over the sample that the generator was fitted to. */
  readonly mean: readonly number[] | null;
  readonly std: readonly number[] | null;
  readonly whitening: Whitening | null;
}

/** Added to every deviation that is divided by. */
const leastDeviation = 1e-6;

/** Rescales, then centers and scales by the picture's own figures, then by the sample's, then whitens; in place. */
export function standardizeValues(values: Float32Array, standardization: Standardization): void {
  const { rescale, samplewiseCenter, samplewiseStdNormalization, mean, std, whitening } = standardization;
  if (rescale !== null) multiply(values, rescale);
  if (samplewiseCenter) subtract(values, [meanOf(values)]);
  if (samplewiseStdNormalization) divide(values, [deviationOf(values)]);
  if (mean !== null) subtract(values, mean);
  if (std !== null) divide(values, std);
  if (whitening !== null) applyWhitening(values, whitening);
}

export function multiply(values: Float32Array, factor: number): void {
  for (let index = 0; index < values.length; index += 1) values[index]! *= factor;
}

/** @param mean of each channel, or of all */
export function subtract(values: Float32Array, mean: readonly number[]): void {
  for (let index = 0; index < values.length; index += 1) values[index]! -= mean[index % mean.length]!;
}

/** @param std of each channel, or of all */
export function divide(values: Float32Array, std: readonly number[]): void {
  const divisors = std.map((deviation) => deviation + leastDeviation);
  for (let index = 0; index < values.length; index += 1) values[index]! /= divisors[index % divisors.length]!;
}

function meanOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviationOf(values: Float32Array): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
