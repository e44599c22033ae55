// The head's training step in TensorFlow.js. It has no WebAssembly kernels for the gradients of convolutions.

import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import { startTfjs } from "../peers/tfjs.ts";
import { median } from "../statistics.ts";
import type { StepTime } from "./step.ts";

export async function tfjsSteps(rounds: number): Promise<readonly StepTime[]> {
  await startTfjs("wasm");
  const variable = (shape: [number, number] | [number]): tf.Variable =>
    tf.variable(
      tf.tensor(
        Float32Array.from({ length: shape.reduce((a, b) => a * (b ?? 1), 1) }, (_, i) => Math.sin(i) / 30),
        shape,
      ),
    );
  const [w1, b1, w2, b2] = [variable([1280, 128]), variable([128]), variable([128, 2]), variable([2])];
  const x = tf.tensor2d(
    Float32Array.from({ length: 32 * 1280 }, (_, i) => Math.sin(i)),
    [32, 1280],
  );
  const y = tf.oneHot(
    tf.tensor1d(
      Array.from({ length: 32 }, (_, i) => i % 2),
      "int32",
    ),
    2,
  ) as tf.Tensor2D;
  const optimizer = tf.train.adam(1e-3);
  const loss = (): tf.Scalar => {
    const hidden = tf.dropout(tf.relu(tf.add(tf.matMul(x, w1 as unknown as tf.Tensor2D), b1)), 0.5);
    const logits = tf.add(tf.matMul(hidden as tf.Tensor2D, w2 as unknown as tf.Tensor2D), b2);
    return tf.neg(tf.mean(tf.sum(tf.mul(y, tf.logSoftmax(logits)), 1)));
  };
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    const value = optimizer.minimize(loss, true)!;
    await value.data();
    value.dispose();
    times.push(performance.now() - start);
  }
  return [{ name: "head on 1280 features", milliseconds: median(times.slice(2)) }];
}
