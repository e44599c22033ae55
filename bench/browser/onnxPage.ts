// The same network in a page with ONNX Runtime.

import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";
import { channelsFirst } from "../peers/network.ts";
import type { Inference, InferenceOptions } from "./inference.ts";

export async function openOnnxInPage(model: string, { network, threads, batch }: InferenceOptions): Promise<Inference> {
  env.wasm.wasmPaths = "/onnx/";
  env.wasm.numThreads = threads;
  const session = await InferenceSession.create(model);
  // The benchmark's own file takes channels first; linnet's exports take pictures as linnet does.
  const [turn, shape] =
    network === "MobileNetV2"
      ? ([channelsFirst, [batch, 3, 224, 224]] as const)
      : ([(pixels: Float32Array) => pixels, [batch, 224, 224, 3]] as const);
  return {
    predict: async (pixels) => {
      const results = await session.run({ [session.inputNames[0]!]: new Tensor("float32", turn(pixels), shape) });
      return results[session.outputNames[0]!]!.data as Float32Array;
    },
    how: `${env.wasm.numThreads} threads`,
  };
}
