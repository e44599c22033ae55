// A small network of what architectures have that MobileNetV2 has not.

import * as ops from "../../src/tensor/ops/index.js";
import type { Tensor } from "../../src/tensor/tensor.js";
import { randomTensor } from "./compare.js";

/** Pictures `[batch, height, width, 3]` by gates, swish, channels that are cut, joined and shuffled, resizing. */
export function assortment(x: Tensor): Tensor {
  const kernel = (name: string, shape: readonly number[]): Tensor => randomTensor(shape, name, (value) => value / 4);
  const first = ops.silu(ops.conv2d(x, kernel("first", [3, 3, 3, 8]), { strides: 2, padding: "same" }));
  const left = ops.slice(first, [0, 0, 0, 0], [...first.shape.slice(0, 3), 4]);
  const right = ops.slice(first, [0, 0, 0, 4], [...first.shape.slice(0, 3), 4]);
  const filtered = ops.hardSwish(ops.depthwiseConv2d(right, kernel("deep", [5, 5, 4, 1]), { padding: "same" }));
  const shuffled = ops.channelShuffle(ops.concat([left, filtered]), 2);
  const gate = ops.sigmoid(
    ops.conv2d(ops.globalAveragePool2d(shuffled, { keepDims: true }), kernel("gate", [1, 1, 8, 8])),
  );
  const pooled = ops.maxPool2d(ops.pad2d(ops.mul(shuffled, gate), [0, 1, 0, 1]), { poolSize: 3, strides: 2 });
  const larger = ops.resize(ops.groupedConv2d(pooled, kernel("groups", [3, 3, 4, 8]), { groups: 2 }), [9, 12]);
  return ops.softmax(ops.globalAveragePool2d(ops.leakyRelu(larger)));
}
