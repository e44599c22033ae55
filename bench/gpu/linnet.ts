// linnet on one of its backends.

import { type Backend, compile, inferenceContext, Network, Tensor } from "linnet";
import { withoutBackground } from "../peers/network.ts";
import type { ContenderOptions, GpuInference } from "./library.ts";

export async function openLinnet(backend: Backend, options: ContenderOptions): Promise<GpuInference> {
  const network = await Network.load(options.safetensors);
  const shape = [options.batch, 224, 224, 3];
  const run = await compile((x) => network.call(x, inferenceContext), [shape], { backend });
  return {
    predict: async (pixels) => withoutBackground((await run(Tensor.from(pixels, shape)))[0]!.values),
    how: run.program.describe(),
  };
}
