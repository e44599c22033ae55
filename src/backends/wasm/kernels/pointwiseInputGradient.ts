// The gradient of a pointwise convolution by its input: one product, as the convolution is.

import type { Slot } from "../../../graph/plan.js";
import { isPointwise } from "../../../tensor/ops/conv2d.js";
import { rank4, sizeOf } from "../../../tensor/shape.js";
import type { Window2d } from "../../../tensor/window.js";
import type { KernelContext, Served } from "../kernel.js";
import { noEpilogue } from "./epilogue.js";
import { product } from "./matMul.js";

/** A step of a gradient of a convolution. */
export interface GradientStep<A> {
  readonly attributes: A;
  readonly inputs: readonly [Slot, Slot];
  readonly output: Slot;
}

/** dx[pixels, inputs] = dy[pixels, outputs] kernel' */
export function pointwiseInputGradient(
  { attributes, inputs: [dy, kernel], output }: GradientStep<Window2d>,
  context: KernelContext,
): Served | null {
  if (!isPointwise(kernel.shape, attributes)) return null;
  const [, , columns, depth] = rank4(kernel.shape);
  return product(context, {
    sides: [dy, kernel, output],
    size: { rows: sizeOf(dy.shape) / depth, depth, columns },
    a: { row: depth, column: 1 },
    b: { row: 1, column: depth },
    epilogue: noEpilogue,
    operands: [],
  });
}
