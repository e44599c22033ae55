// Elementwise ops for GPU.js: those that are left in a folded network, so that it can be one pipeline.

import type { Slot } from "../../../graph/plan.js";
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
import { absOp, expOp, negOp, oneMinusOp, sigmoidOp, sqrtOp, squareOp, tanhOp } from "../../../tensor/ops/unary.js";
import { whereOp } from "../../../tensor/ops/where.js";
import type { OpDefinition } from "../../../tensor/tensor.js";
import type { KernelEntry } from "../../kernelTable.js";
import { layoutOf } from "../layout.js";
import { readBroadcast } from "./broadcast.js";
import { activationRules, type GpuKernel, serve } from "./kernel.js";

/** An op's element as text, of the texts of its inputs' elements. */
type Formula<A, Inputs extends readonly string[]> = {
  f(values: { readonly [Index in keyof Inputs]: string }, attributes: A): string;
}["f"];

/** An op whose inputs are broadcast to the output's shape. */
function elementwise<A extends object, Inputs extends readonly string[], Name extends string>(
  op: OpDefinition<A, Inputs, Name>,
  formula: Formula<A, Inputs>,
): KernelEntry<GpuKernel, object, Name> {
  return serve(op, ({ attributes, inputs, output }) => {
    const slots: readonly Slot[] = inputs;
    const names = slots.map((_, index) => `x${index}`);
    const loads = slots.map(({ shape }, index) => `const v${index} = x${index}${readBroadcast(shape, output.shape)};`);
    const values = slots.map((_, index) => `v${index}`);
    const ofAny: Formula<A, readonly string[]> = formula;
    const source = `function (${names.join(", ")}) {
      ${loads.join("\n      ")}
      return ${ofAny(values, attributes)};
    }`;
    return { source, output: layoutOf(output.shape), inputs: slots.map(() => "tensor" as const) };
  });
}

export const elementwiseKernels = {
  abs: elementwise(absOp, ([x]) => `Math.abs(${x})`),
  add: elementwise(addOp, ([a, b]) => `${a} + ${b}`),
  clip: elementwise(clipOp, ([x], { low, high }) => `Math.min(Math.max(${x}, ${text(low)}), ${text(high)})`),
  div: elementwise(divOp, ([a, b]) => `${a} / ${b}`),
  equal: elementwise(equalOp, ([a, b]) => `${a} === ${b} ? 1 : 0`),
  exp: elementwise(expOp, ([x]) => `Math.exp(${x})`),
  greater: elementwise(greaterOp, ([a, b]) => `${a} > ${b} ? 1 : 0`),
  greaterEqual: elementwise(greaterEqualOp, ([a, b]) => `${a} >= ${b} ? 1 : 0`),
  leakyRelu: elementwise(leakyReluOp, ([x], { alpha }) => `${x} < 0 ? ${x} * ${text(alpha)} : ${x}`),
  maximum: elementwise(maximumOp, ([a, b]) => `Math.max(${a}, ${b})`),
  minimum: elementwise(minimumOp, ([a, b]) => `Math.min(${a}, ${b})`),
  mul: elementwise(mulOp, ([a, b]) => `${a} * ${b}`),
  neg: elementwise(negOp, ([x]) => `-${x}`),
  oneMinus: elementwise(oneMinusOp, ([x]) => `1 - ${x}`),
  relu: elementwise(reluOp, ([x]) => activationRules.relu(x)),
  relu6: elementwise(relu6Op, ([x]) => activationRules.relu6(x)),
  sigmoid: elementwise(sigmoidOp, ([x]) => `1 / (1 + Math.exp(-${x}))`),
  sqrt: elementwise(sqrtOp, ([x]) => `Math.sqrt(${x})`),
  square: elementwise(squareOp, ([x]) => `${x} * ${x}`),
  sub: elementwise(subOp, ([a, b]) => `${a} - ${b}`),
  tanh: elementwise(tanhOp, ([x]) => `Math.tanh(${x})`),
  where: elementwise(whereOp, ([condition, a, b]) => `${condition} === 0 ? ${b} : ${a}`),
};

/** A number as an operand; the largest float stands for infinity, which the texts of shaders lack. */
function text(value: number): string {
  const finite = Math.min(Math.max(value, -3.4028234663852886e38), 3.4028234663852886e38);
  return finite < 0 ? `(${finite})` : `${finite}`;
}
