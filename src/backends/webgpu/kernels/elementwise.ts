// Elementwise ops in WGSL. Their formulas hold for one number and for four at once.

import type { Slot } from "../../../graph/plan.js";
import { batchNormOp } from "../../../tensor/ops/batchNorm.js";
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
import {
  absOp,
  expOp,
  logOp,
  negOp,
  sigmoidOp,
  signOp,
  softplusOp,
  sqrtOp,
  squareOp,
  tanhOp,
} from "../../../tensor/ops/unary.js";
import { whereOp } from "../../../tensor/ops/where.js";
import { sameShape, sizeOf } from "../../../tensor/shape.js";
import type { Activation, OpDefinition } from "../../../tensor/tensor.js";
import type { KernelEntry } from "../../kernelTable.js";
import { readBroadcast } from "./elementPlace.js";
import { type KernelContext, type Lane, serve, type WebGpuKernel } from "./kernel.js";
import { elementDispatch, laneFor, lanesIn, numberOf } from "./shader.js";

/** Each activation of a value, as text. */
export const activationRules: { readonly [Name in Activation]: (value: string, lane: Lane) => string } = {
  none: (value) => value,
  relu: (value, lane) => `max(${value}, ${lane}(0f))`,
  relu6: (value, lane) => `min(max(${value}, ${lane}(0f)), ${lane}(6f))`,
};

interface Terms<A> {
  readonly lane: Lane;
  readonly attributes: A;
  /** A number as a lane. */
  readonly number: (value: number) => string;
}

/** An op's element as text, of the texts of its inputs' elements. */
export type Formula<A, Inputs extends readonly string[]> = {
  f(values: { readonly [Index in keyof Inputs]: string }, terms: Terms<A>): string;
}["f"];

/** The entry of such an op, with the formula by which it is computed in the tails of other kernels. */
export interface ElementwiseEntry<A extends object, Inputs extends readonly string[], Name extends string>
  extends KernelEntry<WebGpuKernel, KernelContext, Name> {
  readonly formula: Formula<A, Inputs>;
}

/** An op whose inputs are broadcast to the output's shape. */
export function elementwise<A extends object, Inputs extends readonly string[], Name extends string>(
  op: OpDefinition<A, Inputs, Name>,
  formula: Formula<A, Inputs>,
): ElementwiseEntry<A, Inputs, Name> {
  const ofAny: Formula<A, readonly string[]> = formula;
  return { ...serve(op, (step) => elementwiseKernel(step, ofAny)), formula };
}

interface ElementwiseStep<A> extends KernelContext {
  readonly attributes: A;
  readonly inputs: readonly Slot[];
  readonly output: Slot;
}

export function elementwiseKernel<A>(
  { attributes, inputs, output, tail }: ElementwiseStep<A>,
  formula: Formula<A, readonly string[]>,
): WebGpuKernel {
  const isFlat =
    !tail.readsChannels && inputs.every(({ shape }) => sizeOf(shape) === 1 || sameShape(shape, output.shape));
  const shape = isFlat ? [sizeOf(output.shape)] : output.shape;
  const lane = laneFor(shape.at(-1) ?? 1);
  const found = inputs.map((slot, input) => {
    const own = sameShape(slot.shape, output.shape) ? shape : slot.shape;
    return readBroadcast({ name: `x${input}`, input, shape: own }, shape, lane);
  });
  const names = inputs.map((_, index) => `v${index}`);
  const value = formula(names, { lane, attributes, number: (given) => numberOf(lane, given) });
  const channel = `i % ${(shape.at(-1) ?? 1) / lanesIn(lane)}u`;
  const dispatch = elementDispatch({
    reads: [...found.map(({ binding }) => binding), ...tail.bindings(lane)],
    output: { lane, size: sizeOf(shape) },
    statements: found.map(({ text }, index) => `let v${index} = ${text};`).join("\n  "),
    stores: tail.store(value, { place: "i", channel, lane }),
  });
  return [dispatch];
}

const choice =
  (condition: string) =>
  ([a, b]: readonly [string, string], { number }: Terms<object>): string =>
    `select(${number(0)}, ${number(1)}, ${a} ${condition} ${b})`;

export const elementwiseKernels = {
  abs: elementwise(absOp, ([x]) => `abs(${x})`),
  add: elementwise(addOp, ([a, b]) => `${a} + ${b}`),
  batchNorm: elementwise(
    batchNormOp,
    ([x, mean, variance, gamma, beta], { attributes: { epsilon }, number }) =>
      `(${x} - ${mean}) * (${gamma} / sqrt(${variance} + ${number(epsilon)})) + ${beta}`,
  ),
  clip: elementwise(
    clipOp,
    ([x], { attributes: { low, high }, number }) => `min(max(${x}, ${number(low)}), ${number(high)})`,
  ),
  div: elementwise(divOp, ([a, b]) => `${a} / ${b}`),
  equal: elementwise(equalOp, choice("==")),
  exp: elementwise(expOp, ([x]) => `exp(${x})`),
  greater: elementwise(greaterOp, choice(">")),
  greaterEqual: elementwise(greaterEqualOp, choice(">=")),
  leakyRelu: elementwise(
    leakyReluOp,
    ([x], { attributes: { alpha }, number }) => `select(${x}, ${x} * ${number(alpha)}, ${x} < ${number(0)})`,
  ),
  log: elementwise(logOp, ([x]) => `log(${x})`),
  maximum: elementwise(maximumOp, ([a, b]) => `max(${a}, ${b})`),
  minimum: elementwise(minimumOp, ([a, b]) => `min(${a}, ${b})`),
  mul: elementwise(mulOp, ([a, b]) => `${a} * ${b}`),
  neg: elementwise(negOp, ([x]) => `-${x}`),
  relu: elementwise(reluOp, ([x], { lane }) => activationRules.relu(x, lane)),
  relu6: elementwise(relu6Op, ([x], { lane }) => activationRules.relu6(x, lane)),
  sigmoid: elementwise(sigmoidOp, ([x], { number }) => `${number(1)} / (${number(1)} + exp(-${x}))`),
  sign: elementwise(signOp, ([x]) => `sign(${x})`),
  softplus: elementwise(
    softplusOp,
    ([x], { number }) => `max(${x}, ${number(0)}) + log(${number(1)} + exp(-abs(${x})))`,
  ),
  sqrt: elementwise(sqrtOp, ([x]) => `sqrt(${x})`),
  square: elementwise(squareOp, ([x]) => `${x} * ${x}`),
  sub: elementwise(subOp, ([a, b]) => `${a} - ${b}`),
  // Beyond 10 it is 1 to the last bit, where compilers' own formulas overflow.
  tanh: elementwise(tanhOp, ([x], { number }) => `tanh(clamp(${x}, ${number(-10)}, ${number(10)}))`),
  where: elementwise(whereOp, ([condition, a, b], { number }) => `select(${a}, ${b}, ${condition} == ${number(0)})`),
};
