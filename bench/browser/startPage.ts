// A page that answers once, and makes its program when the weights are there. What it asks of linnet, 4cca2ef has too.

import { compile, inferenceContext, mobileNetV2, readSafetensors, Tensor, wasmBackend } from "linnet";
import { pictures } from "../peers/network.ts";
import { sinceArrival } from "./sinceArrival.ts";

const SHAPE = [1, 224, 224, 3];

/** Milliseconds from the last byte of the weights to the answer. */
async function start(file: string, threads: number): Promise<number> {
  const bytes = new Uint8Array(await (await fetch(file)).arrayBuffer());
  const x = Tensor.from(pictures(1), SHAPE);
  const network = mobileNetV2({ folded: true, classifierActivation: null });
  network.loadWeights(readSafetensors(bytes, file).tensors, { file });
  const backend = await wasmBackend({ threads });
  const run = await compile((x) => network.call(x, inferenceContext), [SHAPE], { backend });
  await run(x);
  return sinceArrival(file);
}

Object.assign(globalThis, { start });
