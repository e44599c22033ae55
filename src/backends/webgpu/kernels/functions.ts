// Functions of numbers that only files of other programs have, in WGSL.

import { type ElementFunctionName, elementFunctionOp, pairFunctionOp } from "../../../tensor/ops/elementFunctions.js";
import { erfOp } from "../../../tensor/ops/unary.js";
import { plainLoop } from "../../kernelTable.js";
import { elementwise, elementwiseKernel } from "./elementwise.js";
import { servePartly } from "./kernel.js";

type NumberText = (value: number) => string;

/** As texts of x, with a series near 0 where a difference would lose digits; null if WGSL promises but a few. */
const functions: { readonly [Name in ElementFunctionName]: ((x: string, number: NumberText) => string) | null } = {
  floor: (x) => `floor(${x})`,
  ceil: (x) => `ceil(${x})`,
  round: (x) => `round(${x})`,
  sin: null,
  cos: null,
  tan: null,
  asin: null,
  acos: null,
  atan: null,
  sinh: null,
  cosh: (x) => `cosh(${x})`,
  asinh: null,
  acosh: null,
  atanh: null,
  log1p: (x, number) =>
    `select(log(${number(1)} + ${x}), ${x} * (${number(1)} - ${x} * (${number(1 / 2)} - ${x} * ${number(1 / 3)})), abs(${x}) < ${number(0.01)})`,
  expm1: (x, number) =>
    `select(exp(${x}) - ${number(1)}, ${x} * (${number(1)} + ${x} * (${number(1 / 2)} + ${x} * ${number(1 / 6)})), abs(${x}) < ${number(0.01)})`,
};

const FEW_DIGITS = "WGSL promises but a few digits of it";

export const elementFunction = servePartly(elementFunctionOp, FEW_DIGITS, {
  elementFunction: (step) => {
    const f = functions[step.attributes.f];
    return f === null ? null : elementwiseKernel(step, ([x], { number }) => f(x!, number));
  },
});

/** WGSL's pow knows no base below 0, and its division may take the whole number below for a remainder. */
export const pairFunction = plainLoop(pairFunctionOp, FEW_DIGITS);

/** Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26: within 1.5e-7. */
const ERF = [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429];

export const erf = elementwise(erfOp, ([x], { number }) => {
  const t = `(${number(1)} / (${number(1)} + ${number(0.3275911)} * abs(${x})))`;
  const series = ERF.reduceRight((rest, factor) => `(${number(factor)} + ${rest} * ${t})`, number(0));
  return `sign(${x}) * (${number(1)} - ${series} * ${t} * exp(-${x} * ${x}))`;
});
