// WebGPU in Node: Dawn, which is Chromium's, by the package `webgpu`.

import { addNativeWebGpu } from "../../src/backends/nativeWebGpu.ts";

/** Puts it where libraries look for a page's, and tells the adapter's name. @throws Error where there is no adapter */
export async function installWebGpu(): Promise<string> {
  if (!(await addNativeWebGpu())) throw new Error("the package webgpu is not installed (npm run peers)");
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: "high-performance" });
  if (adapter === null) throw new Error("there is no WebGPU adapter on this machine");
  const { vendor, device, description } = adapter.info;
  return [vendor, device, description].filter((text) => text !== "").join(", ");
}
