// The exponential and what follows from it, for networks that have it between layers.
//
// e^x = 2^n e^r, with n the whole number next to x / ln 2: a polynomial gives e^r for |r| <= ln 2 / 2 (Cephes, expf, to
// about one unit in the last place), and n is added to its exponent.

import { expOp, sigmoidOp } from "../../../tensor/ops/unary.js";
import { f32x4, i32x4, type V128, v128 } from "../assembler/expression.js";
import { flat } from "./elementwise.js";
import { constant } from "./lanes.js";

/** Below the first it is less than the smallest normal float, and 0 here; above the second more than the largest. */
const [LOWEST, HIGHEST] = [-87.33654, 88.72283];
/** Added to a number of less than 2^22, it leaves the next whole number in the last bits. */
const ROUNDING = 1.5 * 2 ** 23;
/** ln 2 in two parts, of which the first has few digits, so that a product with n is exact. */
const [LN2, LN2_REST] = [0.693359375, -2.1219444e-4];
const COEFFICIENTS = [
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
];

function exponential(x: V128): V128 {
  const inside = f32x4.pseudoMinimum(f32x4.pseudoMaximum(x, constant(LOWEST)), constant(HIGHEST));
  const rounded = f32x4.add(f32x4.multiply(inside, constant(Math.LOG2E)), constant(ROUNDING));
  const n = f32x4.subtract(rounded, constant(ROUNDING));
  const rest = f32x4.subtract(inside, f32x4.multiply(n, constant(LN2)));
  const r = f32x4.subtract(rest, f32x4.multiply(n, constant(LN2_REST)));
  const [first, ...others] = COEFFICIENTS.map(constant) as [V128, ...V128[]];
  const polynomial = others.reduce((sum, next) => f32x4.add(f32x4.multiply(sum, r), next), first);
  const ofRest = f32x4.add(f32x4.add(f32x4.multiply(polynomial, f32x4.multiply(r, r)), r), constant(1));
  const power = i32x4.add(ofRest, i32x4.multiply(rounded, i32x4.constant(2 ** 23, 2 ** 23, 2 ** 23, 2 ** 23)));
  const notTooSmall = v128.andNot(power, f32x4.less(x, constant(LOWEST)));
  const finite = v128.select(constant(Number.POSITIVE_INFINITY), notTooSmall, f32x4.greater(x, constant(HIGHEST)));
  // NaN alone is not equal to itself.
  return v128.select(finite, x, f32x4.equal(x, x));
}

export const exp = flat(expOp, ([x]) => exponential(x));

export const sigmoid = flat(sigmoidOp, ([x]) =>
  f32x4.divide(constant(1), f32x4.add(constant(1), exponential(f32x4.negate(x)))),
);
