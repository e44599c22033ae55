// TensorFlow.js by WebGPU: MobileNetV2 in its fused ops, other networks as its models of layers.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";
import type { Predict } from "../peers/network.ts";
import { tfjsNetwork } from "../peers/tfjsNetwork.ts";
import { readWeights } from "../peers/weights.ts";
import type { ContenderOptions, GpuInference } from "./library.ts";

export async function openTfjs({ tfjs, safetensors, batch }: ContenderOptions): Promise<GpuInference> {
  if (!(await tf.setBackend("webgpu"))) throw new Error("it could not start its WebGPU backend");
  await tf.ready();
  const predict = tfjs === null ? tfjsNetwork(readWeights(safetensors)) : await openLayers(tfjs, batch);
  return { predict, how: `TensorFlow.js ${tf.version_core}, ${tfjs === null ? "fused ops" : "a model of layers"}` };
}

async function openLayers(folder: string, batch: number): Promise<Predict> {
  const { loadLayersModel } = await import("@tensorflow/tfjs-layers");
  const layers = await loadLayersModel({ load: async () => readArtifacts(folder) });
  return async (pixels) => {
    const logits = tf.tidy(() => layers.predict(tf.tensor4d(pixels, [batch, 224, 224, 3])) as tf.Tensor);
    const values = (await logits.data()) as Float32Array;
    logits.dispose();
    return values;
  };
}

interface ModelJson {
  readonly modelTopology: object;
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: tf.io.WeightsManifestEntry[];
  }[];
}

/** TensorFlow.js reads files by `fetch` alone. */
function readArtifacts(folder: string): tf.io.ModelArtifacts {
  const { modelTopology, weightsManifest } = JSON.parse(readFileSync(join(folder, "model.json"), "utf8")) as ModelJson;
  const parts = weightsManifest.flatMap(({ paths }) => paths.map((path) => readFileSync(join(folder, path))));
  return {
    modelTopology,
    weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
    weightData: new Uint8Array(Buffer.concat(parts)).buffer,
  };
}
