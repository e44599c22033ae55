// A network in a page with TensorFlow.js, as its model of layers.

import { type Tensor, tensor4d } from "@tensorflow/tfjs-core";
import { loadLayersModel } from "@tensorflow/tfjs-layers";
import type { Inference, InferenceOptions } from "./inference.ts";
import { startTfjs } from "./tfjsPage.ts";

export async function openLayersInPage(model: string, options: InferenceOptions): Promise<Inference> {
  const how = await startTfjs(options);
  const layers = await loadLayersModel(model);
  return {
    predict: async (pixels) => {
      const x = tensor4d(pixels, [options.batch, 224, 224, 3]);
      const logits = layers.predict(x) as Tensor;
      const values = (await logits.data()) as Float32Array;
      x.dispose();
      logits.dispose();
      return values;
    },
    how,
  };
}
