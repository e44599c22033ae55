// Elementwise ops for GPU.js: those left in a folded network, so that it can be one pipeline.

import type { Slot } from "../../../graph/plan.js";
import { addOp } from "../../../tensor/ops/binary.js";
import { relu6Op, reluOp } from "../../../tensor/ops/relu.js";
import { sameShape } from "../../../tensor/shape.js";
import { layoutOf } from "../layout.js";
import { activationRules, type GpuKernel, HERE, serve, servePartly } from "./kernel.js";

/** The sum of two tensors of one shape, or of a tensor and one number a channel. */
export const add = servePartly(addOp, "other broadcasts than a number a channel: a folded network has none", {
  add: ({ inputs: [{ shape: a }, { shape: b }], output }) => {
    if (!sameShape(a, output.shape)) return null;
    if (sameShape(b, output.shape)) return kernel(output, "a, b", `a${HERE} + b${HERE}`, ["tensor", "tensor"]);
    const isBias = b.length === 1 && b[0] === output.shape[output.shape.length - 1];
    return isBias ? kernel(output, "a, b", `a${HERE} + b[this.thread.x]`, ["tensor", "flat"]) : null;
  },
});

export const relu = serve(reluOp, ({ output }) => kernel(output, "x", activationRules.relu(`x${HERE}`), ["tensor"]));
export const relu6 = serve(relu6Op, ({ output }) => kernel(output, "x", activationRules.relu6(`x${HERE}`), ["tensor"]));

function kernel(output: Slot, names: string, value: string, inputs: GpuKernel["inputs"]): GpuKernel {
  return { source: `function (${names}) { return ${value}; }`, output: layoutOf(output.shape), inputs };
}
