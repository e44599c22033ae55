// The same network in a page with ONNX Runtime.

import { env, InferenceSession, Tensor } from "onnxruntime-web/wasm";
import { onnxLayout } from "../peers/network.ts";
import type { Inference, InferenceOptions } from "./inference.ts";

export async function openOnnxInPage(model: string, { network, threads, batch }: InferenceOptions): Promise<Inference> {
  env.wasm.wasmPaths = "/onnx/";
  env.wasm.numThreads = threads;
  const session = await InferenceSession.create(model);
  const { turn, shape } = onnxLayout(network);
  return {
    predict: async (pixels) => {
      const input = new Tensor("float32", turn(pixels), [batch, ...shape]);
      const results = await session.run({ [session.inputNames[0]!]: input });
      return results[session.outputNames[0]!]!.data as Float32Array;
    },
    how: `${env.wasm.numThreads} threads`,
  };
}
