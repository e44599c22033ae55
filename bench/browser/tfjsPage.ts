// The same network in a page with TensorFlow.js; only the size of its bundle is measured.

import { setBackend } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-wasm";
import type { Predict, Weights } from "../peers/network.ts";
import { tfjsNetwork } from "../peers/tfjsNetwork.ts";

export async function openTfjsInPage(weights: Weights): Promise<Predict> {
  await setBackend("wasm");
  return tfjsNetwork(weights, 1);
}
