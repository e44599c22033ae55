// TensorFlow.js in a process of Node's.

import { createRequire } from "node:module";
import { dirname } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import type { Predict, RunnerOptions } from "./network.ts";
import { tfjsNetwork } from "./tfjsNetwork.ts";
import { readWeights } from "./weights.ts";

export async function startTfjs(backend: "wasm" | "cpu"): Promise<void> {
  if (backend === "cpu") await import("@tensorflow/tfjs-backend-cpu");
  if (backend === "wasm") {
    const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
    setWasmPaths(`${dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"))}/`);
  }
  await tf.setBackend(backend);
  await tf.ready();
}

export async function openTfjs(backend: "wasm" | "cpu", { network, file }: RunnerOptions): Promise<Predict> {
  await startTfjs(backend);
  return network === "MobileNetV2"
    ? tfjsNetwork(readWeights(file))
    : (await import("./tfjsLayers.ts")).tfjsLayers(file);
}
