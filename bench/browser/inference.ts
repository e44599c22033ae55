// What a page needs for inference: weights by their address, and a function that predicts. Its bundle's size is measured.

import { compile, inferenceContext, mobileNetV2, readSafetensors, Tensor, wasmBackend } from "linnet";

export interface Inference {
  /** Takes pictures `[1, 224, 224, 3]`, gives logits `[1, 1000]`. */
  predict(pixels: Float32Array): Promise<Float32Array>;
  /** How it runs, for a person. */
  readonly how: string;
}

export async function openInference(weights: string, threads: number): Promise<Inference> {
  const response = await fetch(weights);
  const model = mobileNetV2({ folded: true, classifierActivation: null });
  model.loadWeights(readSafetensors(new Uint8Array(await response.arrayBuffer()), weights).tensors, { file: weights });
  const shape = [1, 224, 224, 3];
  const backend = await wasmBackend({ threads });
  const run = await compile((x) => model.call(x, inferenceContext), [shape], { backend });
  return {
    predict: async (pixels) => (await run(Tensor.from(pixels, shape)))[0]!.values,
    how: run.program.describe(),
  };
}
