// The GPU.js backend: WebGPU or WebGL2 on graphics hardware, else GPU.js's WebAssembly or plain JavaScript.

import type { Step } from "../../graph/plan.js";
import { checkOptions } from "../../tensor/checkOptions.js";
import { sizeOf } from "../../tensor/shape.js";
import type { Backend } from "../backend.js";
import { type KernelTable, kernelFor } from "../kernelTable.js";
import { addNativeWebGpu } from "../nativeWebGpu.js";
import { Device } from "./device.js";
import { loadGpuJs } from "./gpuJs.js";
import { kernels } from "./kernels/index.js";
import type { GpuKernel } from "./kernels/kernel.js";
import { checkMode, chooseMode, type GpuMode } from "./mode.js";
import { compilePipeline, pipelineObstacle } from "./pipeline.js";
import { compileStepByStep } from "./stepByStep.js";

export type { GpuMode } from "./mode.js";

export interface GpuBackendOptions {
  /** `auto` takes graphics hardware if there is some, else `webasm`. Default: `auto`. */
  readonly mode?: "auto" | GpuMode;
  /** Whether pipelines may use threads. Default: true. */
  readonly threads?: boolean;
  /** If a plan runs step by step, steps of fewer multiply-adds than this run the op's own loop. Default: 20,000. */
  readonly smallestStep?: number;
}

/**
 * A kernel call costs a few microseconds and a copy of its result; the op's own loop does two to three multiply-adds
 * a nanosecond.
 */
const SMALLEST_STEP = 20_000;

/**
 * The backend for graphics hardware. Only tests pass a table of their own.
 * @throws LinnetError if the mode is unknown; Error if GPU.js lacks the mode on this machine
 */
export async function gpuBackend(
  options: GpuBackendOptions = {},
  table: KernelTable<GpuKernel> = kernels,
): Promise<Backend> {
  checkOptions("gpuBackend", options, { mode: "string", threads: "boolean", smallestStep: "number" });
  const { mode = "auto", threads = true, smallestStep = SMALLEST_STEP } = options;
  if (mode !== "auto") checkMode(mode);
  const gpuJs = await loadGpuJs();
  if (mode === "auto" || mode === "webgpu") await addNativeWebGpu();
  const chosen = mode === "auto" ? await chooseMode(gpuJs) : { mode, reason: "as asked for" };
  const device = new Device(gpuJs, chosen);
  return {
    name: "gpu",
    compile: async (plan) => {
      const all = plan.steps.map((step) => kernelFor(table, step, {})?.kernel ?? null);
      const served = all.filter((kernel) => kernel !== null);
      const obstacle = pipelineObstacle(plan, all);
      if (obstacle === null && plan.steps.length > 0) {
        return compilePipeline(device, { plan, kernels: served }, threads);
      }
      const worthwhile = all.map((kernel, index) => (isWorthACall(plan.steps[index]!, smallestStep) ? kernel : null));
      return compileStepByStep(device, plan, worthwhile, obstacle ?? "it has no steps");
    },
  };
}

function isWorthACall({ op, inputs, output, attributes }: Step, smallest: number): boolean {
  const site = { inputs: inputs.map(({ shape }) => shape), output: output.shape, attributes };
  return (op.multiplyAdds?.(site) ?? 0) >= smallest || (smallest === 0 && sizeOf(output.shape) > 0);
}
