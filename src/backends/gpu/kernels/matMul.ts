// The matrix product for GPU.js.

import { matMulFusedOp, matMulOp, type Transposes } from "../../../tensor/ops/matMul.js";
import { rank2 } from "../../../tensor/shape.js";
import { fusedSum, plainSum, type SumStep } from "../../fusedStep.js";
import { layoutOf } from "../layout.js";
import { dotProduct, type GpuKernel, serve, sumKernel } from "./kernel.js";

/** Rows along z, columns along x. */
function matrixProduct(step: SumStep<Transposes>): GpuKernel {
  const { transposeA, transposeB } = step.attributes;
  const [rows, columns] = rank2(step.output.shape);
  const depth = step.inputs[0].shape[transposeA ? 0 : 1]!;
  const statements = dotProduct({
    depth,
    name: "",
    left: (k) => (transposeA ? `a[(${k}) * ${rows} + this.thread.z]` : `a[this.thread.z][0][${k}]`),
    right: transposeB
      ? { array: "b", start: `this.thread.x * ${depth}`, step: 1 }
      : { array: "b", start: "this.thread.x", step: columns },
  });
  const inputs = [["a", transposeA ? "flat" : "tensor"] as const, ["b", "flat"] as const];
  return sumKernel(statements, { output: layoutOf(step.output.shape), inputs, step });
}

export const matMul = serve(matMulOp, (step) => matrixProduct(plainSum(step)));
export const matMulFused = serve(matMulFusedOp, (step) => matrixProduct(fusedSum(step)));
