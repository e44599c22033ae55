// The same network in a page with TensorFlow.js.

import { getThreadsCount, setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { ready, setBackend } from "@tensorflow/tfjs-core";
import type { Weights } from "../peers/network.ts";
import { tfjsNetwork } from "../peers/tfjsNetwork.ts";
import type { Inference, InferenceOptions } from "./inference.ts";

export async function openTfjsInPage(weights: Weights, { threads, batch }: InferenceOptions): Promise<Inference> {
  setWasmPaths("/tfjs/");
  setThreadsCount(threads);
  await setBackend("wasm");
  await ready();
  return { predict: tfjsNetwork(weights, batch), how: `${getThreadsCount()} threads` };
}
