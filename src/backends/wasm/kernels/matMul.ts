// Matrix products and pointwise convolutions, including their gradients: each is one product over packed weights.

import type { Slot } from "../../../graph/plan.js";
import { conv2dInputGradientOp, isPointwise } from "../../../tensor/ops/conv2d.js";
import { matMulFusedOp, matMulOp, type Transposes } from "../../../tensor/ops/matMul.js";
import { rank2, rank4, type Shape, sizeOf } from "../../../tensor/shape.js";
import type { Window2d } from "../../../tensor/window.js";
import { fusedSum, plainSum, type SumStep } from "../../fusedStep.js";
import { type KernelContext, ScratchSpace, type Served, serve, servePartly } from "../kernel.js";
import { type Epilogue, noEpilogue, readEpilogue } from "./epilogue.js";
import { type PackedMatrix, pack } from "./pack.js";
import { packedPanels, productKernel } from "./product.js";
import { PANEL } from "./tile.js";

/** A step of a gradient of a convolution. */
export interface GradientStep<A> {
  readonly attributes: A;
  readonly inputs: readonly [Slot, Slot];
  readonly output: Slot;
}

/** Rows to sum before storing the sums: long sums of float32 lose digits, and what is read must stay in the cache. */
const DEPTH_BLOCK = 256;

function matrixProduct(step: SumStep<Transposes>, context: KernelContext): Served {
  const {
    attributes,
    inputs: [a, b],
    output,
  } = step;
  const [rows, columns] = rank2(output.shape);
  const depth = a.shape[attributes.transposeA ? 0 : 1]!;
  const steps = attributes.transposeB ? { row: 1, column: depth } : { row: columns, column: 1 };
  return product(context, {
    sides: [a, b, output],
    size: { rows, depth, columns },
    a: attributes.transposeA ? { row: 1, column: rows } : { row: depth, column: 1 },
    b: steps,
    ...readEpilogue(step),
  });
}

export const matMul = serve(matMulOp, (site) => matrixProduct(plainSum(site), site));
export const matMulFused = serve(matMulFusedOp, (site) => matrixProduct(fusedSum(site), site));

/** y[pixels, outputs] = x[pixels, inputs] kernel */
export function pointwise(step: SumStep<Window2d>, context: KernelContext): Served | null {
  const {
    attributes,
    inputs: [x, kernel],
    output,
  } = step;
  if (!isPointwise(kernel.shape, attributes)) return null;
  const [, , depth, columns] = rank4(kernel.shape);
  return product(context, {
    sides: [x, kernel, output],
    size: { rows: sizeOf(x.shape) / depth, depth, columns },
    a: { row: depth, column: 1 },
    b: { row: columns, column: 1 },
    ...readEpilogue(step),
  });
}

/** dx[pixels, inputs] = dy[pixels, outputs] kernel' */
function pointwiseInputGradient(
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

export const conv2dInputGradient = servePartly(
  conv2dInputGradientOp,
  "kernels larger than a pixel, not written yet: the only one of a MobileNet reads the picture, which has no gradient",
  { pointwiseInputGradient: (site) => pointwiseInputGradient(site, site) },
);

/** dkernel = x'[inputs, pixels] dy[pixels, outputs] */
export function pointwiseKernelGradient({
  attributes: { kernelShape, ...window },
  inputs: [x, dy],
  output,
}: GradientStep<Window2d & { readonly kernelShape: Shape }>): Served | null {
  if (!isPointwise(kernelShape, window)) return null;
  const [, , rows, columns] = rank4(kernelShape);
  return longProduct([x, dy, output], { rows, depth: sizeOf(x.shape) / rows, columns });
}

/** y = A' B, with A `[depth, rows]` and B `[depth, columns]` as stored: sums over pixels. */
function longProduct(
  sides: readonly [Slot, Slot, Slot],
  { rows, depth, columns }: Pick<PackedMatrix, "depth" | "columns"> & { readonly rows: number },
): Served {
  const a = { row: 1, column: rows };
  const b = { panel: PANEL, row: columns };
  const options = { rows, depth, columns, a, b, depthBlock: Math.min(depth, DEPTH_BLOCK), epilogue: noEpilogue };
  return { kernels: [productKernel(options, sides)] };
}

interface PackedProduct {
  /** A, B and the output. */
  readonly sides: readonly [Slot, Slot, Slot];
  readonly size: { readonly rows: number; readonly depth: number; readonly columns: number };
  /** Elements from a row to the next, and from a column to the next. */
  readonly a: { readonly row: number; readonly column: number };
  readonly b: { readonly row: number; readonly column: number };
  readonly epilogue: Epilogue;
  /** What the epilogue adds. */
  readonly operands: readonly Slot[];
}

function product(context: KernelContext, { sides, size, a, b, epilogue, operands: added }: PackedProduct): Served {
  const packed = pack(sides[1], { ...size, ...b }, context, new ScratchSpace());
  const operands = [sides[0], packed.operand, sides[2], ...added];
  const kernel = productKernel({ ...size, a, b: packedPanels(size.depth), epilogue }, operands);
  return { kernels: [...packed.kernels, kernel] };
}
