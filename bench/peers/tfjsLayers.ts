// linnet's exports for TensorFlow.js, models of layers, in Node.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { loadLayersModel } from "@tensorflow/tfjs-layers";
import { countOf, type Predict } from "./network.ts";

export async function tfjsLayers(folder: string): Promise<Predict> {
  const layers = await loadLayersModel({ load: async () => readArtifacts(folder) });
  return async (pixels) => {
    const logits = tf.tidy(() => layers.predict(tf.tensor4d(pixels, [countOf(pixels), 224, 224, 3])) as tf.Tensor);
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
