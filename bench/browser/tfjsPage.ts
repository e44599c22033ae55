// The same network in a page with TensorFlow.js: in its fused ops from linnet's weights, others as its models of layers.

import { getThreadsCount, setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { ready, setBackend } from "@tensorflow/tfjs-core";
import type { Weights } from "../peers/network.ts";
import { tfjsNetwork } from "../peers/tfjsNetwork.ts";
import type { Inference, InferenceOptions } from "./inference.ts";

export async function openTfjsInPage(weights: Weights, options: InferenceOptions): Promise<Inference> {
  const how = await startTfjs(options);
  return { predict: tfjsNetwork(weights), how };
}

export async function startTfjs({ threads }: InferenceOptions): Promise<string> {
  setWasmPaths("/tfjs/");
  setThreadsCount(threads);
  await setBackend("wasm");
  await ready();
  return `${getThreadsCount()} threads`;
}
