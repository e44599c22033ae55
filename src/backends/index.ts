// The backends by name. All but wasm, the default, are loaded when first asked for.

import { checkThreads } from "../tensor/checkCount.js";
import { checkOptions, type OptionKinds } from "../tensor/checkOptions.js";
import { entryByName } from "../tensor/entryByName.js";
import { LinnetError } from "../tensor/errors.js";
import type { Backend } from "./backend.js";
import { wasmBackend } from "./wasm/index.js";

export type BackendName = "wasm" | "gpu" | "webgpu" | "reference";

/** How a backend shall work. */
export interface BackendSettings {
  /** Default: `wasm`. */
  readonly name?: BackendName;
  /** Threads that compute, the caller's among them. Default: as many as the machine runs at once. */
  readonly threads?: number;
  /**
   * Whether a sum is rounded after each product, which every engine does alike, instead of the fastest way that this one
   * has: then Node and browsers of all versions come to the same bits. Either way the number of threads changes no bit.
   * Default: false.
   */
  readonly reproducible?: boolean;
}

/** A backend, its name, or its name with settings. */
export type BackendChoice = Backend | BackendName | BackendSettings;

type Settings = Omit<BackendSettings, "name">;

const loaders: { readonly [Name in BackendName]: (settings: Settings) => Promise<Backend> } = {
  // Nearly every page computes with it: apart, it would be compressed apart, and come a request later.
  wasm: wasmBackend,
  gpu: async ({ threads, reproducible = false }) => {
    if (reproducible) throw roundsInItsWay("gpu");
    return (await import("./gpu/index.js")).gpuBackend({ threads: threads !== 1 });
  },
  webgpu: async ({ reproducible = false, ...threads }) => {
    if (reproducible) throw roundsInItsWay("webgpu");
    return (await import("./webgpu/index.js")).webGpuBackend(threads);
  },
  reference: async () => (await import("./reference/index.js")).referenceBackend,
};

function roundsInItsWay(name: BackendName): LinnetError {
  return new LinnetError(`backend: ${name} cannot be reproducible, since graphics hardware rounds in ways of its own`);
}

const kinds: OptionKinds<BackendSettings> = { name: "string", threads: "number", reproducible: "boolean" };

/** The backend names, for messages and options. */
export const backendNames = Object.keys(loaders) as readonly BackendName[];

const loaded = new Map<string, Promise<Backend>>();

/**
 * The named backend; one instance for equal settings serves the whole process.
 * @throws LinnetError if the name or a setting is unknown, or the backend cannot work so
 */
export function loadBackend(choice: BackendName | BackendSettings): Promise<Backend> {
  const settings = typeof choice === "string" ? { name: choice } : choice;
  checkOptions("backend", settings, kinds);
  const { name = "wasm", threads, reproducible = false } = settings;
  const load = entryByName("backend", loaders, name);
  if (threads !== undefined) checkThreads("backend", threads);
  const key = JSON.stringify([name, threads, reproducible]);
  const known = loaded.get(key) ?? load({ reproducible, ...(threads !== undefined && { threads }) });
  loaded.set(key, known);
  // An adapter may be there the next time.
  known.catch(() => loaded.delete(key));
  return known;
}

/** A backend, given as one or by its name or settings. @throws LinnetError if the name or a setting is unknown */
export async function resolveBackend(backend: BackendChoice): Promise<Backend> {
  return typeof backend === "object" && backend !== null && "compile" in backend ? backend : loadBackend(backend);
}
