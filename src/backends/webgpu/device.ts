// The graphics device of this backend: a page's, or that of the package `webgpu`.

import { LinnetError } from "../../tensor/errors.js";
import { addNativeWebGpu } from "../nativeWebGpu.js";

/** Milliseconds behind a failure in which a loss is told. */
const LOSS_TOLD = 500;

/** Drivers that are reset and computers that sleep take devices away, for good. */
export class Device {
  #loss: string | null = null;

  /** @param name the adapter's, for people */
  constructor(
    readonly gpu: GPUDevice,
    readonly name: string,
  ) {
    gpu.lost.then(({ reason, message }) => {
      this.#loss = message || reason;
    });
  }

  get isLost(): boolean {
    return this.#loss !== null;
  }

  /** @throws LinnetError if it is lost */
  check(): void {
    if (this.#loss !== null)
      throw new LinnetError(
        `webgpu backend: the graphics device was lost (${this.#loss}); the next call opens another`,
      );
  }
}

/** @throws LinnetError if there is no WebGPU adapter, or it gives no device */
export async function openDevice(): Promise<Device> {
  const isThere = await addNativeWebGpu();
  const adapter = isThere ? await navigator.gpu.requestAdapter({ powerPreference: "high-performance" }) : null;
  if (adapter === null) {
    throw new LinnetError(
      "webgpu backend: expected a WebGPU adapter, there is none here; use `wasm` (outside of pages, the package webgpu adds one)",
    );
  }
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  // Activations of many pictures exceed what every device has.
  const requiredLimits = { maxBufferSize, maxStorageBufferBindingSize };
  const gpu = await adapter.requestDevice({ requiredLimits }).catch((error: unknown) => {
    throw new LinnetError(`webgpu backend: the graphics device could not be opened (${reasonOf(error)})`);
  });
  const { vendor, architecture, description } = adapter.info;
  return new Device(gpu, [vendor, architecture, description].filter((part) => part !== "").join(" ") || "no name");
}

/** What a driver says, for people. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Runs `work`, and gives what WebGPU says against it, behind what `work` says itself. @throws LinnetError with that */
export async function checked<T>({ gpu }: Device, work: () => Promise<T>): Promise<T> {
  gpu.pushErrorScope("out-of-memory");
  gpu.pushErrorScope("validation");
  // The scopes have to be closed before anything is waited for.
  const working = work();
  const errors = [gpu.popErrorScope(), gpu.popErrorScope()];
  const [result] = await Promise.allSettled([working]);
  const said = (await Promise.all(errors)).flatMap((error) => (error === null ? [] : [error.message]));
  const own = result.status === "rejected" && result.reason instanceof LinnetError ? result.reason.message : null;
  if (said.length > 0) throw new LinnetError([own ?? "webgpu backend", ...said].join(": "));
  if (result.status === "rejected") throw result.reason;
  return result.value;
}

/** Runs `work` on a device that is there. @throws LinnetError if it is lost, before or meanwhile */
export async function toldOfLoss<T>(device: Device, work: () => Promise<T>): Promise<T> {
  device.check();
  try {
    return await work();
  } catch (error) {
    // Browsers tell of a loss behind what fails by it.
    await Promise.race([device.gpu.lost, new Promise((resolve) => setTimeout(resolve, LOSS_TOLD))]);
    device.check();
    throw error;
  }
}
