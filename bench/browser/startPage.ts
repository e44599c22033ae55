// A page that answers once: how long the first answer takes when the weights are there. What it asks of linnet, 4cca2ef has too.

import { compile, inferenceContext, mobileNetV2, readSafetensors, Tensor, wasmBackend } from "linnet";
import { pictures } from "../peers/network.ts";

const SHAPE = [1, 224, 224, 3];

/** Milliseconds. */
async function start(file: string, threads: number): Promise<number> {
  const bytes = new Uint8Array(await (await fetch(file)).arrayBuffer());
  const x = Tensor.from(pictures(1), SHAPE);
  const begun = performance.now();
  const network = mobileNetV2({ folded: true, classifierActivation: null });
  network.loadWeights(readSafetensors(bytes, file).tensors, { file });
  const backend = await wasmBackend({ threads });
  const run = await compile((x) => network.call(x, inferenceContext), [SHAPE], { backend });
  await run(x);
  return performance.now() - begun;
}

Object.assign(globalThis, { start });
