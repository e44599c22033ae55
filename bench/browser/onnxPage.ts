// The same network in a page with ONNX Runtime.

import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";
import { channelsFirst } from "../peers/network.ts";
import type { Inference, InferenceOptions } from "./inference.ts";

export async function openOnnxInPage(model: string, { threads, batch }: InferenceOptions): Promise<Inference> {
  env.wasm.wasmPaths = "/onnx/";
  env.wasm.numThreads = threads;
  const session = await InferenceSession.create(model);
  const turn = channelsFirst(batch);
  return {
    predict: async (pixels) => {
      const input = new Tensor("float32", turn(pixels), [batch, 3, 224, 224]);
      return (await session.run({ input })).logits!.data as Float32Array;
    },
    how: `${env.wasm.numThreads} threads`,
  };
}
