// Elementwise ops of one tensor.

import { apply, defineOp } from "../op.js";
import type { GradientRule, OpDefinition, Tensor, Values } from "../tensor.js";
import { div, mul } from "./binary.js";
import { errorFunction } from "./errorFunction.js";

interface UnaryOptions<Name extends string> {
  readonly name: Name;
  readonly f: (x: number) => number;
  readonly gradient: GradientRule<object>;
}

function defineUnary<const Name extends string>({
  name,
  f,
  gradient,
}: UnaryOptions<Name>): OpDefinition<object, ["x"], Name> {
  return defineOp<object, ["x"], Name>({
    name,
    inputs: ["x"],
    elementwise: true,
    shape: ([x]) => x!,
    reference: ([x], y) => mapValues(x!, y, f),
    gradient: { x: gradient },
  });
}

/** `y[i] = f(x[i])` for every element. */
export function mapValues(x: Values, y: Values, f: (x: number) => number): void {
  for (let i = 0; i < y.length; i += 1) y[i] = f(x[i]!);
}

export const expOp = defineUnary({ name: "exp", f: Math.exp, gradient: (dy, { output }) => mul(dy, output) });
export const logOp = defineUnary({ name: "log", f: Math.log, gradient: (dy, { inputs }) => div(dy, inputs[0]!) });
export const sqrtOp = defineUnary({
  name: "sqrt",
  f: Math.sqrt,
  gradient: (dy, { output }) => div(mul(dy, 0.5), output),
});
export const negOp = defineUnary({ name: "neg", f: (x) => -x, gradient: (dy) => neg(dy) });
export const signOp = defineUnary({
  name: "sign",
  // 0 of -0, where Math.sign gives -0.
  f: (x) => (x === 0 ? 0 : Math.sign(x)),
  gradient: (dy) => mul(dy, 0),
});
export const absOp = defineUnary({
  name: "abs",
  f: Math.abs,
  gradient: (dy, { inputs }) => mul(dy, sign(inputs[0]!)),
});
export const squareOp = defineUnary({
  name: "square",
  f: (x) => x * x,
  gradient: (dy, { inputs }) => mul(mul(dy, 2), inputs[0]!),
});
export const sigmoidOp = defineUnary({
  name: "sigmoid",
  f: (x) => 1 / (1 + Math.exp(-x)),
  // s' = s - s^2
  gradient: (dy, { output: s }) => mul(dy, mul(s, oneMinus(s))),
});
export const tanhOp = defineUnary({
  name: "tanh",
  f: Math.tanh,
  // t' = 1 - t^2
  gradient: (dy, { output: t }) => mul(dy, oneMinus(square(t))),
});
export const softplusOp = defineUnary({
  name: "softplus",
  f: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  gradient: (dy, { inputs }) => mul(dy, sigmoid(inputs[0]!)),
});
export const erfOp = defineUnary({
  name: "erf",
  f: errorFunction,
  // erf' = 2 / sqrt(pi) e^(-x^2)
  gradient: (dy, { inputs }) => mul(mul(dy, 2 / Math.sqrt(Math.PI)), exp(neg(square(inputs[0]!)))),
});
export const oneMinusOp = defineUnary({ name: "oneMinus", f: (x) => 1 - x, gradient: (dy) => neg(dy) });

/** `e^x`, element by element. */
export function exp(x: Tensor): Tensor {
  return apply(expOp, [x], {});
}

/** The natural logarithm, element by element. */
export function log(x: Tensor): Tensor {
  return apply(logOp, [x], {});
}

/** The square root, element by element. */
export function sqrt(x: Tensor): Tensor {
  return apply(sqrtOp, [x], {});
}

/** `-x`. */
export function neg(x: Tensor): Tensor {
  return apply(negOp, [x], {});
}

/** -1, 0 or 1, by the sign of x; NaN of NaN. Its gradient is 0. */
export function sign(x: Tensor): Tensor {
  return apply(signOp, [x], {});
}

/** The absolute value; its gradient at 0 is 0. */
export function abs(x: Tensor): Tensor {
  return apply(absOp, [x], {});
}

/** `x * x`. */
export function square(x: Tensor): Tensor {
  return apply(squareOp, [x], {});
}

/** `1 / (1 + e^-x)`. */
export function sigmoid(x: Tensor): Tensor {
  return apply(sigmoidOp, [x], {});
}

/** The hyperbolic tangent. */
export function tanh(x: Tensor): Tensor {
  return apply(tanhOp, [x], {});
}

/** `log(1 + e^x)`. */
export function softplus(x: Tensor): Tensor {
  return apply(softplusOp, [x], {});
}

/** The error function, `2 / sqrt(pi)` times the integral of `e^(-t^2)` from 0 to x. */
export function erf(x: Tensor): Tensor {
  return apply(erfOp, [x], {});
}

function oneMinus(x: Tensor): Tensor {
  return apply(oneMinusOp, [x], {});
}
