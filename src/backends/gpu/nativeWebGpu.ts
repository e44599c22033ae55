// WebGPU outside of pages: the package `webgpu` (https://github.com/dawn-gpu/node-webgpu), where a user has added it.

import { importAdded } from "../../platform/index.js";

interface Dawn {
  create(options: readonly string[]): object;
  /** Such as GPUBufferUsage. */
  readonly globals: object;
}

/**
 * GPU.js looks for WebGPU where a page has it, so that is where the package's is put, as the package itself says.
 * Whether there is one now.
 */
export async function addNativeWebGpu(): Promise<boolean> {
  const { navigator } = globalThis;
  if (navigator?.gpu !== undefined) return true;
  const dawn = (await importAdded("webgpu")) as Partial<Dawn> | null;
  if (typeof dawn?.create !== "function") return false;
  Object.assign(globalThis, dawn.globals);
  const gpu = { value: dawn.create([]), configurable: true };
  if (navigator === undefined) Object.defineProperty(globalThis, "navigator", { value: Object.create(null, { gpu }) });
  else Object.defineProperty(navigator, "gpu", gpu);
  return true;
}
