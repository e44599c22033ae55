// The same network in a page with ONNX Runtime; only the size of its bundle is measured.

import { InferenceSession, Tensor } from "onnxruntime-web/wasm";
import type { Predict } from "../peers/network.ts";

/** Here pixels are `[1, 3, 224, 224]`. */
export async function openOnnxInPage(model: string): Promise<Predict> {
  const session = await InferenceSession.create(model);
  return async (pixels) => {
    const { logits } = await session.run({ input: new Tensor("float32", pixels, [1, 3, 224, 224]) });
    return logits!.data as Float32Array;
  };
}
