// The network in a page with linnet: weights by their address, and a function that predicts.

import { compile, inferenceContext, mobileNetV2, Tensor, wasmBackend } from "linnet";
import type { Weights } from "../peers/network.ts";
import type { Inference, InferenceOptions } from "./inference.ts";

export async function openLinnetInPage(weights: Weights, { threads, batch }: InferenceOptions): Promise<Inference> {
  const model = mobileNetV2({ folded: true, classifierActivation: null });
  model.loadWeights(weights, { file: "the page's weights" });
  const shape = [batch, 224, 224, 3];
  const backend = await wasmBackend({ threads });
  const run = await compile((x) => model.call(x, inferenceContext), [shape], { backend });
  return {
    predict: async (pixels) => (await run(Tensor.from(pixels, shape)))[0]!.values,
    how: run.program.describe(),
  };
}
