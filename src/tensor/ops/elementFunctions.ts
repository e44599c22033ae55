// Functions of numbers that only files of other programs have: two ops, so that a table of kernels has a line for each.

import { apply, defineOp } from "../op.js";
import { power } from "../power.js";
import type { OpDefinition, Tensor } from "../tensor.js";
import { commonShape, mapPairs, type TensorLike } from "./binary.js";
import { mapValues } from "./unary.js";
import { toTensor } from "./where.js";

const functions = {
  floor: Math.floor,
  ceil: Math.ceil,
  /** A half goes to the even neighbor. */
  round: (x: number): number => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)),
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  log1p: Math.log1p,
  expm1: Math.expm1,
} as const;

export type ElementFunctionName = keyof typeof functions;

export const elementFunctionOp: OpDefinition<{ readonly f: ElementFunctionName }, ["x"], "elementFunction"> = defineOp({
  name: "elementFunction",
  inputs: ["x"],
  elementwise: true,
  shape: ([x]) => x!,
  reference: ([x], y, { attributes: { f } }) => mapValues(x!, y, functions[f]),
  gradient: "listed",
});

const pairs = {
  pow: powerOf,
  /** With the sign of b. */
  mod: (a: number, b: number): number => a - Math.floor(a / b) * b,
  /** With the sign of a, as in C. */
  remainder: (a: number, b: number): number => a % b,
  atan2: Math.atan2,
} as const;

export type PairFunctionName = keyof typeof pairs;

export const pairFunctionOp: OpDefinition<{ readonly f: PairFunctionName }, ["a", "b"], "pairFunction"> = defineOp({
  name: "pairFunction",
  inputs: ["a", "b"],
  elementwise: true,
  shape: commonShape,
  reference: ([a, b], y, { inputs, output, attributes: { f } }) =>
    mapPairs([a!, b!], inputs, { y, output, f: pairs[f] }),
  gradient: "listed",
});

/** A base below 0 has powers with whole exponents alone. */
function powerOf(base: number, exponent: number): number {
  if (!Number.isInteger(exponent)) return base === 1 ? 1 : power(base, exponent);
  return exponent >= 0 ? power(base, exponent) : 1 / power(base, -exponent);
}

function elementFunction(f: ElementFunctionName): (x: Tensor) => Tensor {
  return (x) => apply(elementFunctionOp, [x], { f });
}

function pairFunction(f: PairFunctionName): (a: TensorLike, b: TensorLike) => Tensor {
  return (a, b) => apply(pairFunctionOp, [toTensor(a), toTensor(b)], { f });
}

/** The largest whole number below each element, or the element; its gradient is 0, as that of `ceil` and `round`. */
export const floor = elementFunction("floor");
export const ceil = elementFunction("ceil");
/** The nearest whole number; a half goes to the even one. */
export const round = elementFunction("round");
export const sin = elementFunction("sin");
export const cos = elementFunction("cos");
export const tan = elementFunction("tan");
export const asin = elementFunction("asin");
export const acos = elementFunction("acos");
export const atan = elementFunction("atan");
export const sinh = elementFunction("sinh");
export const cosh = elementFunction("cosh");
export const asinh = elementFunction("asinh");
export const acosh = elementFunction("acosh");
export const atanh = elementFunction("atanh");
/** `log(1 + x)`, exact near 0. */
export const log1p = elementFunction("log1p");
/** `e^x - 1`, exact near 0. */
export const expm1 = elementFunction("expm1");
/** `a^b`, broadcast; NaN of a negative base and a broken exponent. */
export const pow = pairFunction("pow");
/** What a division leaves, with the sign of b, as in Python; broadcast. */
export const mod = pairFunction("mod");
/** What a division leaves, with the sign of a, as in C; broadcast. */
export const remainder = pairFunction("remainder");
/** The angle of the point `(b, a)`, broadcast. */
export const atan2 = pairFunction("atan2");
