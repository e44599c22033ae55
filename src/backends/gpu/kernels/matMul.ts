// The matrix product for GPU.js.

import type { Step } from "../../../graph/plan.js";
import type { Transposes } from "../../../tensor/ops/matMul.js";
import { layoutOf } from "../layout.js";
import { dotProduct, epilogueOf, type GpuKernel, sumKernel } from "./kernel.js";

/** matMul and matMulFused: rows along z, columns along x. */
export function matMulKernel(step: Step): GpuKernel {
  const epilogue = epilogueOf<Transposes>(step, 2);
  const { transposeA, transposeB } = epilogue.attributes;
  const [rows, columns] = step.output.shape as [number, number];
  const depth = step.inputs[0]!.shape[transposeA ? 0 : 1]!;
  const statements = dotProduct({
    depth,
    name: "",
    left: (k) => (transposeA ? `a[(${k}) * ${rows} + this.thread.z]` : `a[this.thread.z][0][${k}]`),
    right: transposeB
      ? { array: "b", start: `this.thread.x * ${depth}`, step: 1 }
      : { array: "b", start: "this.thread.x", step: columns },
  });
  const inputs = [["a", transposeA ? "flat" : "tensor"] as const, ["b", "flat"] as const];
  return sumKernel(statements, { output: layoutOf(step.output.shape), inputs, epilogue });
}
