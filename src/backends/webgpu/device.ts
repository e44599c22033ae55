// The graphics device of this backend: a page's, or that of the package `webgpu`.

import { LinnetError } from "../../tensor/errors.js";
import { addNativeWebGpu } from "../nativeWebGpu.js";

export interface Device {
  readonly gpu: GPUDevice;
  /** The adapter's name, for people. */
  readonly name: string;
}

/** @throws LinnetError if there is no WebGPU adapter */
export async function openDevice(): Promise<Device> {
  const isThere = await addNativeWebGpu();
  const adapter = isThere ? await navigator.gpu.requestAdapter({ powerPreference: "high-performance" }) : null;
  if (adapter === null) {
    throw new LinnetError(
      "webgpu backend: expected a WebGPU adapter, there is none here; use `wasm` (outside of pages, the package webgpu adds one)",
    );
  }
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  // Activations of many pictures exceed what every device has.
  const gpu = await adapter.requestDevice({ requiredLimits: { maxBufferSize, maxStorageBufferBindingSize } });
  const { vendor, architecture, description } = adapter.info;
  return { gpu, name: [vendor, architecture, description].filter((part) => part !== "").join(" ") || "no name" };
}

/** Runs `work`, and gives what WebGPU says against it. @throws LinnetError with that */
export async function checked<T>({ gpu }: Device, work: () => Promise<T>): Promise<T> {
  gpu.pushErrorScope("out-of-memory");
  gpu.pushErrorScope("validation");
  // The scopes have to be closed before anything is waited for.
  const working = work();
  const errors = [gpu.popErrorScope(), gpu.popErrorScope()];
  const result = await working.catch((error: Error) => error);
  for (const error of await Promise.all(errors))
    if (error !== null) throw new LinnetError(`webgpu backend: ${error.message}`);
  if (result instanceof Error) throw result;
  return result;
}
