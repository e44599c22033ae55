// TensorFlow.js, with its fused ops.

import { createRequire } from "node:module";
import { dirname } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { convolutions, type Predict, type RunnerOptions, readWeights, startsBlock } from "./network.ts";

export async function startTfjs(backend: "wasm" | "cpu"): Promise<void> {
  if (backend === "cpu") await import("@tensorflow/tfjs-backend-cpu");
  if (backend === "wasm") {
    const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
    setWasmPaths(`${dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm"))}/`);
  }
  await tf.setBackend(backend);
  await tf.ready();
}

export async function openTfjs(backend: "wasm" | "cpu", { file, batch }: RunnerOptions): Promise<Predict> {
  await startTfjs(backend);
  const weights = new Map(
    [...readWeights(file)].map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape])]),
  );
  const call = (x: tf.Tensor4D): tf.Tensor => {
    let blockInput = x;
    for (const layer of convolutions()) {
      const { kind, name, stride, relu6, residual } = layer;
      if (startsBlock(layer)) blockInput = x;
      const options = {
        x,
        strides: stride,
        pad: "same",
        bias: weights.get(`${name}/bias`)! as tf.Tensor1D,
        ...(relu6 ? { activation: "relu6" as const } : {}),
      } as const;
      x =
        kind === "conv"
          ? tf.fused.conv2d({ ...options, filter: weights.get(`${name}/kernel`) as tf.Tensor4D })
          : tf.fused.depthwiseConv2d({ ...options, filter: weights.get(`${name}/depthwise_kernel`) as tf.Tensor4D });
      if (residual) x = tf.add(x, blockInput);
    }
    return tf.add(tf.matMul(tf.mean(x, [1, 2]), weights.get("predictions/kernel")!), weights.get("predictions/bias")!);
  };
  return async (pixels) => {
    const logits = tf.tidy(() => call(tf.tensor4d(pixels, [batch, 224, 224, 3])));
    const values = (await logits.data()) as Float32Array;
    logits.dispose();
    return values;
  };
}
