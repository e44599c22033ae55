// Matrix products and pointwise convolutions, their gradients among them: each is one product over packed weights.

import type { Slot, Step } from "../../../graph/plan.js";
import { isPointwise } from "../../../tensor/ops/conv2d.js";
import type { Fused } from "../../../tensor/ops/epilogue.js";
import type { Transposes } from "../../../tensor/ops/matMul.js";
import { sizeOf } from "../../../tensor/shape.js";
import type { Window2d } from "../../../tensor/window.js";
import { type KernelMaker, type KernelSite, ScratchSpace, type Served } from "../kernel.js";
import { type Epilogue, noEpilogue, readEpilogue } from "./epilogue.js";
import { type PackedMatrix, pack } from "./pack.js";
import { packedPanels, productKernel } from "./product.js";
import { PANEL } from "./tile.js";

/** A fused op's parts, or those of its plain form. */
export function unfuse<A>({ op, attributes, inputs, output }: Step): {
  readonly attributes: A;
  readonly epilogue: Epilogue;
  readonly addends: readonly Slot[];
} {
  if (op.variadic !== true) return { attributes: attributes as A, epilogue: noEpilogue, addends: [] };
  const { base, activation } = attributes as Fused<A>;
  const { epilogue, operands } = readEpilogue(inputs.slice(2), output, activation);
  return { attributes: base, epilogue, addends: operands };
}

/** Rows to sum before the sums are put aside: long sums of float32 lose digits, and what is read has to stay in the cache. */
const DEPTH_BLOCK = 256;

export const matMul: KernelMaker = (site) => {
  const { step } = site;
  const { attributes, epilogue, addends } = unfuse<Transposes>(step);
  const [a, b] = step.inputs as [Slot, Slot];
  const [rows, columns] = step.output.shape as [number, number];
  const depth = a.shape[attributes.transposeA ? 0 : 1]!;
  const steps = attributes.transposeB ? { row: 1, column: depth } : { row: columns, column: 1 };
  return product(site, {
    name: "matMul",
    sides: [a, b, step.output],
    size: { rows, depth, columns },
    a: attributes.transposeA ? { row: 1, column: rows } : { row: depth, column: 1 },
    b: steps,
    epilogue,
    addends,
  });
};

/** y[pixels, outputs] = x[pixels, inputs] kernel */
export const pointwise: KernelMaker = (site) => {
  const { step } = site;
  const { attributes, epilogue, addends } = unfuse<Window2d>(step);
  const [x, kernel] = step.inputs as [Slot, Slot];
  if (!isPointwise(kernel.shape, attributes)) return null;
  const [depth, columns] = kernel.shape.slice(2) as [number, number];
  return product(site, {
    name: "pointwise",
    sides: [x, kernel, step.output],
    size: { rows: sizeOf(x.shape) / depth, depth, columns },
    a: { row: depth, column: 1 },
    b: { row: columns, column: 1 },
    epilogue,
    addends,
  });
};

/** dx[pixels, inputs] = dy[pixels, outputs] kernel' */
export const pointwiseInputGradient: KernelMaker = (site) => {
  const { step } = site;
  const [dy, kernel] = step.inputs as [Slot, Slot];
  if (!isPointwise(kernel.shape, step.attributes as Window2d)) return null;
  const [columns, depth] = kernel.shape.slice(2) as [number, number];
  return product(site, {
    name: "pointwise",
    sides: [dy, kernel, step.output],
    size: { rows: sizeOf(dy.shape) / depth, depth, columns },
    a: { row: depth, column: 1 },
    b: { row: 1, column: depth },
    epilogue: noEpilogue,
    addends: [],
  });
};

/** dkernel = x'[inputs, pixels] dy[pixels, outputs] */
export const pointwiseKernelGradient: KernelMaker = ({ step }) => {
  const [x, dy] = step.inputs as [Slot, Slot];
  const { kernelShape, ...window } = step.attributes as Window2d & { readonly kernelShape: readonly number[] };
  if (!isPointwise(kernelShape, window)) return null;
  const [rows, columns] = kernelShape.slice(2) as [number, number];
  return longProduct([x, dy, step.output], { rows, depth: sizeOf(x.shape) / rows, columns });
};

/** y = A' B, with A `[depth, rows]` and B `[depth, columns]` as they lie: sums over pixels. */
export function longProduct(
  sides: readonly [Slot, Slot, Slot],
  { rows, depth, columns }: Pick<PackedMatrix, "depth" | "columns"> & { readonly rows: number },
): Served {
  const a = { row: 1, column: rows };
  const b = { panel: PANEL, row: columns };
  const options = { rows, depth, columns, a, b, depthBlock: Math.min(depth, DEPTH_BLOCK), epilogue: noEpilogue };
  return { name: "longProduct", kernels: [productKernel(options, sides)] };
}

interface PackedProduct {
  readonly name: string;
  /** A, B and the output. */
  readonly sides: readonly [Slot, Slot, Slot];
  readonly size: { readonly rows: number; readonly depth: number; readonly columns: number };
  /** Elements from a row to the next, and from a column to the next. */
  readonly a: { readonly row: number; readonly column: number };
  readonly b: { readonly row: number; readonly column: number };
  readonly epilogue: Epilogue;
  readonly addends: readonly Slot[];
}

function product(site: KernelSite, { name, sides, size, a, b, epilogue, addends }: PackedProduct): Served {
  const packed = pack(sides[1], { ...size, ...b }, site, new ScratchSpace());
  const operands = [sides[0], packed.operand, sides[2], ...addends];
  const kernel = productKernel({ ...size, a, b: packedPanels(size.depth), epilogue }, operands);
  return { name, kernels: [...packed.kernels, kernel] };
}
