// Rounding and powers.

import { div, mul } from "../../tensor/ops/binary.js";
import { floor, pow } from "../../tensor/ops/elementFunctions.js";
import { abs, sign, sqrt, square } from "../../tensor/ops/unary.js";
import type { Tensor } from "../../tensor/tensor.js";

/** Without what is behind the point. */
export function truncate(x: Tensor): Tensor {
  return mul(sign(x), floor(abs(x)));
}

/** `a ** b`, by ops that have kernels where the exponent is a common one. */
export function power(a: Tensor, b: Tensor | number): Tensor {
  const exponent = typeof b === "number" ? b : b.isConcrete && b.size === 1 ? b.values[0]! : null;
  if (exponent === 1) return a;
  if (exponent === 2) return square(a);
  if (exponent === 3) return mul(square(a), a);
  if (exponent === 0.5) return sqrt(a);
  if (exponent === -1) return div(1, a);
  return pow(a, b);
}
