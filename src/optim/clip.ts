// Clips gradients by one of Keras's three rules (https://keras.io/api/optimizers).

import { add, div, maximum, mul, sub } from "../tensor/ops/binary.js";
import { sum } from "../tensor/ops/reduce.js";
import { clip } from "../tensor/ops/relu.js";
import { reshape } from "../tensor/ops/reshape.js";
import { sqrt, square } from "../tensor/ops/unary.js";
import type { Tensor } from "../tensor/tensor.js";
import type { GradientArguments } from "./gradientArguments.js";

/** The gradients of all weights, clipped if the arguments say so. */
export function clipGradients(gradients: readonly Tensor[], clipping: GradientArguments): readonly Tensor[] {
  const { clipnorm, clipvalue, globalClipnorm } = clipping;
  if (clipvalue !== undefined) return gradients.map((gradient) => clip(gradient, -clipvalue, clipvalue));
  if (clipnorm !== undefined) {
    return gradients.map((gradient) => mul(gradient, factor(squaredNorm(gradient), clipnorm)));
  }
  if (globalClipnorm === undefined || gradients.length === 0) return gradients;
  const squared = gradients.map(squaredNorm).reduce(add);
  // As Keras: one gradient that is not finite makes all of them NaN, and not those that are finite zero.
  const all = add(factor(squared, globalClipnorm), sub(squared, squared));
  return gradients.map((gradient) => mul(gradient, all));
}

/** `most / max(norm, most)`: 1 for short gradients. */
function factor(squared: Tensor, most: number): Tensor {
  return div(most, maximum(sqrt(squared), most));
}

/** The sum of squares, as a scalar: over the rows first, which backends divide among threads, then over the rest. */
export function squaredNorm(gradient: Tensor): Tensor {
  const columns = gradient.shape.at(-1) ?? 1;
  const table = reshape(square(gradient), [gradient.size / columns, columns]);
  return reshape(sum(reshape(sum(table, 0), [columns, 1]), 0), []);
}
