// ZCA whitening of a picture's values: their covariance over a sample becomes the identity, and they still look like the picture
// (Krizhevsky, "Learning multiple layers of features from tiny images", 2009, appendix A; Keras's zca_whitening_matrix).

import { LinnetError } from "../../tensor/errors.js";

/**
 * The whitening matrix in parts, `U diag(gains) U'`: with few pictures it is far smaller than a number for each pair of
 * values.
 */
export interface Whitening {
  /** The directions, a row of U' each, `[gains, values]`. */
  readonly directions: Float32Array;
  readonly gains: Float64Array;
}

/** Whitens in place. @throws LinnetError if it was fitted to pictures of another size */
export function applyWhitening(values: Float32Array, { directions, gains }: Whitening): void {
  const { length } = values;
  if (directions.length !== gains.length * length) {
    const fitted = directions.length / gains.length;
    throw new LinnetError(`zcaWhitening: expected the ${fitted} values of a picture of fit, got ${length}`);
  }
  const output = new Float64Array(length);
  for (let direction = 0; direction < gains.length; direction += 1) {
    const start = direction * length;
    let along = 0;
    for (let index = 0; index < length; index += 1) along += values[index]! * directions[start + index]!;
    along *= gains[direction]!;
    for (let index = 0; index < length; index += 1) output[index]! += along * directions[start + index]!;
  }
  values.set(output);
}
