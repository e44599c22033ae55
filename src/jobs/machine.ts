// What a job can be told of the machine's work: what computes, on how many threads, and by which arithmetic.

import type { BackendChoice } from "../backends/index.js";
import type { OptionKinds } from "../tensor/checkOptions.js";
import { OptionError } from "./optionError.js";

export interface MachineOptions {
  /** What computes. Default: `wasm`. */
  readonly backend?: BackendChoice;
  /**
   * Threads that compute, and as many that decode photographs; 0 decodes on the caller's. Default: as many compute as the
   * machine runs at once; one fewer decode, from 1 to 4.
   */
  readonly threads?: number;
  /** Whether every engine comes to the same bits, as `BackendSettings` says. Default: false, the fastest arithmetic. */
  readonly reproducible?: boolean;
}

/** What its options may be, for the jobs that have them among others. */
export const machineKinds: OptionKinds<MachineOptions> = {
  backend: ["string", "object"],
  threads: "number",
  reproducible: "boolean",
};

/**
 * The backend with the job's threads and arithmetic; settings of the backend itself go before them.
 * @throws OptionError if the run is to be reproducible, and a backend that was handed over is not
 */
export function jobBackend({ backend = "wasm", threads, reproducible = false }: MachineOptions): BackendChoice {
  if (typeof backend === "string" || !("compile" in backend)) {
    const own = typeof backend === "string" ? { name: backend } : backend;
    return { reproducible, ...(threads !== undefined && { threads: Math.max(threads, 1) }), ...own };
  }
  if (reproducible && backend.multiplyAdd !== "separate")
    throw new OptionError("reproducible", `the backend ${backend.name} rounds in a way of its own`);
  return backend;
}

/** Its name, for records. */
export function backendName({ backend = "wasm" }: MachineOptions): string {
  return typeof backend === "string" ? backend : (backend.name ?? "wasm");
}
