import { test } from "uvu";
import * as assert from "uvu/assert";
import { evaluate } from "../../src/graph/evaluate.js";
import { mergeCommonSubexpressions } from "../../src/graph/passes/commonSubexpressions.js";
import { removeDeadCode } from "../../src/graph/passes/deadCode.js";
import { foldAffine } from "../../src/graph/passes/foldAffine.js";
import { fuseEpilogues } from "../../src/graph/passes/fuseEpilogues.js";
import { optimize, type Pass } from "../../src/graph/passes/index.js";
import { simplify } from "../../src/graph/passes/simplify.js";
import { printGraph } from "../../src/graph/print.js";
import { type Graph, trace } from "../../src/graph/trace.js";
import * as ops from "../../src/tensor/ops/index.js";
import { conv2dInt8, dequantize, quantize } from "../../src/tensor/ops/int8/index.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { assertClose, randomTensor } from "../support/compare.js";

const X = randomTensor([1, 5, 5, 3], "x");
const kernel = randomTensor([3, 3, 3, 4], "kernel");
const bias = randomTensor([4], "bias");
const vectors = {
  mean: randomTensor([4], "mean"),
  variance: randomTensor([4], "variance", (value) => Math.abs(value) + 0.1),
  gamma: randomTensor([4], "gamma"),
  beta: randomTensor([4], "beta"),
};

function names({ nodes }: Graph): string[] {
  return nodes.map(({ producer }) => producer.op.name);
}

/** Applies a pass, asserts that the values stay, and gives the names of the ops that are left. */
function after(pass: Pass, f: (x: Tensor) => Tensor | Tensor[], x: Tensor = X): string[] {
  const graph = trace(f, [Tensor.placeholder(x.shape, "x")]);
  const result = pass(graph);
  const feeds = new Map([[graph.inputs[0]!, x.values]]);
  const expected = evaluate(graph.outputs, feeds);
  evaluate(result.outputs, feeds).forEach((values, index) =>
    assertClose(values, expected[index]!, 1e-5, `output ${index}`),
  );
  return names(result);
}

test("dead code: what changes nothing goes", () => {
  assert.equal(
    after(removeDeadCode, (x) =>
      ops.neg(ops.reshape(ops.pad2d(ops.slice(x, [0, 0, 0, 0], x.shape), [0, 0, 0, 0]), x.shape)),
    ),
    ["neg"],
  );
});

test("what only moves numbers moves the whole ones that stand for them", () => {
  const int8 = { scale: 0.02, zeroPoint: -3 };
  const [other, same] = [{ scale: 0.05, zeroPoint: 4 }, { padding: "same", poolSize: 3, strides: 1 } as const];
  const whole = (x: Tensor): Tensor => dequantize(quantize(x, int8), int8);
  assert.equal(
    after(simplify, (x) => quantize(ops.transpose(ops.reshape(ops.maxPool2d(whole(x), same), [5, 15])), int8)),
    ["quantize", "maxPool2d", "reshape", "transpose"],
  );
  assert.equal(
    after(simplify, (x) => quantize(ops.concat([whole(x), ops.neg(x)]), int8)),
    ["quantize", "neg", "quantize", "concat"],
  );
  // Both roundings move the same numbers, which are moved once.
  assert.equal(
    after(optimize, (x) => {
      const moved = ops.transpose(whole(x));
      return [quantize(moved, int8), quantize(ops.slice(moved, [0, 0, 0, 0], [1, 5, 5, 1]), int8)];
    }),
    ["quantize", "transpose", "slice"],
  );
  const stays = ["quantize", "dequantize", "transpose", "quantize"];
  assert.equal(
    after(simplify, (x) => quantize(ops.transpose(whole(x)), other)),
    stays,
  );
  assert.equal(
    after(simplify, (x) => quantize(ops.pad2d(whole(x), [1, 0, 0, 0]), int8)),
    stays.with(2, "pad2d"),
  );
  const outside = { padding: [2, 2, 2, 2], poolSize: 2 } as const;
  assert.equal(
    after(simplify, (x) => quantize(ops.maxPool2d(whole(x), outside), int8)),
    stays.with(2, "maxPool2d"),
  );
});

test("convolutions of whole numbers pad with zeros for themselves", () => {
  const int8 = { scale: 0.02, zeroPoint: -3 };
  const rounded = (tensor: Tensor): Tensor => Tensor.from(tensor.values.map(Math.round), tensor.shape);
  const ones = Tensor.from(new Float32Array(4).fill(0.1), [4]);
  const weights = [rounded(kernel), rounded(bias), ones] as const;
  const padded = (x: Tensor, xZeroPoint: number): Tensor => {
    const pictures = quantize(ops.pad2d(x, [0, 1, 2, 3]), int8);
    return conv2dInt8(pictures, weights, {
      ...{ strides: 2, padding: [1, 0, 0, 0], low: -128, high: 127 },
      ...int8,
      xZeroPoint,
    });
  };
  assert.equal(
    after(simplify, (x) => padded(x, -3)),
    ["quantize", "conv2dInt8"],
  );
  assert.equal(
    after(simplify, (x) => padded(dequantize(quantize(x, int8), int8), -3)),
    ["quantize", "conv2dInt8"],
  );
  assert.equal(
    after(simplify, (x) => padded(x, 5)),
    ["pad2d", "quantize", "conv2dInt8"],
  );
});

test("common subexpressions are computed once", () => {
  assert.equal(
    after(mergeCommonSubexpressions, (x) => ops.add(ops.exp(x), ops.mul(ops.exp(x), 2))),
    ["exp", "mul", "add"],
  );
  assert.equal(
    after(mergeCommonSubexpressions, (x) => ops.add(ops.sum(x, 1), ops.sum(x, 2))),
    ["sum", "sum", "add"],
  );
});

test("batch norm folds into the convolution before, with and without a bias", () => {
  assert.equal(
    after(foldAffine, (x) => ops.batchNorm(ops.conv2d(x, kernel), vectors)),
    ["conv2d", "add"],
  );
  assert.equal(
    after(foldAffine, (x) => ops.batchNorm(ops.add(ops.conv2d(x, kernel), bias), vectors)),
    ["conv2d", "add"],
  );
  const depthwise = randomTensor([3, 3, 3, 2], "depthwise");
  const six = Object.fromEntries(
    Object.entries(vectors).map(([name]) => [name, randomTensor([6], name, Math.abs)]),
  ) as typeof vectors;
  assert.equal(
    after(foldAffine, (x) => ops.batchNorm(ops.depthwiseConv2d(x, depthwise), six)),
    ["depthwiseConv2d", "add"],
  );
  const dense = randomTensor([3, 4], "dense");
  const rows = randomTensor([5, 3], "rows");
  assert.equal(
    after(foldAffine, (x) => ops.batchNorm(ops.matMul(x, dense), vectors), rows),
    ["matMul", "add"],
  );
});

test("batch norm stays where the convolution is used elsewhere too", () => {
  const f = (x: Tensor): Tensor[] => {
    const y = ops.conv2d(x, kernel);
    return [ops.batchNorm(y, vectors), y];
  };
  assert.equal(after(foldAffine, f), ["conv2d", "batchNorm"]);
});

test("bias, residual and activation are fused into the op before", () => {
  assert.equal(
    after(fuseEpilogues, (x) => ops.relu6(ops.add(ops.conv2d(x, kernel), bias))),
    ["conv2dFused"],
  );
  const same = randomTensor([1, 1, 3, 3], "same");
  assert.equal(
    after(fuseEpilogues, (x) => ops.add(x, ops.conv2d(x, same))),
    ["conv2dFused"],
  );
  assert.equal(
    after(fuseEpilogues, (x) => ops.sigmoid(ops.conv2d(x, same))),
    ["conv2d", "sigmoid"],
  );
  assert.equal(
    after(fuseEpilogues, (x) => ops.add(ops.relu(ops.conv2d(x, same)), x)),
    ["conv2dFused", "add"],
  );
});

test("the whole of a block becomes one step, and can be printed before and after", () => {
  const block = (x: Tensor): Tensor => ops.relu6(ops.batchNorm(ops.conv2d(x, kernel), vectors)).named("block");
  const graph = trace(block, [Tensor.placeholder(X.shape, "x")]);
  assert.match(printGraph(graph), /%0 conv2d \[1,3,3,4\] \(x, kernel\).*\n%1 batchNorm.*\n%2 relu6 .*"block"/);
  assert.match(
    printGraph(optimize(graph)),
    /^inputs x \[1,5,5,3\]\n%0 conv2dFused \[1,3,3,4\] .*activation:relu6.* 0\.000972M "block"\noutputs %0$/,
  );
});

test.run();
