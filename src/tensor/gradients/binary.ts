// Gradients of ops of two tensors, and of `where`.

import { gradientOf } from "../op.js";
import {
  addOp,
  div,
  divOp,
  equalOp,
  greaterEqual,
  greaterEqualOp,
  greaterOp,
  maximumOp,
  minimumOp,
  mul,
  mulOp,
  subOp,
} from "../ops/binary.js";
import { matMul, matMulOp } from "../ops/matMul.js";
import { where, whereOp } from "../ops/where.js";
import type { GradientRule } from "../tensor.js";

const zero: GradientRule<object> = (dy) => mul(dy, 0);

export const binaryGradients = [
  gradientOf(addOp, { a: (dy) => dy, b: (dy) => dy }),
  gradientOf(subOp, { a: (dy) => dy, b: (dy) => mul(dy, -1) }),
  gradientOf(mulOp, { a: (dy, { inputs }) => mul(dy, inputs[1]!), b: (dy, { inputs }) => mul(dy, inputs[0]!) }),
  gradientOf(divOp, {
    a: (dy, { inputs }) => div(dy, inputs[1]!),
    // d(a/b)/db = -(a/b)/b
    b: (dy, { inputs, output }) => mul(div(mul(dy, output), inputs[1]!), -1),
  }),
  gradientOf(maximumOp, {
    a: (dy, { inputs: [a, b] }) => where(greaterEqual(a!, b!), dy, 0),
    b: (dy, { inputs: [a, b] }) => where(greaterEqual(a!, b!), 0, dy),
  }),
  gradientOf(minimumOp, {
    a: (dy, { inputs: [a, b] }) => where(greaterEqual(b!, a!), dy, 0),
    b: (dy, { inputs: [a, b] }) => where(greaterEqual(b!, a!), 0, dy),
  }),
  ...[greaterOp, greaterEqualOp, equalOp].map((op) => gradientOf(op, { a: zero, b: zero })),
  gradientOf(whereOp, {
    condition: null,
    a: (dy, { inputs: [condition] }) => where(condition!, dy, 0),
    b: (dy, { inputs: [condition] }) => where(condition!, 0, dy),
  }),
];

/** y = A B: dA = dy Bt, dB = At dy; with A = at the result is transposed, so the factors change places. */
export const matMulGradient = gradientOf(matMulOp, {
  a: (dy, { inputs: [, b], attributes: { transposeA, transposeB } }) =>
    transposeA
      ? matMul(b!, dy, { transposeA: transposeB, transposeB: true })
      : matMul(dy, b!, { transposeB: !transposeB }),
  b: (dy, { inputs: [a], attributes: { transposeA, transposeB } }) =>
    transposeB
      ? matMul(dy, a!, { transposeA: true, transposeB: transposeA })
      : matMul(a!, dy, { transposeA: !transposeA }),
});
