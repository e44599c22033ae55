// What elementwise ops do to vectors of four floats. NaN, infinities and signs of zero are as in the ops' own loops.

import { f32, f32x4, type V128, v128 } from "../assembler/expression.js";

type Formula = (inputs: readonly V128[], attributes: object) => V128;

export function constant(value: number): V128 {
  return value === 0 && !Object.is(value, -0) ? v128.zero : f32x4.splat(f32.constant(value));
}

function unary(f: (x: V128) => V128): Formula {
  return ([x]) => f(x!);
}

function binary(f: (a: V128, b: V128) => V128): Formula {
  return ([a, b]) => f(a!, b!);
}

/** 1 where a comparison holds, else 0. */
function comparison(holds: (a: V128, b: V128) => V128): Formula {
  return ([a, b]) => v128.and(holds(a!, b!), constant(1));
}

interface Ramp {
  readonly low: number;
  readonly high: number;
  readonly slope: number;
}

const { add, subtract, multiply, divide, maximum, absolute, squareRoot } = f32x4;

function rated(f: (old: V128, x: V128, rate: number) => V128): Formula {
  return ([old, x], attributes) => f(old!, x!, (attributes as { readonly rate: number }).rate);
}

/** The optimisers' steps. */
const updates: { readonly [op: string]: Formula | undefined } = {
  movingAverage: rated((old, x, rate) => add(multiply(old, constant(rate)), multiply(x, constant(1 - rate)))),
  movingSquare: rated((old, x, rate) =>
    add(multiply(old, constant(rate)), multiply(multiply(x, constant(1 - rate)), x)),
  ),
  accumulate: rated((old, x, rate) => add(multiply(old, constant(rate)), x)),
  decayingMaximum: rated((old, x, rate) => maximum(multiply(old, constant(rate)), absolute(x))),
  sumOfSquares: binary((total, x) => add(total, multiply(x, x))),
  descend: ([parameter, direction, rate]) => subtract(parameter!, multiply(rate!, direction!)),
  descendScaled: ([parameter, direction, square, rate], attributes) => {
    const { epsilon } = attributes as { readonly epsilon: number };
    return subtract(parameter!, divide(multiply(rate!, direction!), add(squareRoot(square!), constant(epsilon))));
  },
  adamDescend: ([parameter, rate, firstCorrection, secondCorrection, first, second], attributes) => {
    const { epsilon, weightDecay } = attributes as { readonly epsilon: number; readonly weightDecay: number };
    const deviation = add(squareRoot(multiply(second!, secondCorrection!)), constant(epsilon));
    const direction = divide(multiply(first!, firstCorrection!), deviation);
    const kept =
      weightDecay === 0
        ? parameter!
        : multiply(parameter!, subtract(constant(1), multiply(rate!, constant(weightDecay))));
    return subtract(kept, multiply(rate!, direction));
  },
  replaceWhen: ([current, next, flag]) => v128.select(next!, current!, f32x4.greater(flag!, v128.zero)),
  adaMaxDescend: ([parameter, first, largest, rate, correction], attributes) => {
    const { epsilon } = attributes as { readonly epsilon: number };
    return subtract(
      parameter!,
      divide(multiply(multiply(rate!, correction!), first!), add(largest!, constant(epsilon))),
    );
  },
};

/** Inputs may be read more than once: they are locals. */
export const formulas: { readonly [op: string]: Formula | undefined } = {
  add: binary(f32x4.add),
  sub: binary(f32x4.subtract),
  mul: binary(f32x4.multiply),
  div: binary(f32x4.divide),
  maximum: binary(f32x4.maximum),
  minimum: binary(f32x4.minimum),
  greater: comparison(f32x4.greater),
  greaterEqual: comparison((a, b) => f32x4.greaterEqual(a, b)),
  equal: comparison(f32x4.equal),
  neg: unary(f32x4.negate),
  abs: unary(f32x4.absolute),
  sqrt: unary(f32x4.squareRoot),
  square: unary((x) => f32x4.multiply(x, x)),
  oneMinus: unary((x) => f32x4.subtract(constant(1), x)),
  relu: unary((x) => f32x4.pseudoMaximum(x, v128.zero)),
  relu6: unary((x) => f32x4.pseudoMinimum(f32x4.pseudoMaximum(x, v128.zero), constant(6))),
  leakyRelu: ([x], attributes) => {
    const { alpha } = attributes as { readonly alpha: number };
    return v128.select(f32x4.multiply(x!, constant(alpha)), x!, f32x4.less(x!, v128.zero));
  },
  clip: ([x], attributes) => {
    const { low, high } = attributes as { readonly low: number; readonly high: number };
    return f32x4.pseudoMinimum(f32x4.pseudoMaximum(x!, constant(low)), constant(high));
  },
  rampGradient: ([dy, y], attributes) => {
    const { low, high, slope } = attributes as Ramp;
    const inside = v128.and(f32x4.greater(y!, constant(low)), f32x4.less(y!, constant(high)));
    const outside = slope === 0 ? f32x4.multiply(dy!, v128.zero) : f32x4.multiply(dy!, constant(slope));
    return v128.select(dy!, outside, inside);
  },
  broadcastTo: unary((x) => x),
  ...updates,
};
