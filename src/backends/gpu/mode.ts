// Which of GPU.js's modes to use. GPU.js itself prefers a software WebGL2 to WebAssembly, which is twelve times as fast.

import { platformName } from "../../platform/index.js";
import { LinnetError } from "../../tensor/errors.js";
import type { GpuJs } from "./gpuJs.js";

export type GpuMode = "webgpu" | "webgl2" | "webgl" | "headlessgl" | "webasm" | "cpu";

export interface ChosenMode {
  readonly mode: GpuMode;
  /** Why this one, for people. */
  readonly reason: string;
}

/** A real graphics adapter if there is one, else WebAssembly, else plain JavaScript. */
export async function chooseMode({ GPU }: GpuJs): Promise<ChosenMode> {
  const isPage = typeof document !== "undefined";
  if ((isPage || platformName === "node") && (await hasHardwareWebGpu(GPU)))
    return { mode: "webgpu", reason: "there is a WebGPU adapter" };
  if (isPage) {
    const renderer = webGl2Renderer();
    if (renderer !== null && !isSoftware(renderer)) return { mode: "webgl2", reason: `WebGL2 on ${renderer}` };
  }
  if (typeof WebAssembly !== "undefined") return { mode: "webasm", reason: "there is no graphics hardware" };
  return { mode: "cpu", reason: "there is neither graphics hardware nor WebAssembly" };
}

async function hasHardwareWebGpu(GPU: GpuJs["GPU"]): Promise<boolean> {
  if ((await GPU.isWebGPUAvailable?.()) !== true) return false;
  const adapter: Adapter | null | undefined = await navigator.gpu?.requestAdapter();
  if (adapter === null || adapter === undefined || adapter.isFallbackAdapter === true) return false;
  return !isSoftware(`${adapter.info?.vendor} ${adapter.info?.architecture} ${adapter.info?.description}`);
}

/** What browsers tell of an adapter; the older ones use a flag of their own. */
interface Adapter {
  readonly isFallbackAdapter?: boolean;
  readonly info?: { readonly vendor: string; readonly architecture: string; readonly description: string };
}

function webGl2Renderer(): string | null {
  const context = document.createElement("canvas").getContext("webgl2");
  const extension = context?.getExtension("WEBGL_debug_renderer_info");
  return context && extension ? String(context.getParameter(extension.UNMASKED_RENDERER_WEBGL)) : null;
}

function isSoftware(renderer: string): boolean {
  return /swiftshader|llvmpipe|software|basic render/i.test(renderer);
}

const modes: readonly GpuMode[] = ["webgpu", "webgl2", "webgl", "headlessgl", "webasm", "cpu"];

/** @throws LinnetError if GPU.js does not have the mode */
export function checkMode(mode: GpuMode): void {
  if (!modes.includes(mode))
    throw new LinnetError(`gpu backend: expected a mode among ${modes.join(", ")}, got "${mode}"`);
}
