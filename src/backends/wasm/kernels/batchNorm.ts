// Batch normalization: first what each channel needs, then one pass over the elements.

import type { Slot } from "../../../graph/plan.js";
import { batchNormOp } from "../../../tensor/ops/batchNorm.js";
import { sizeOf } from "../../../tensor/shape.js";
import { f32x4, type V128 } from "../assembler/expression.js";
import { type Scratch, ScratchSpace, type Served, serve } from "../kernel.js";
import { rowsKernel, withVectors } from "./elementwise.js";
import { constant } from "./lanes.js";

const { add, subtract, multiply, divide, squareRoot } = f32x4;

export function inverseDeviation(variance: V128, epsilon: number): V128 {
  return divide(constant(1), squareRoot(add(variance, constant(epsilon))));
}

/** A vector computed from others; the operands are `inputs` and the result. */
export function vectorKernel(
  name: string,
  inputs: readonly Slot[],
  result: Scratch,
  f: (values: readonly V128[]) => V128,
) {
  const length = sizeOf(inputs[0]!.shape);
  const layout = { outer: 1, middle: 1, length, inputs: inputs.map(() => ({ outer: 0, middle: 0, inner: 1 })) };
  return rowsKernel(layout, name, [...inputs, result], f);
}

interface NormStep {
  readonly attributes: { readonly epsilon: number };
  readonly inputs: readonly [x: Slot, mean: Slot, variance: Slot, gamma: Slot, beta: Slot];
  readonly output: Slot;
}

/**
 * y = (x - mean) scale + beta, with scale = gamma / sqrt(variance + epsilon). The mean goes first: far from zero, x scale
 * would round away what the mean leaves of it.
 */
export function normalize({
  attributes: { epsilon },
  inputs: [x, mean, variance, gamma, beta],
  output,
}: NormStep): Served {
  const scale = new ScratchSpace().take(sizeOf(gamma.shape));
  const kernels = [
    vectorKernel(`scale ${epsilon}`, [variance, gamma], scale, ([v, g]) => multiply(g!, inverseDeviation(v!, epsilon))),
    rowsKernel(
      withVectors(x.shape, 1, 3),
      "normalize",
      [x, mean, scale, beta, output],
      ([value, average, factor, offset]) => add(multiply(subtract(value!, average!), factor!), offset!),
    ),
  ];
  return { kernels };
}

export const batchNorm = serve(batchNormOp, normalize);
