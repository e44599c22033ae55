// The WebGPU backend: compute shaders of linnet's own. It predicts; what it has no kernels for, such as training, is the
// wasm backend's, as a whole plan.

import type { Plan } from "../../graph/plan.js";
import { sizeOf } from "../../tensor/shape.js";
import type { Backend, Program } from "../backend.js";
import { kernelFor } from "../kernelTable.js";
import { wasmBackend } from "../wasm/index.js";
import { type Device, openDevice } from "./device.js";
import { kernels } from "./kernels/index.js";
import type { WebGpuKernel } from "./kernels/kernel.js";
import { type MergedStep, mergeSteps } from "./merge.js";
import { compileProgram, type ServedPlan } from "./program.js";
import { valuesOf } from "./values.js";

export interface WebGpuOptions {
  /** Threads of the wasm backend, for plans that are left to it. Default: as many as the machine runs at once. */
  readonly threads?: number;
}

/** @throws LinnetError if there is no WebGPU adapter */
export async function webGpuBackend(options: WebGpuOptions = {}): Promise<Backend> {
  const living = await sharedDevice();
  // One for all such plans, since it has threads and memory.
  let wasm: Promise<Backend> | null = null;
  return {
    name: "webgpu",
    compile: async (plan, arrival) => {
      const values = valuesOf(plan);
      const merged = mergeSteps(values).map((merged) => {
        return { ...merged, kernel: kernelFor(kernels, merged.step, merged)?.kernel ?? null };
      });
      const reason = obstacle(await living(), plan, merged);
      if (reason !== null) {
        wasm ??= wasmBackend(options);
        return leftToWasm(plan, await wasm, reason, arrival);
      }
      const steps = merged.flatMap(({ kernel, ...step }) => (kernel === null ? [] : [{ ...step, kernel }]));
      return openAnew(living, { plan, values, steps });
    },
  };
}

/** The device of all programs: whoever finds it lost waits for the same other one. */
async function sharedDevice(): Promise<() => Promise<Device>> {
  let device = await openDevice();
  let opening: Promise<void> | null = null;
  const openAnother = async (): Promise<void> => {
    device = await openDevice();
  };
  return async () => {
    if (!device.isLost) return device;
    opening ??= openAnother().finally(() => {
      opening = null;
    });
    await opening;
    return device;
  };
}

/** A program that is compiled again, for another device, once its own is lost: it has no state that would be lost with it. */
async function openAnew(living: () => Promise<Device>, served: ServedPlan): Promise<Program> {
  let device = await living();
  let program = await compileProgram(device, served);
  return {
    ...program,
    run: async (feeds) => {
      if (device.isLost) {
        await program.close();
        const next = await living();
        program = await compileProgram(next, served);
        device = next;
      }
      return program.run(feeds);
    },
    describe: () => program.describe(),
    close: () => program.close(),
  };
}

interface PlannedStep extends MergedStep {
  readonly kernel: WebGpuKernel | null;
}

/** Why the device cannot run this plan; null if it can. */
function obstacle({ gpu }: Device, plan: Plan, steps: readonly PlannedStep[]): string | null {
  const missing = steps.find(({ kernel }) => kernel === null);
  if (missing !== undefined) return `WebGPU has no kernel for ${missing.step.op.name}`;
  if (plan.state.length > 0) return "the plan has state";
  if (plan.steps.length === 0) return "the plan has no steps";
  const slots = [...plan.inputs, ...plan.steps.flatMap(({ inputs, output }) => [...inputs, output])];
  const sizes = slots.map(({ shape }) => sizeOf(shape));
  if (sizes.includes(0)) return "a tensor has no elements";
  const most = gpu.limits.maxStorageBufferBindingSize;
  const largest = 4 * Math.max(...sizes);
  return largest > most ? `a tensor takes ${largest} bytes, and this device binds ${most} at once` : null;
}

async function leftToWasm(plan: Plan, wasm: Backend, reason: string, arrival?: Promise<void>): Promise<Program> {
  const program = await wasm.compile(plan, arrival);
  const servedBy = program.servedBy.map((kernel) => (kernel === "reference" ? kernel : `wasm:${kernel}`));
  return { ...program, servedBy, describe: () => `${program.describe()}, since ${reason}` };
}
