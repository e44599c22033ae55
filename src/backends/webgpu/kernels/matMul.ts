// The matrix product in WGSL.

import { matMulFusedOp, matMulOp, type Transposes } from "../../../tensor/ops/matMul.js";
import { rank2 } from "../../../tensor/shape.js";
import { fusedSum, plainSum, type SumStep } from "../../fusedStep.js";
import { type Dispatch, serve, type Tail } from "./kernel.js";
import { contiguousRows, plainRight, transposedRight, transposedRows } from "./matrices.js";
import { productDispatch } from "./product.js";

function matrixProduct(step: SumStep<Transposes>, tail: Tail): Dispatch {
  const { transposeA, transposeB } = step.attributes;
  const [a, b] = step.inputs;
  const [rows, columns] = rank2(step.output.shape);
  const depth = a.shape[transposeA ? 0 : 1]!;
  const product = {
    rows,
    columns,
    left: transposeA ? transposedRows(a, depth, rows) : contiguousRows(a, depth),
    right: transposeB ? transposedRight(b, depth, columns) : plainRight(b, depth, columns),
  };
  return productDispatch(step, product, tail);
}

export const matMul = serve(matMulOp, (step) => [matrixProduct(plainSum(step), step.tail)]);
export const matMulFused = serve(matMulFusedOp, (step) => [matrixProduct(fusedSum(step), step.tail)]);
