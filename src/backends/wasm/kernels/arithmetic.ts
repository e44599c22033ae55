// Elementwise ops on vectors of four floats. NaN, infinities and signs of zero are as in the ops' own loops.

import {
  addOp,
  divOp,
  equalOp,
  greaterEqualOp,
  greaterOp,
  maximumOp,
  minimumOp,
  mulOp,
  subOp,
} from "../../../tensor/ops/binary.js";
import { clipOp, leakyReluOp, relu6Op, reluOp } from "../../../tensor/ops/relu.js";
import { absOp, negOp, oneMinusOp, sqrtOp, squareOp } from "../../../tensor/ops/unary.js";
import { whereOp } from "../../../tensor/ops/where.js";
import { f32x4, type V128, v128 } from "../assembler/expression.js";
import { broadcast, flat } from "./elementwise.js";
import { activationRules } from "./epilogue.js";
import { constant } from "./lanes.js";

/** 1 where a comparison holds, else 0. */
function oneWhere(holds: V128): V128 {
  return v128.and(holds, constant(1));
}

export const arithmetic = {
  add: broadcast(addOp, ([a, b]) => f32x4.add(a, b)),
  sub: broadcast(subOp, ([a, b]) => f32x4.subtract(a, b)),
  mul: broadcast(mulOp, ([a, b]) => f32x4.multiply(a, b)),
  div: broadcast(divOp, ([a, b]) => f32x4.divide(a, b)),
  maximum: broadcast(maximumOp, ([a, b]) => f32x4.maximum(a, b)),
  minimum: broadcast(minimumOp, ([a, b]) => f32x4.minimum(a, b)),
  greater: broadcast(greaterOp, ([a, b]) => oneWhere(f32x4.greater(a, b))),
  greaterEqual: broadcast(greaterEqualOp, ([a, b]) => oneWhere(f32x4.greaterEqual(a, b))),
  equal: broadcast(equalOp, ([a, b]) => oneWhere(f32x4.equal(a, b))),
  where: broadcast(whereOp, ([condition, a, b]) => v128.select(b, a, f32x4.equal(condition, v128.zero))),
  neg: flat(negOp, ([x]) => f32x4.negate(x)),
  abs: flat(absOp, ([x]) => f32x4.absolute(x)),
  sqrt: flat(sqrtOp, ([x]) => f32x4.squareRoot(x)),
  square: flat(squareOp, ([x]) => f32x4.multiply(x, x)),
  oneMinus: flat(oneMinusOp, ([x]) => f32x4.subtract(constant(1), x)),
  relu: flat(reluOp, ([x]) => activationRules.relu(x)),
  relu6: flat(relu6Op, ([x]) => activationRules.relu6(x)),
  leakyRelu: flat(leakyReluOp, ([x], { alpha }) =>
    v128.select(f32x4.multiply(x, constant(alpha)), x, f32x4.less(x, v128.zero)),
  ),
  clip: flat(clipOp, ([x], { low, high }) =>
    f32x4.pseudoMinimum(f32x4.pseudoMaximum(x, constant(low)), constant(high)),
  ),
};
