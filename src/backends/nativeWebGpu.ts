// WebGPU outside of pages: the package `webgpu` (https://github.com/dawn-gpu/node-webgpu), if a user has added it.

import { importAdded } from "../platform/index.js";

interface Dawn {
  create(options: readonly string[]): object;
  /** Such as GPUBufferUsage. */
  readonly globals: object;
}

/**
 * Puts the package's WebGPU where a page has its own, as the package recommends.
 * @param name the package's, or its file's address
 * @returns whether there is one now
 */
export async function addNativeWebGpu(name = "webgpu"): Promise<boolean> {
  const { navigator } = globalThis;
  if (navigator?.gpu !== undefined) return true;
  const dawn = (await importAdded(name)) as Partial<Dawn> | null;
  if (typeof dawn?.create !== "function") return false;
  Object.assign(globalThis, dawn.globals);
  const gpu = { value: dawn.create([]), configurable: true };
  if (navigator === undefined) Object.defineProperty(globalThis, "navigator", { value: Object.create(null, { gpu }) });
  else Object.defineProperty(navigator, "gpu", gpu);
  return true;
}
