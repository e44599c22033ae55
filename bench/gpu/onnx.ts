// ONNX Runtime's WebGPU provider, for a fixed number of pictures, which it plans for: as its guide begins, and with all
// calls of the device recorded once, for which pictures and logits have to lie in the device's buffers
// (https://onnxruntime.ai/docs/tutorials/web/ep-webgpu.html).

import { readFileSync } from "node:fs";
import { env, InferenceSession, Tensor } from "onnxruntime-web/webgpu";
import { onnxLayout } from "../peers/network.ts";
import type { ContenderOptions, GpuInference } from "./library.ts";

/** Either way a call begins with pictures in this machine's memory, and ends with logits there. */
export async function openOnnx(options: ContenderOptions, isCaptured: boolean): Promise<GpuInference> {
  const { onnx, network, batch } = options;
  env.wasm.numThreads = 1;
  const session = await InferenceSession.create(readFileSync(onnx), {
    executionProviders: ["webgpu"],
    freeDimensionOverrides: { batch },
    ...(isCaptured && { enableGraphCapture: true, preferredOutputLocation: "gpu-buffer" }),
  });
  const { turn, shape: picture } = onnxLayout(network);
  const shape = [batch, ...picture];
  const give = isCaptured ? await giveInBuffer(shape) : (values: Float32Array) => new Tensor("float32", values, shape);
  return {
    predict: async (pixels) => {
      const results = await session.run({ [session.inputNames[0]!]: give(turn(pixels)) });
      return (await results[session.outputNames[0]!]!.getData()) as Float32Array;
    },
    how: `ONNX Runtime ${env.versions.web}, WebGPU provider${isCaptured ? ", graph captured" : ""}`,
  };
}

/** Writes values to one buffer of ONNX Runtime's device, always the same. */
async function giveInBuffer(shape: readonly number[]): Promise<(values: Float32Array) => Tensor> {
  const device = await env.webgpu.device;
  const size = 4 * shape.reduce((product, length) => product * length, 1);
  const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
  const buffer = device.createBuffer({ size, usage: STORAGE | COPY_SRC | COPY_DST });
  const tensor = Tensor.fromGpuBuffer(buffer, { dataType: "float32", dims: shape });
  return (values) => {
    device.queue.writeBuffer(buffer, 0, values as Float32Array<ArrayBuffer>);
    return tensor;
  };
}
