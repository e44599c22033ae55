// Matrix products and pointwise convolutions: each is one product over packed weights.

import type { Slot } from "../../../graph/plan.js";
import { isPointwise } from "../../../tensor/ops/conv2d.js";
import { matMulFusedOp, matMulOp, type Transposes } from "../../../tensor/ops/matMul.js";
import { rank2, rank4, sizeOf } from "../../../tensor/shape.js";
import type { Window2d } from "../../../tensor/window.js";
import { fusedSum, plainSum, type SumStep } from "../../fusedStep.js";
import { type KernelContext, ScratchSpace, type Served, serve } from "../kernel.js";
import { type Epilogue, readEpilogue } from "./epilogue.js";
import { pack } from "./pack.js";
import { productKernel } from "./product.js";

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

export function product(
  context: KernelContext,
  { sides, size, a, b, epilogue, operands: added }: PackedProduct,
): Served {
  const packed = pack(sides[1], { ...size, ...b }, context, new ScratchSpace());
  const operands = [sides[0], packed.operand, sides[2], ...added];
  const kernel = productKernel({ ...size, a, epilogue, tileRows: context.tileRows }, operands);
  return { kernels: [...packed.kernels, kernel] };
}
