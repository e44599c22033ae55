// A WebGPU adapter for tests outside of pages: by the package `webgpu`, whose folder the environment names.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { addNativeWebGpu } from "../../src/backends/nativeWebGpu.js";

/** Whether there is an adapter; if not, says what is not tested. */
export async function haveWebGpu(tests: string): Promise<boolean> {
  const folder = process.env.LINNET_WEBGPU;
  const file = folder === undefined ? undefined : pathToFileURL(join(folder, "index.js")).href;
  const adapter = (await addNativeWebGpu(file)) ? await navigator.gpu.requestAdapter() : null;
  if (adapter === null)
    console.log(`skipped: ${tests}: no WebGPU adapter (LINNET_WEBGPU names the folder of the package webgpu)`);
  return adapter !== null;
}
