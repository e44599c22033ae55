// WebGPU outside of pages: the package `webgpu` (https://github.com/dawn-gpu/node-webgpu), if a user has added it.

import { importAdded } from "../../platform/index.js";

interface Dawn {
  create(options: readonly string[]): object;
  /** Such as GPUBufferUsage. */
  readonly globals: object;
}

/**
 * Puts the package's WebGPU where GPU.js looks for a page's, as the package recommends.
 * @returns whether there is one now
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
