// A whole plan as one GPU.js pipeline: nothing leaves the device between its steps.

import type { Plan, Slot, Step } from "../../graph/plan.js";
import { sizeOf } from "../../tensor/shape.js";
import type { Program } from "../backend.js";
import type { Device } from "./device.js";
import type { GpuPipelineRun, GpuValue } from "./gpuJs.js";
import type { ArgumentKind, GpuKernel } from "./kernels/kernel.js";
import { relayoutKernel } from "./kernels/relayout.js";
import { flattenResult, type Layout, layoutOf, sameLayout } from "./layout.js";

interface PipelinePlan {
  readonly plan: Plan;
  /** A kernel for each step, in order. */
  readonly kernels: readonly GpuKernel[];
}

/** Why this plan cannot be one pipeline; null if it can. */
export function pipelineObstacle(plan: Plan, kernels: readonly (GpuKernel | null)[]): string | null {
  if (plan.state.length > 0) return "the plan has state";
  const missing = plan.steps.find((_, index) => kernels[index] === null);
  if (missing !== undefined) return `there is no kernel for ${missing.op.name}`;
  const variable = plan.steps.find((step, index) =>
    step.inputs.some((slot, input) => kernels[index]!.inputs[input] === "flat" && slot.region !== "constant"),
  );
  return variable === undefined ? null : `${variable.op.name} has weights that are not constant`;
}

/** @throws Error if GPU.js cannot compile the plan */
export async function compilePipeline(
  device: Device,
  { plan, kernels }: PipelinePlan,
  threads: boolean,
): Promise<Program> {
  const recorder = new Recorder(device, plan);
  const record = (...handles: GpuValue[]): GpuValue => recorder.record(handles, kernels);
  const pipeline = device.pipeline(record, plan.inputs.length, threads);
  const lengths = plan.outputs.map(({ shape }) => sizeOf(shape));
  const layouts = plan.inputs.map(({ shape }) => layoutOf(shape));
  const run = async (feeds: readonly Float32Array[]): Promise<Float32Array[]> => {
    const results = (await pipeline(
      ...feeds.map((values, index) => device.tensor(values, layouts[index]!)),
    )) as readonly unknown[];
    return lengths.map((length, index) => flattenResult(results[index], length));
  };
  // The first call compiles, so that a plan that cannot be compiled is known before it is needed.
  await run(plan.inputs.map(({ shape }) => new Float32Array(sizeOf(shape))));
  return {
    run,
    readState: async () => [],
    writeState: async () => {},
    servedBy: plan.steps.map((step) => `gpu:${step.op.name}`),
    describe: () => describe(device, pipeline),
    close: async () => {
      await pipeline.destroy();
    },
  };
}

function describe({ chosen }: Device, { executorKind, backend, fallbackReason }: GpuPipelineRun): string {
  const fallback = fallbackReason === null ? "" : `; fallback: ${fallbackReason}`;
  return `GPU.js ${chosen.mode} (${chosen.reason}), one pipeline, executor ${executorKind} on ${backend}${fallback}`;
}

interface Held {
  readonly value: GpuValue;
  readonly layout: Layout;
}

/** Makes the kernel calls of a plan on handles. The last writer tells slots apart that share memory. */
class Recorder {
  readonly #device: Device;
  readonly #plan: Plan;
  readonly #held = new Map<string, Held>();
  readonly #constants: ReadonlyMap<number, Float32Array>;

  constructor(device: Device, plan: Plan) {
    this.#device = device;
    this.#plan = plan;
    this.#constants = new Map(plan.constants.map(({ slot, tensor }) => [slot.byteOffset, tensor.values]));
  }

  record(handles: readonly GpuValue[], kernels: readonly GpuKernel[]): GpuValue {
    const { inputs, steps, outputs } = this.#plan;
    for (const [index, slot] of inputs.entries()) this.#hold(slot, handles[index]!, layoutOf(slot.shape));
    for (const [index, step] of steps.entries()) this.#call(step, kernels[index]!);
    return outputs.map((slot) => this.#read(slot, "tensor"));
  }

  #call(step: Step, kernel: GpuKernel): void {
    const inputs = step.inputs.map((slot, index) => this.#read(slot, kernel.inputs[index]!));
    this.#hold(step.output, this.#device.kernel(kernel)(...inputs), kernel.output);
  }

  #hold({ region, byteOffset }: Slot, value: GpuValue, layout: Layout): void {
    this.#held.set(`${region}${byteOffset}`, { value, layout });
  }

  #read(slot: Slot, kind: ArgumentKind): GpuValue {
    if (slot.region === "constant") {
      const values = this.#constants.get(slot.byteOffset)!;
      return kind === "flat" ? values : this.#device.tensor(values, layoutOf(slot.shape));
    }
    const { value, layout } = this.#held.get(`${slot.region}${slot.byteOffset}`)!;
    const wanted = layoutOf(slot.shape);
    if (sameLayout(layout, wanted)) return value;
    return this.#device.kernel(relayoutKernel(layout, wanted))(value) as GpuValue;
  }
}
