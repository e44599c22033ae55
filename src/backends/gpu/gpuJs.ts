// GPU.js (https://gpu.rocks), imported when first needed: the part that this backend uses, typed.

/** A result or an argument of GPU.js. */
export type GpuValue = object;

export interface GpuKernelRun {
  (...inputs: readonly GpuValue[]): GpuValue | Promise<GpuValue>;
  destroy(): void;
}

export interface GpuPipelineRun {
  (...inputs: readonly GpuValue[]): Promise<GpuValue>;
  readonly executorKind: string;
  readonly backend: string;
  readonly fallbackReason: string | null;
  destroy(): Promise<void> | void;
}

interface KernelSettings {
  /** `[x, y, z]`. */
  readonly output: readonly number[];
  /** GPU.js silently ends loops after this number of rounds. */
  readonly loopMaxIterations: number;
  readonly precision: "single";
}

export interface Gpu {
  createKernel(source: string, settings: KernelSettings): GpuKernelRun;
  createPipeline(record: (...handles: GpuValue[]) => GpuValue, settings: { readonly threads: boolean }): GpuPipelineRun;
  destroy(): Promise<void>;
}

export interface GpuJs {
  readonly GPU: {
    new (settings: { readonly mode: string }): Gpu;
    isWebGPUAvailable?(): Promise<boolean>;
  };
  /** A flat array that kernels index as `[z][y][x]`. */
  readonly Input: new (
    values: Float32Array,
    size: readonly number[],
  ) => GpuValue;
}

let loading: Promise<GpuJs> | null = null;

/** GPU.js costs a tenth of a second and half a megabyte: only users of this backend pay for it. */
export function loadGpuJs(): Promise<GpuJs> {
  loading ??= import("gpu.js").then(
    (module: object) => ("GPU" in module ? module : (module as { default: object }).default) as GpuJs,
  );
  return loading;
}
