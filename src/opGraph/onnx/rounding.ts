// Rounding and powers of what the network computes.

import { LinnetError } from "../../tensor/errors.js";
import { div, mul, sub } from "../../tensor/ops/binary.js";
import { exp, log, sqrt, square } from "../../tensor/ops/unary.js";
import { Tensor } from "../../tensor/tensor.js";

function mapped(x: Tensor, f: (value: number) => number): Tensor {
  if (x.isConcrete) return Tensor.from(x.values.map(f), x.shape);
  throw new LinnetError("linnet has no rounding of what a network computes");
}

export const floor = (x: Tensor): Tensor => mapped(x, Math.floor);
export const ceil = (x: Tensor): Tensor => mapped(x, Math.ceil);
export const truncate = (x: Tensor): Tensor => mapped(x, Math.trunc);
export const round = (x: Tensor): Tensor => mapped(x, roundToEven);

export function modulo(a: Tensor, b: Tensor, likeDividend: boolean): Tensor {
  const whole = likeDividend ? truncate(div(a, b)) : floor(div(a, b));
  return sub(a, mul(b, whole));
}

/** `a ** b`; with an exponent that is not known, of bases above 0. */
export function power(a: Tensor, b: Tensor | number): Tensor {
  const known = typeof b === "number" ? b : b.isConcrete && b.size === 1 ? b.values[0]! : null;
  if (known !== null) {
    const exponent = known;
    if (exponent === 2) return square(a);
    if (exponent === 0.5) return sqrt(a);
    if (exponent === 1) return a;
    if (exponent === 3) return mul(square(a), a);
    if (exponent === -1) return div(1, a);
  }
  return exp(mul(b, log(a)));
}

/** The nearest whole number; of two, the even one. */
export function roundToEven(x: number): number {
  const nearest = Math.round(x);
  return nearest - x === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
}
