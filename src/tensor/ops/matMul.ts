// The matrix product.

import { checkOptions } from "../checkOptions.js";
import { expect } from "../errors.js";
import { apply, defineOp } from "../op.js";
import type { Shape } from "../shape.js";
import type { OpDefinition, Tensor, Values } from "../tensor.js";
import { scaleChannels } from "./binary.js";
import { defineFused, fuseFirst } from "./epilogue.js";
import { addProduct, type MatrixView } from "./product.js";

/** Which inputs are transposed. */
export interface Transposes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

export const matMulOp: OpDefinition<Transposes, ["a", "b"], "matMul"> = defineOp({
  name: "matMul",
  inputs: ["a", "b"],
  shape: ([a, b], { transposeA, transposeB }) => {
    expect(a!.length === 2 && b!.length === 2, () => "expected two matrices");
    const [rows, depth] = orient(a!, transposeA);
    const [otherDepth, columns] = orient(b!, transposeB);
    expect(depth === otherDepth, () => `a has rows of ${depth}, b has columns of ${otherDepth}`);
    return [rows, columns];
  },
  reference: ([a, b], y, { inputs, output, attributes }) => {
    y.fill(0);
    const [rows, depth] = orient(inputs[0]!, attributes.transposeA);
    const out = matrix(y, output, false);
    const size = { rows, depth, columns: output[1]! };
    addProduct(size, matrix(a!, inputs[0]!, attributes.transposeA), matrix(b!, inputs[1]!, attributes.transposeB), out);
  },
  multiplyAdds: ({ inputs, output, attributes }) =>
    output[0]! * output[1]! * orient(inputs[0]!, attributes.transposeA)[1],
  gradient: "listed",
  // The columns of b are y's channels; with transposeB they are b's rows.
  absorbScale: ({ inputs: [a, b], attributes }, scale) =>
    b!.isConcrete && !attributes.transposeB ? apply(matMulOp, [a!, scaleChannels(b!, scale)], attributes) : null,
  absorbEpilogue: (call, part) => fuseFirst(matMulFusedOp, call, part),
});

export const matMulFusedOp = defineFused(matMulOp);

/**
 * The matrix product `a b`: a `[rows, depth]`, b `[depth, columns]`, gives `[rows, columns]`.
 * With `transposeA` a is given as `[depth, rows]`, with `transposeB` b as `[columns, depth]`. Default: false.
 * @throws ShapeError if the inner sizes differ
 */
export function matMul(a: Tensor, b: Tensor, options: Partial<Transposes> = {}): Tensor {
  checkOptions("matMul", options, { transposeA: "boolean", transposeB: "boolean" });
  const { transposeA = false, transposeB = false } = options;
  return apply(matMulOp, [a, b], { transposeA, transposeB });
}

function orient([rows, columns]: Shape, transposed: boolean): [number, number] {
  return transposed ? [columns!, rows!] : [rows!, columns!];
}

function matrix(values: Values, [, columns]: Shape, transposed: boolean): MatrixView {
  return transposed
    ? { values, start: 0, rowStride: 1, columnStride: columns! }
    : { values, start: 0, rowStride: columns!, columnStride: 1 };
}
