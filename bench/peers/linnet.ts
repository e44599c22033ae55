// linnet itself, and GPU.js through linnet's backend.

import {
  type Backend,
  compile,
  type GpuMode,
  gpuBackend,
  inferenceContext,
  mobileNetV2,
  Tensor,
  wasmBackend,
} from "linnet";
import type { Predict, RunnerOptions } from "./network.ts";
import { readWeights } from "./weights.ts";

export async function openWasm(options: RunnerOptions): Promise<Predict> {
  return open(options, await wasmBackend({ threads: options.threads }));
}

export async function openGpu(mode: GpuMode, options: RunnerOptions): Promise<Predict> {
  return open(options, await gpuBackend({ mode, threads: options.threads > 1 }));
}

async function open({ file, batch }: RunnerOptions, backend: Backend): Promise<Predict> {
  const model = mobileNetV2({ folded: true, classifierActivation: null });
  model.loadWeights(readWeights(file), { file });
  const shape = [batch, 224, 224, 3];
  const run = await compile((x) => model.call(x, inferenceContext), [shape], { backend });
  return async (pixels) => (await run(Tensor.from(pixels, shape)))[0]!.values;
}
