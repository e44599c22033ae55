// TensorFlow.js by WebGPU: MobileNetV2 in its fused ops, other networks as its models of layers.

import "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";
import { tfjsNetwork } from "../peers/tfjsNetwork.ts";
import { readWeights } from "../peers/weights.ts";
import type { ContenderOptions, GpuInference } from "./library.ts";

export async function openTfjs({ tfjs, safetensors }: ContenderOptions): Promise<GpuInference> {
  if (!(await tf.setBackend("webgpu"))) throw new Error("it could not start its WebGPU backend");
  await tf.ready();
  const predict =
    tfjs === null
      ? tfjsNetwork(readWeights(safetensors))
      : await (await import("../peers/tfjsLayers.ts")).tfjsLayers(tfjs);
  return { predict, how: `TensorFlow.js ${tf.version_core}, ${tfjs === null ? "fused ops" : "a model of layers"}` };
}
