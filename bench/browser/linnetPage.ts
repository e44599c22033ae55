// The network in a page with linnet: a model file's bytes, and a function that predicts.

import { compile, inferenceContext, Network, Tensor, wasmBackend } from "linnet";
import { withoutBackground } from "../peers/network.ts";
import type { Inference, InferenceOptions } from "./inference.ts";

export async function openLinnetInPage(model: string, { threads, batch }: InferenceOptions): Promise<Inference> {
  const network = await Network.load(model);
  const shape = [batch, 224, 224, 3];
  const backend = await wasmBackend({ threads });
  const run = await compile((x) => network.call(x, inferenceContext), [shape], { backend });
  return {
    predict: async (pixels) => withoutBackground((await run(Tensor.from(pixels, shape)))[0]!.values),
    how: run.program.describe(),
  };
}
