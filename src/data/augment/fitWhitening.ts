// Learning a ZCA whitening from a sample of pictures.

import { symmetricEigen } from "./symmetricEigen.js";
import type { Whitening } from "./whitening.js";

/** A direction whose share of the largest singular value is below this is float32's noise, and left out. */
const noise = 1e-6;

/**
 * Keras takes the singular values `s` and left vectors U of the sample `[values, pictures]`, and the gains
 * `sqrt(pictures) / (s + epsilon)`. Here they are of the smaller of X X' and X' X in float64, as exact as a decomposition
 * of the sample in float32.
 */
export function fitWhitening(rows: readonly Float32Array[], epsilon: number): Whitening {
  const [count, length] = [rows.length, rows[0]!.length];
  const isWide = count <= length;
  const size = Math.min(count, length);
  const { values, vectors } = symmetricEigen(isWide ? gramOfRows(rows) : gramOfColumns(rows, length), size);
  const deviations = Array.from(values, (value) => Math.sqrt(Math.max(value, 0)));
  const least = Math.max(...deviations) * noise;
  const kept = [...deviations.keys()].filter((place) => deviations[place]! > least);
  const directions = new Float32Array(kept.length * length);
  kept.forEach((place, direction) => {
    const vector = vectors.subarray(place * size, (place + 1) * size);
    const values = isWide ? combine(rows, vector, deviations[place]!) : vector;
    directions.set(values, direction * length);
  });
  return { directions, gains: Float64Array.from(kept, (place) => Math.sqrt(count) / (deviations[place]! + epsilon)) };
}

/** X X', of pictures. */
function gramOfRows(rows: readonly Float32Array[]): Float64Array {
  const size = rows.length;
  const gram = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      const [row, other] = [rows[i]!, rows[j]!];
      let sum = 0;
      for (let index = 0; index < row.length; index += 1) sum += row[index]! * other[index]!;
      gram[i * size + j] = sum;
      gram[j * size + i] = sum;
    }
  }
  return gram;
}

/** X' X, of values. */
function gramOfColumns(rows: readonly Float32Array[], size: number): Float64Array {
  const gram = new Float64Array(size * size);
  for (const row of rows) {
    for (let i = 0; i < size; i += 1) {
      const value = row[i]!;
      for (let j = 0; j < size; j += 1) gram[i * size + j]! += value * row[j]!;
    }
  }
  return gram;
}

/** The sum of the rows with these weights, divided by its length. */
function combine(rows: readonly Float32Array[], weights: Float64Array, length: number): Float64Array {
  const sum = new Float64Array(rows[0]!.length);
  rows.forEach((row, place) => {
    const weight = weights[place]! / length;
    for (let index = 0; index < sum.length; index += 1) sum[index]! += weight * row[index]!;
  });
  return sum;
}
