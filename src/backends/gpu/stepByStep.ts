// A plan whose steps run one by one over host memory: GPU.js if it has a kernel and the step is worth a call, else the
// op's own loop. Training plans run so, because they have state.

import type { Plan, Step } from "../../graph/plan.js";
import { sizeOf } from "../../tensor/shape.js";
import type { Program } from "../backend.js";
import { allocateHostMemory, bindHostPlan, bindReference, type HostMemory } from "../memory.js";
import type { Device } from "./device.js";
import type { GpuKernel } from "./kernels/kernel.js";
import { flattenResult, layoutOf } from "./layout.js";

type BoundStep = () => void | Promise<void>;

export function compileStepByStep(
  device: Device,
  plan: Plan,
  kernels: readonly (GpuKernel | null)[],
  reason: string,
): Program {
  const memory = allocateHostMemory(plan);
  const host = bindHostPlan(plan, memory);
  const steps = plan.steps.map((step, index): BoundStep => {
    const kernel = kernels[index]!;
    return kernel === null ? bindReference(step, memory) : bindKernel(device, { step, kernel, memory });
  });
  return {
    run: async (feeds) => {
      host.feed(feeds);
      for (const step of steps) {
        const pending = step();
        if (pending !== undefined) await pending;
      }
      return host.finish();
    },
    readState: async () => host.readState(),
    writeState: async (values) => host.writeState(values),
    servedBy: plan.steps.map((step, index) => (kernels[index] === null ? "reference" : `gpu:${step.op.name}`)),
    describe: () => `GPU.js ${device.chosen.mode} (${device.chosen.reason}), step by step since ${reason}`,
    close: async () => {},
  };
}

interface Binding {
  readonly step: Step;
  readonly kernel: GpuKernel;
  readonly memory: HostMemory;
}

function bindKernel(device: Device, { step, kernel, memory }: Binding): BoundStep {
  const compiled = device.kernel(kernel);
  const output = memory.view(step.output);
  const length = sizeOf(step.output.shape);
  const inputs = step.inputs.map((slot, index) => {
    const values = memory.view(slot);
    return kernel.inputs[index] === "flat" ? values : device.tensor(values, layoutOf(slot.shape));
  });
  const store = (result: unknown): void => output.set(flattenResult(result, length));
  return () => {
    const result = compiled(...inputs);
    if (result instanceof Promise) return result.then(store);
    store(result);
  };
}
