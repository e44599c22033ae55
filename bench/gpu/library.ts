// The libraries that compute by WebGPU, and what each is asked for.

import type { NetworkName } from "../peers/network.ts";

/** The first is what the others' logits are compared with. */
export const gpuLibraries = [
  "linnet wasm",
  "linnet gpu",
  "linnet webgpu",
  "tfjs-webgpu",
  "onnxruntime-webgpu",
  "onnxruntime-webgpu captured",
] as const;

export type GpuLibrary = (typeof gpuLibraries)[number];

export interface GpuNetwork {
  readonly network: NetworkName;
  /** linnet's model file, with batch norm folded. */
  readonly safetensors: string;
  readonly onnx: string;
  /** The folder of a TensorFlow.js model of layers; null if the network is written out in its ops. */
  readonly tfjs: string | null;
}

export interface ContenderOptions extends GpuNetwork {
  readonly library: GpuLibrary;
  readonly batch: number;
  /** For how long it is called without a pause, at most, in milliseconds. */
  readonly milliseconds: number;
}

/** What a library's process says after its first prediction. */
export interface ContenderReady {
  readonly logits: readonly number[];
  /** The library's own words on how it runs. */
  readonly how: string;
  /** From the model's files to the first logits: shaders are compiled. */
  readonly firstMilliseconds: number;
}

/** The times of calls without a pause between them. */
export interface ContenderRan {
  readonly milliseconds: readonly number[];
}

export interface GpuInference {
  /** Takes pictures `[batch, 224, 224, 3]`, gives logits `[batch, 1000]` in this process's memory. */
  predict(pixels: Float32Array): Promise<Float32Array>;
  readonly how: string;
}
