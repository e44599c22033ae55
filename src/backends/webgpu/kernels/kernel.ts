// A kernel of the WebGPU backend: compute shaders as WGSL text (https://www.w3.org/TR/WGSL), with all shapes written in.

import { kernelEntries } from "../../kernelTable.js";

/** How a constant is laid out anew before it is uploaded. */
export interface Packing {
  /** Tells the ways apart in which one constant is packed. */
  readonly key: string;
  pack(values: Float32Array): Float32Array<ArrayBuffer>;
}

/** An input of the step that a shader reads. */
export interface Read {
  readonly input: number;
  readonly packing?: Packing;
}

/** One call of a compute shader. */
export interface Dispatch {
  readonly code: string;
  readonly workgroups: number;
  /** In the order of the shader's bindings; what the step writes is bound behind them. */
  readonly reads: readonly Read[];
}

/** What a step becomes; all its dispatches write to one output. */
export type WebGpuKernel = readonly Dispatch[];

export const { serve, servePartly } = kernelEntries<WebGpuKernel>();
