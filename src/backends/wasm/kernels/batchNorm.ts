// Batch normalization: first what each channel needs, then one pass over the elements.

import type { Slot } from "../../../graph/plan.js";
import { batchNormOp } from "../../../tensor/ops/batchNorm.js";
import { sizeOf } from "../../../tensor/shape.js";
import { f32x4, type V128 } from "../assembler/expression.js";
import { type Formula, type Kernel, type Scratch, ScratchSpace, type Served, serve } from "../kernel.js";
import { rowsKernel, withVectors } from "./elementwise.js";
import { constant } from "./lanes.js";

const { add, subtract, multiply, divide, squareRoot } = f32x4;

export function inverseDeviation(variance: V128, epsilon: number): V128 {
  return divide(constant(1), squareRoot(add(variance, constant(epsilon))));
}

/** Vectors computed from others, and each from those before it; the operands are all of them. */
export function vectorsKernel(
  name: string,
  [inputs, results]: readonly [readonly Slot[], readonly Scratch[]],
  ...formulas: readonly Formula[]
): Kernel {
  const length = sizeOf(inputs[0]!.shape);
  const layout = { outer: 1, middle: 1, length, inputs: inputs.map(() => ({ outer: 0, middle: 0, inner: 1 })) };
  return rowsKernel(layout, name, [...inputs, ...results], ...formulas);
}

/** scale = gamma / sqrt(variance + epsilon) */
export function scaleKernel(epsilon: number, inputs: readonly [variance: Slot, gamma: Slot], scale: Scratch): Kernel {
  return vectorsKernel(`scale ${epsilon}`, [inputs, [scale]], ([v, g]) => multiply(g!, inverseDeviation(v!, epsilon)));
}

/**
 * y = (x - mean) scale + beta. The mean goes first: far from zero, x scale would round away what the mean leaves of it.
 */
export const normalized: Formula = ([value, average, factor, offset]) =>
  add(multiply(subtract(value!, average!), factor!), offset!);

interface NormStep {
  readonly attributes: { readonly epsilon: number };
  readonly inputs: readonly [x: Slot, mean: Slot, variance: Slot, gamma: Slot, beta: Slot];
  readonly output: Slot;
}

function normalize({ attributes: { epsilon }, inputs: [x, mean, variance, gamma, beta], output }: NormStep): Served {
  const scale = new ScratchSpace().take(sizeOf(gamma.shape));
  const kernels = [
    scaleKernel(epsilon, [variance, gamma], scale),
    rowsKernel(withVectors(x.shape, 1, 3), "normalize", [x, mean, scale, beta, output], normalized),
  ];
  return { kernels };
}

export const batchNorm = serve(batchNormOp, normalize);
