// MobileNetV2 in TensorFlow.js, with its fused ops.

import * as tf from "@tensorflow/tfjs-core";
import { convolutions, startsBlock } from "./convolutions.ts";
import { countOf, type Predict, type Weights } from "./network.ts";

export function tfjsNetwork(stored: Weights): Predict {
  const weights = new Map([...stored].map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape])]));
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
    const logits = tf.tidy(() => call(tf.tensor4d(pixels, [countOf(pixels), 224, 224, 3])));
    const values = (await logits.data()) as Float32Array;
    logits.dispose();
    return values;
  };
}
