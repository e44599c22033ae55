// What an op cannot take is told with the op, the argument, what was expected, and every shape.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { ShapeError } from "../../../src/tensor/errors.js";
import * as ops from "../../../src/tensor/ops/index.js";
import { Tensor } from "../../../src/tensor/tensor.js";

const of = (...shape: number[]): Tensor => Tensor.placeholder(shape);
const [x, kernel] = [of(1, 4, 4, 2), of(3, 3, 2, 5)];

const mistakes: readonly (readonly [what: string, call: () => Tensor, message: string])[] = [
  [
    "strides",
    () => ops.conv2d(x, kernel, { strides: 0 }),
    "conv2d: strides is expected to be a whole number of 1 or more, got 0 (x [1,4,4,2], kernel [3,3,2,5])",
  ],
  ["strides", () => ops.depthwiseConv2d(x, kernel, { strides: 1.5 }), "depthwiseConv2d: strides is expected"],
  ["dilation", () => ops.conv2d(x, kernel, { dilation: -1 }), "dilation is expected to be a whole number of 1 or more"],
  ["padding", () => ops.conv2d(x, kernel, { padding: "SAME" as "same" }), 'padding is expected as "same", "valid" or'],
  [
    "padding",
    () => ops.maxPool2d(x, { padding: [-1, 0, 0, 0] }),
    "padding is expected to be a whole number of 0 or more",
  ],
  ["the window's size", () => ops.averagePool2d(x, { poolSize: 0 }), "averagePool2d: the window's size is expected"],
  ["channels", () => ops.conv2d(of(1, 4, 4, 3), kernel), "kernel expects 2 input channels, x has 3"],
  ["a kernel's axes", () => ops.conv2d(x, of(3, 3, 2)), "kernel is expected as [height, width, inputs, outputs]"],
  [
    "inner sizes",
    () => ops.matMul(of(2, 3), of(4, 5)),
    "matMul: a has rows of 3, b has columns of 4 (a [2,3], b [4,5])",
  ],
  ["shapes", () => ops.add(of(2), of(3)), "add: [2] and [3] do not broadcast to one shape (a [2], b [3])"],
  ["axes", () => ops.mean(of(2), 3), "mean: axes [3] are not all among the 1 of x (x [2])"],
  ["no input", () => ops.concat([]), "concat: expected one input or more, got none"],
  ["depth", () => ops.oneHot(of(2), 1.5), "oneHot: depth is expected to be a whole number of 1 or more, got 1.5"],
  ["targets", () => ops.softmaxCrossEntropy(of(2, 3), of(2, 2)), "target is expected as [2,3]"],
  ["a permutation", () => ops.transpose(of(2, 3), [0, 0]), "[0,0] is expected to be a permutation of the 2 axes of x"],
  ["a block", () => ops.slice(of(2, 3), [1, 0], [2, 3]), "begin [1,0] and size [2,3] do not lie within x"],
];

for (const [what, call, message] of mistakes) {
  test(`${what}: ${message}`, () => {
    try {
      call();
    } catch (error) {
      assert.instance(error, ShapeError);
      assert.ok((error as Error).message.includes(message), (error as Error).message);
      return;
    }
    assert.unreachable("expected an error");
  });
}

test.run();
