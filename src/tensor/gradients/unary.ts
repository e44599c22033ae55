// Gradients of elementwise ops of one tensor.

import { gradientOf } from "../op.js";
import { div, mul } from "../ops/binary.js";
import {
  absOp,
  erfOp,
  exp,
  expOp,
  logOp,
  neg,
  negOp,
  oneMinus,
  oneMinusOp,
  sigmoid,
  sigmoidOp,
  sign,
  signOp,
  softplusOp,
  sqrtOp,
  square,
  squareOp,
  tanhOp,
} from "../ops/unary.js";

export const unaryGradients = [
  gradientOf(expOp, { x: (dy, { output }) => mul(dy, output) }),
  gradientOf(logOp, { x: (dy, { inputs }) => div(dy, inputs[0]!) }),
  gradientOf(sqrtOp, { x: (dy, { output }) => div(mul(dy, 0.5), output) }),
  gradientOf(negOp, { x: (dy) => neg(dy) }),
  gradientOf(signOp, { x: (dy) => mul(dy, 0) }),
  gradientOf(absOp, { x: (dy, { inputs }) => mul(dy, sign(inputs[0]!)) }),
  gradientOf(squareOp, { x: (dy, { inputs }) => mul(mul(dy, 2), inputs[0]!) }),
  // s' = s - s^2
  gradientOf(sigmoidOp, { x: (dy, { output: s }) => mul(dy, mul(s, oneMinus(s))) }),
  // t' = 1 - t^2
  gradientOf(tanhOp, { x: (dy, { output: t }) => mul(dy, oneMinus(square(t))) }),
  gradientOf(softplusOp, { x: (dy, { inputs }) => mul(dy, sigmoid(inputs[0]!)) }),
  // erf' = 2 / sqrt(pi) e^(-x^2)
  gradientOf(erfOp, { x: (dy, { inputs }) => mul(mul(dy, 2 / Math.sqrt(Math.PI)), exp(neg(square(inputs[0]!)))) }),
  gradientOf(oneMinusOp, { x: (dy) => neg(dy) }),
];
