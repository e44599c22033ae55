// WebGPU in Node: Dawn, which is Chromium's, by the package `webgpu`.

/** Puts it where libraries look for a page's, and tells the adapter's name. @throws Error where there is no adapter */
export async function installWebGpu(): Promise<string> {
  const dawn = await import("webgpu");
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create([]);
  Object.defineProperty(globalThis.navigator, "gpu", { value: gpu, configurable: true });
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (adapter === null) throw new Error("there is no WebGPU adapter on this machine");
  const { vendor, device, description } = adapter.info;
  return `${[vendor, device, description].filter((text) => text !== "").join(", ")}`;
}
