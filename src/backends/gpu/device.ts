// One GPU.js instance with its compiled kernels, kept by text and size.

import type { Gpu, GpuJs, GpuKernelRun, GpuValue } from "./gpuJs.js";
import type { GpuKernel } from "./kernels/kernel.js";
import type { Layout } from "./layout.js";
import type { ChosenMode } from "./mode.js";

/** GPU.js's own limit, a thousand, would cut sums off. */
const NO_LOOP_LIMIT = 1e9;

export class Device {
  readonly chosen: ChosenMode;
  readonly #gpuJs: GpuJs;
  readonly #gpu: Gpu;
  readonly #kernels = new Map<string, GpuKernelRun>();

  constructor(gpuJs: GpuJs, chosen: ChosenMode) {
    this.chosen = chosen;
    this.#gpuJs = gpuJs;
    this.#gpu = new gpuJs.GPU({ mode: chosen.mode });
  }

  /** The compiled kernel; equal ones are compiled once. */
  kernel({ source, output }: GpuKernel): GpuKernelRun {
    const key = `${output} ${source}`;
    const known = this.#kernels.get(key);
    if (known !== undefined) return known;
    const settings = { output, loopMaxIterations: NO_LOOP_LIMIT, precision: "single" } as const;
    const compiled = this.#gpu.createKernel(source, settings);
    this.#kernels.set(key, compiled);
    return compiled;
  }

  /** Records a whole plan, and compiles it on the first call. */
  pipeline(record: (...handles: GpuValue[]) => GpuValue, inputs: number, threads: boolean) {
    // GPU.js gives as many handles as the function declares parameters.
    Object.defineProperty(record, "length", { value: inputs });
    return this.#gpu.createPipeline(record, { threads });
  }

  /** Values as kernels read them by `[z][y][x]`. */
  tensor(values: Float32Array, layout: Layout): GpuValue {
    return new this.#gpuJs.Input(values, layout);
  }
}
