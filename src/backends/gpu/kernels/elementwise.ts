// Elementwise ops for GPU.js: those that a folded network still has, so that it can be one pipeline.

import type { Step } from "../../../graph/plan.js";
import { sameShape } from "../../../tensor/shape.js";
import type { Activation } from "../../../tensor/tensor.js";
import { layoutOf } from "../layout.js";
import { activated, type GpuKernel, HERE } from "./kernel.js";

/** The sum of two tensors of one shape, or of a tensor and one number a channel. */
export function addKernel(step: Step): GpuKernel | null {
  const [a, b] = step.inputs.map(({ shape }) => shape) as [readonly number[], readonly number[]];
  const output = step.output.shape;
  if (!sameShape(a, output)) return null;
  if (sameShape(b, output)) return kernel(step, "a, b", `a${HERE} + b${HERE}`, ["tensor", "tensor"]);
  const isBias = b.length === 1 && b[0] === output[output.length - 1];
  return isBias ? kernel(step, "a, b", `a${HERE} + b[this.thread.x]`, ["tensor", "flat"]) : null;
}

export function activationKernel(activation: Activation): (step: Step) => GpuKernel {
  return (step) => kernel(step, "x", activated(`x${HERE}`, activation), ["tensor"]);
}

function kernel(step: Step, names: string, value: string, inputs: GpuKernel["inputs"]): GpuKernel {
  return { source: `function (${names}) { return ${value}; }`, output: layoutOf(step.output.shape), inputs };
}
