// A kernel of the WebGPU backend: compute shaders as WGSL text (https://www.w3.org/TR/WGSL), with all shapes written in.

import { kernelEntries } from "../../kernelTable.js";

/** What a thread reads or writes at once: a number, or four that lie side by side. */
export type Lane = "f32" | "vec4f";

/** How a constant is laid out anew before it is uploaded. */
export interface Packing {
  /** Tells the ways apart in which one constant is packed. */
  readonly key: string;
  pack(values: Float32Array): Float32Array<ArrayBuffer>;
}

/** An input of the step that a shader reads. */
interface Read {
  readonly input: number;
  readonly packing?: Packing;
}

export interface Binding extends Read {
  readonly name: string;
  readonly lane: Lane;
  /** Numbers in it. */
  readonly size: number;
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

/** Where an element stands, as text in lanes. */
export interface ElementPlace {
  readonly place: string;
  readonly channel: string;
  readonly lane: Lane;
}

/** Elementwise steps that follow a kernel, computed on the values that it has in its registers. */
export interface Tail {
  bindings(lane: Lane): readonly Binding[];
  /** Whether it reads an input by channels. */
  readonly readsChannels: boolean;
  /** Statements that store what becomes of `value` in the output `y`. */
  store(value: string, at: ElementPlace): string;
}

/** What a kernel gets besides its step. */
export interface KernelContext {
  /** Only for the ops of `takesTail`; the others' is empty. */
  readonly tail: Tail;
}

export const { serve, servePartly } = kernelEntries<WebGpuKernel, KernelContext>();
