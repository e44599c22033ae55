// Elementwise ops of one tensor.

import { apply, defineOp } from "../op.js";
import type { OpDefinition, Tensor, Values } from "../tensor.js";
import { errorFunction } from "./errorFunction.js";

interface UnaryOptions<Name extends string> {
  readonly name: Name;
  readonly f: (x: number) => number;
}

function defineUnary<const Name extends string>({ name, f }: UnaryOptions<Name>): OpDefinition<object, ["x"], Name> {
  return defineOp<object, ["x"], Name>({
    name,
    inputs: ["x"],
    elementwise: true,
    shape: ([x]) => x!,
    reference: ([x], y) => mapValues(x!, y, f),
    gradient: "listed",
  });
}

/** `y[i] = f(x[i])` for every element. */
export function mapValues(x: Values, y: Values, f: (x: number) => number): void {
  for (let i = 0; i < y.length; i += 1) y[i] = f(x[i]!);
}

export const expOp = defineUnary({ name: "exp", f: Math.exp });
export const logOp = defineUnary({ name: "log", f: Math.log });
export const sqrtOp = defineUnary({
  name: "sqrt",
  f: Math.sqrt,
});
export const negOp = defineUnary({ name: "neg", f: (x) => -x });
export const signOp = defineUnary({
  name: "sign",
  // 0 of -0, where Math.sign gives -0.
  f: (x) => (x === 0 ? 0 : Math.sign(x)),
});
export const absOp = defineUnary({
  name: "abs",
  f: Math.abs,
});
export const squareOp = defineUnary({
  name: "square",
  f: (x) => x * x,
});
export const sigmoidOp = defineUnary({
  name: "sigmoid",
  f: (x) => 1 / (1 + Math.exp(-x)),
});
export const tanhOp = defineUnary({
  name: "tanh",
  f: Math.tanh,
});
export const softplusOp = defineUnary({
  name: "softplus",
  f: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
});
export const erfOp = defineUnary({
  name: "erf",
  f: errorFunction,
});
export const oneMinusOp = defineUnary({ name: "oneMinus", f: (x) => 1 - x });

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

/** `1 - x`. */
export function oneMinus(x: Tensor): Tensor {
  return apply(oneMinusOp, [x], {});
}
