// linnet itself, by the entry of a program that only predicts; and GPU.js through linnet's backend.

import type { Backend, GpuMode } from "linnet";
import { loadBackend, Network, Tensor } from "linnet/predict";
import { countOf, type Predict, type RunnerOptions, withoutBackground } from "./network.ts";

export async function openWasm(options: RunnerOptions): Promise<Predict> {
  return open(options, await loadBackend({ name: "wasm", threads: options.threads }));
}

export async function openGpu(mode: GpuMode, options: RunnerOptions): Promise<Predict> {
  const { gpuBackend } = await import("linnet");
  return open(options, await gpuBackend({ mode, threads: options.threads > 1 }));
}

async function open({ file, batch }: RunnerOptions, backend: Backend): Promise<Predict> {
  const network = await Network.load(file);
  network.useBackend(backend);
  return async (pixels) => {
    const x = Tensor.from(pixels, [countOf(pixels), 224, 224, 3]);
    return withoutBackground((await network.predict(x, { batchSize: Math.max(batch, 32) })).values);
  };
}
