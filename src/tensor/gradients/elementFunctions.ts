// Gradients of the functions that only files of other programs have.

import { gradientOf } from "../op.js";
import { add, div, greater, mul, sub } from "../ops/binary.js";
import {
  cos,
  cosh,
  type ElementFunctionName,
  elementFunctionOp,
  floor,
  type PairFunctionName,
  pairFunctionOp,
  pow,
  remainder,
  sin,
  sinh,
  tan,
} from "../ops/elementFunctions.js";
import { exp, log, neg, oneMinus, sqrt, square } from "../ops/unary.js";
import { where } from "../ops/where.js";
import type { GradientRule, Tensor } from "../tensor.js";

type Slope = (dy: Tensor, x: Tensor) => Tensor;

const flat: Slope = (dy) => mul(dy, 0);

const slopes: { readonly [Name in ElementFunctionName]: Slope } = {
  floor: flat,
  ceil: flat,
  round: flat,
  sin: (dy, x) => mul(dy, cos(x)),
  cos: (dy, x) => neg(mul(dy, sin(x))),
  tan: (dy, x) => mul(dy, add(square(tan(x)), 1)),
  asin: (dy, x) => div(dy, sqrt(oneMinus(square(x)))),
  acos: (dy, x) => neg(div(dy, sqrt(oneMinus(square(x))))),
  atan: (dy, x) => div(dy, add(square(x), 1)),
  sinh: (dy, x) => mul(dy, cosh(x)),
  cosh: (dy, x) => mul(dy, sinh(x)),
  asinh: (dy, x) => div(dy, sqrt(add(square(x), 1))),
  acosh: (dy, x) => div(dy, sqrt(sub(square(x), 1))),
  atanh: (dy, x) => div(dy, oneMinus(square(x))),
  log1p: (dy, x) => div(dy, add(x, 1)),
  expm1: (dy, x) => mul(dy, exp(x)),
};

interface Pair {
  readonly a: Tensor;
  readonly b: Tensor;
  readonly y: Tensor;
}

/** By a and by b. */
type PairSlopes = readonly [(dy: Tensor, pair: Pair) => Tensor, (dy: Tensor, pair: Pair) => Tensor];

const pairSlopes: { readonly [Name in PairFunctionName]: PairSlopes } = {
  pow: [
    (dy, { a, b }) => mul(mul(dy, b), pow(a, sub(b, 1))),
    // A base of 0 or less has no slope by its exponent.
    (dy, { a, y }) => mul(dy, where(greater(a, 0), mul(y, log(where(greater(a, 0), a, 1))), 0)),
  ],
  mod: [(dy) => dy, (dy, { a, b }) => neg(mul(dy, floor(div(a, b))))],
  // What is taken off a is a multiple of b.
  remainder: [(dy) => dy, (dy, { a, b }) => neg(mul(dy, div(sub(a, remainder(a, b)), b)))],
  atan2: [
    (dy, { a, b }) => div(mul(dy, b), add(square(a), square(b))),
    (dy, { a, b }) => neg(div(mul(dy, a), add(square(a), square(b)))),
  ],
};

function bySide(side: 0 | 1): GradientRule<{ readonly f: PairFunctionName }> {
  return (dy, { inputs: [a, b], output: y, attributes: { f } }) => pairSlopes[f][side](dy, { a: a!, b: b!, y });
}

export const elementFunctionGradients = [
  gradientOf(elementFunctionOp, { x: (dy, { inputs: [x], attributes: { f } }) => slopes[f](dy, x!) }),
  gradientOf(pairFunctionOp, { a: bySide(0), b: bySide(1) }),
];
