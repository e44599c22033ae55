// ONNX Runtime: its WebAssembly build, and its native one.

import type { InferenceSession, Tensor as OnnxTensor } from "onnxruntime-web";
import { countOf, onnxLayout, type Predict, type RunnerOptions } from "./network.ts";

interface Runtime {
  readonly InferenceSession: {
    create(file: string, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: new (type: "float32", data: Float32Array, dims: readonly number[]) => OnnxTensor;
}

export async function openOnnxWeb(options: RunnerOptions): Promise<Predict> {
  const runtime = await import("onnxruntime-web");
  runtime.env.wasm.numThreads = options.threads;
  return open(runtime, options, {});
}

export async function openOnnxNode(options: RunnerOptions): Promise<Predict> {
  const runtime = await import("onnxruntime-node");
  return open(runtime, options, { intraOpNumThreads: options.threads, interOpNumThreads: 1 });
}

async function open(
  { InferenceSession, Tensor }: Runtime,
  { file, network }: RunnerOptions,
  options: InferenceSession.SessionOptions,
): Promise<Predict> {
  const session = await InferenceSession.create(file, options);
  const { turn, shape } = onnxLayout(network);
  const predict = async (pixels: Float32Array): Promise<Float32Array> => {
    const input = new Tensor("float32", turn(pixels), [countOf(pixels), ...shape]);
    return (await session.run({ [session.inputNames[0]!]: input }))[session.outputNames[0]!]!.data as Float32Array;
  };
  return Object.assign(predict, { prepare: turn });
}
