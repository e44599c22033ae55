// The backends by name, each loaded when first asked for.

import { LinnetError } from "../tensor/errors.js";
import type { Backend } from "./backend.js";

export type BackendName = "wasm" | "gpu" | "reference";

const loaders: { readonly [Name in BackendName]: () => Promise<Backend> } = {
  wasm: async () => (await import("./wasm/index.js")).wasmBackend(),
  gpu: async () => (await import("./gpu/index.js")).gpuBackend(),
  reference: async () => (await import("./reference/index.js")).referenceBackend,
};

/** The backend names, for messages and options. */
export const backendNames = Object.keys(loaders) as readonly BackendName[];

const loaded = new Map<BackendName, Promise<Backend>>();

/** The named backend; one instance serves the whole process. @throws LinnetError if the name is unknown */
export function loadBackend(name: BackendName): Promise<Backend> {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const loader = loaders[name] as (() => Promise<Backend>) | undefined;
  if (loader === undefined) throw new LinnetError(`backend: expected one of ${backendNames.join(", ")}, got "${name}"`);
  const loading = loader();
  loaded.set(name, loading);
  return loading;
}

/** A backend, given as one or by its name. @throws LinnetError if the name is unknown */
export async function resolveBackend(backend: Backend | BackendName): Promise<Backend> {
  return typeof backend === "string" ? loadBackend(backend) : backend;
}
