// The same kernels in TensorFlow.js's WebAssembly backend, with bias, activation and residual.

import * as tf from "@tensorflow/tfjs-core";
import { startTfjs } from "../peers/tfjs.ts";
import type { Contender } from "./measure.ts";
import type { KernelShape } from "./shapes.ts";

export async function tfjsContender(): Promise<Contender> {
  await startTfjs("wasm");
  return {
    name: "tfjs-wasm",
    open: async (shape) => {
      const [x, filter, bias, residual] = shape.tensors.map(({ shape: own, values }) => tf.tensor(values, [...own]));
      let y: tf.Tensor | null = null;
      const call = kernelCall(shape, { x: x!, filter: filter!, bias: bias! });
      return {
        servedBy: "tfjs-wasm",
        run: () => {
          y?.dispose();
          y = tf.tidy(() => (residual === undefined ? call() : tf.add(call(), residual)));
        },
        read: async () => y!.dataSync() as Float32Array,
        close: async () => tf.dispose([x!, filter!, bias!, ...(y === null ? [] : [y])]),
      };
    },
  };
}

interface Operands {
  readonly x: tf.Tensor;
  readonly filter: tf.Tensor;
  readonly bias: tf.Tensor;
}

function kernelCall({ kind, stride, node }: KernelShape, { x, filter, bias }: Operands): () => tf.Tensor {
  const isRelu6 = (node.producer.attributes as { readonly activation?: string }).activation === "relu6";
  const options = { bias, ...(isRelu6 ? { activation: "relu6" as const } : {}) };
  if (kind === "dense") return () => tf.fused.matMul({ a: x as tf.Tensor2D, b: filter as tf.Tensor2D, ...options });
  const window = {
    x: x as tf.Tensor4D,
    filter: filter as tf.Tensor4D,
    strides: stride,
    pad: "same" as const,
    ...options,
  };
  return kind === "depthwise" ? () => tf.fused.depthwiseConv2d(window) : () => tf.fused.conv2d(window);
}
