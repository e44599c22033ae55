// Functions composed of ops: networks have names for them, but gradients and backends need no rule for them.
// See https://keras.io/api/layers/activations.

import { add, div, greater, greaterEqual, maximum, minimum, mul, sub } from "./ops/binary.js";
import { clip, relu } from "./ops/relu.js";
import { abs, erf, exp, neg, softplus, sqrt, square, tanh } from "./ops/unary.js";
import { where } from "./ops/where.js";
import type { Tensor } from "./tensor.js";

/** x if positive, else `alpha (e^x - 1)` (arXiv 1511.07289). Default: 1. */
export function elu(x: Tensor, alpha = 1): Tensor {
  return where(greater(x, 0), x, mul(sub(exp(minimum(x, 0)), 1), alpha));
}

/** `max(x, 0) + min(0, alpha (e^(x / alpha) - 1))` (arXiv 1704.07483). Default: 1. */
export function celu(x: Tensor, alpha = 1): Tensor {
  return where(greater(x, 0), x, mul(sub(exp(minimum(div(x, alpha), 0)), 1), alpha));
}

/** `elu`, scaled so that outputs keep mean 0 and variance 1 (arXiv 1706.02515). */
export function selu(x: Tensor): Tensor {
  return mul(elu(x, 1.6732632423543772), 1.0507009873554805);
}

/** x times the probability that a normal number lies below x (arXiv 1606.08415). */
export function gelu(x: Tensor): Tensor {
  return mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1));
}

/** `x tanh(softplus(x))` (arXiv 1908.08681). */
export function mish(x: Tensor): Tensor {
  return mul(x, tanh(softplus(x)));
}

/** `x / (1 + |x|)`. */
export function softsign(x: Tensor): Tensor {
  return div(x, add(abs(x), 1));
}

/** `log(sigmoid(x))`. */
export function logSigmoid(x: Tensor): Tensor {
  return neg(softplus(neg(x)));
}

/** x limited to -1 … 1. */
export function hardTanh(x: Tensor): Tensor {
  return clip(x, -1, 1);
}

/** x, or 0 within `threshold` of 0. Default: 0.5. */
export function hardShrink(x: Tensor, threshold = 0.5): Tensor {
  return where(greater(abs(x), threshold), x, 0);
}

/** x moved towards 0 by `threshold`, and 0 within it. Default: 0.5. */
export function softShrink(x: Tensor, threshold = 0.5): Tensor {
  return sub(relu(sub(x, threshold)), relu(sub(neg(x), threshold)));
}

/** `x - tanh(x)`. */
export function tanhShrink(x: Tensor): Tensor {
  return sub(x, tanh(x));
}

/** 0 to -1, x from 1 on, and a parabola between. */
export function sparsePlus(x: Tensor): Tensor {
  const parabola = mul(square(add(x, 1)), 0.25);
  return where(greaterEqual(x, 1), x, where(greater(x, -1), parabola, 0));
}

/** `(x + 1) / 2`, limited to 0 … 1. */
export function sparseSigmoid(x: Tensor): Tensor {
  return minimum(maximum(mul(add(x, 1), 0.5), 0), 1);
}

/** `(x + sqrt(x^2 + b)) / 2` (arXiv 2112.11687). Default: 4. */
export function squareplus(x: Tensor, b = 4): Tensor {
  return mul(add(x, sqrt(add(square(x), b))), 0.5);
}
