// The gradients of pointwise convolutions: each is one product, as the convolution is.

import type { Slot } from "../../../graph/plan.js";
import { isPointwise } from "../../../tensor/ops/conv2d.js";
import { rank4, type Shape, sizeOf } from "../../../tensor/shape.js";
import type { Window2d } from "../../../tensor/window.js";
import type { KernelContext, Served } from "../kernel.js";
import { noEpilogue } from "./epilogue.js";
import { product } from "./matMul.js";
import type { PackedMatrix } from "./pack.js";
import { productKernel } from "./product.js";
import { PANEL } from "./tile.js";

/** A step of a gradient of a convolution. */
export interface GradientStep<A> {
  readonly attributes: A;
  readonly inputs: readonly [Slot, Slot];
  readonly output: Slot;
}

/** A step of a gradient by the kernel. */
export type KernelGradientStep = GradientStep<Window2d & { readonly kernelShape: Shape }>;

/** Rows to sum before storing the sums: long sums of float32 lose digits, and what is read must stay in the cache. */
const DEPTH_BLOCK = 256;

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

/** dkernel = x'[inputs, pixels] dy[pixels, outputs] */
export function pointwiseKernelGradient(
  { attributes: { kernelShape, ...window }, inputs: [x, dy], output }: KernelGradientStep,
  { tileRows }: KernelContext,
): Served | null {
  if (!isPointwise(kernelShape, window)) return null;
  const [, , rows, columns] = rank4(kernelShape);
  return longProduct([x, dy, output], { rows, depth: sizeOf(x.shape) / rows, columns, tileRows });
}

/** y = A' B, with A `[depth, rows]` and B `[depth, columns]` as stored: sums over pixels. */
function longProduct(
  sides: readonly [Slot, Slot, Slot],
  size: Pick<PackedMatrix, "depth" | "columns"> & { readonly rows: number; readonly tileRows: number },
): Served {
  const { rows, depth, columns } = size;
  const a = { row: 1, column: rows };
  const b = { panel: PANEL, row: columns };
  const options = { ...size, a, b, depthBlock: Math.min(depth, DEPTH_BLOCK), epilogue: noEpilogue };
  return { kernels: [productKernel(options, sides)] };
}
