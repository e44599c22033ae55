// TensorFlow's convolutions, pools, matrix products and batch normalization, also those into which TensorFlow.js's converter puts
// the ops that follow.

import type { GraphNode } from "../../formats/opGraphTypes.js";
import { conv2dTranspose } from "../../tensor/conv2dTranspose.js";
import { LinnetError } from "../../tensor/errors.js";
import { groupedConv2d } from "../../tensor/groupedConv2d.js";
import { elu } from "../../tensor/nn.js";
import { batchNorm } from "../../tensor/ops/batchNorm.js";
import { add, greater, mul } from "../../tensor/ops/binary.js";
import { depthwiseConv2d } from "../../tensor/ops/depthwiseConv2d.js";
import { matMul } from "../../tensor/ops/matMul.js";
import { averagePool2d, maxPool2d } from "../../tensor/ops/pool.js";
import { leakyRelu, relu, relu6 } from "../../tensor/ops/relu.js";
import { sigmoid, tanh } from "../../tensor/ops/unary.js";
import { where } from "../../tensor/ops/where.js";
import { formatShape } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { Padding, Pair, WindowOptions } from "../../tensor/window.js";
import { flagOf, numberOf, numbersOf, wordOf } from "../attributes.js";
import { picturesOf } from "../functions/pictures.js";
import { takes } from "../likeOnnx.js";
import type { OpFunction, OpTable } from "../opTable.js";
import { sharedOps, snakeCase } from "../sharedOps.js";
import { tensorValue, toNumbers, toTensor, type Value } from "../value.js";
import { expectChannelsLast } from "./dataFormat.js";

const ops = sharedOps(snakeCase);

/** What stands for height and width in a list for all four axes. @throws LinnetError if batch or channels are not 1 */
function pixelsOf(node: GraphNode, name: string): Pair {
  const list = numbersOf(node, name);
  if (list === null || list.length === 0) return [1, 1];
  const [batch, height, width, channels] = list;
  if (list.length === 4 && batch === 1 && channels === 1) return [height!, width!];
  throw new LinnetError(`expected ${name} as [1, height, width, 1], got ${formatShape(list)}`);
}

function paddingOf(node: GraphNode): Padding {
  const name = wordOf(node, "padding", "VALID");
  if (name === "SAME") return "same";
  if (name === "VALID") return "valid";
  const [, , top = 0, bottom = 0, left = 0, right = 0] = numbersOf(node, "explicit_paddings") ?? [];
  if (name === "EXPLICIT") return [top, bottom, left, right];
  throw new LinnetError(`expected padding SAME, VALID or EXPLICIT, got ${name}`);
}

function windowOf(node: GraphNode): WindowOptions {
  expectChannelsLast(node);
  return { strides: pixelsOf(node, "strides"), padding: paddingOf(node), dilation: pixelsOf(node, "dilations") };
}

const convolution = (x: Value, kernel: Value, node: GraphNode): Tensor => {
  const [pictures, weights] = [picturesOf(x), picturesOf(kernel)];
  const groups = pictures.shape[3]! / weights.shape[2]!;
  return groupedConv2d(pictures, weights, { ...windowOf(node), groups });
};

const depthwiseConvolution = (x: Value, kernel: Value, node: GraphNode): Tensor =>
  depthwiseConv2d(picturesOf(x), picturesOf(kernel), windowOf(node));

const matrixProduct = (a: Value, b: Value, node: GraphNode): Tensor =>
  matMul(toTensor(a), toTensor(b), {
    transposeA: flagOf(node, "transpose_a", false),
    transposeB: flagOf(node, "transpose_b", false),
  });

type Product = (x: Value, kernel: Value, node: GraphNode) => Tensor;

const alone = (f: Product): OpFunction => takes(2, ([x, kernel], node) => [tensorValue(f(x!, kernel!, node))]);

/** With the ops that `fused_ops` names, in their order: each takes its inputs from those behind the first two. */
const withFusedOps = (f: Product): OpFunction =>
  takes(2, ([x, kernel, ...others], node) => {
    const names = node.attributes.fused_ops ?? [];
    if (!Array.isArray(names)) throw new LinnetError("expected the names of fused_ops as a list");
    const left = [...others];
    const next = (): Tensor => {
      const value = left.shift() ?? null;
      if (value !== null) return toTensor(value);
      throw new LinnetError(`expected an input for each of ${names.join(", ")}, one is missing`);
    };
    const y = names.reduce<Tensor>((sum, name) => fusedOp(String(name), node)(sum, next), f(x!, kernel!, node));
    return [tensorValue(y)];
  });

type FusedOp = (x: Tensor, next: () => Tensor) => Tensor;

function fusedOp(name: string, node: GraphNode): FusedOp {
  const op = fusedOps[name];
  if (op !== undefined) return (x, next) => op(x, next, node);
  throw new LinnetError(`linnet does not know ${name} among fused_ops`);
}

const fusedOps: { readonly [name: string]: (x: Tensor, next: () => Tensor, node: GraphNode) => Tensor } = {
  BiasAdd: (x, next) => add(x, next()),
  FusedBatchNorm: (x, next, node) => {
    const [gamma, beta, mean, variance] = [next(), next(), next(), next()];
    return batchNorm(x, { gamma, beta, mean, variance }, numberOf(node, "epsilon", 1e-4));
  },
  Relu: (x) => relu(x),
  Relu6: (x) => relu6(x),
  Elu: (x) => elu(x),
  Sigmoid: (x) => sigmoid(x),
  Tanh: (x) => tanh(x),
  LeakyRelu: (x, _, node) => leakyRelu(x, { alpha: numberOf(node, "leakyrelu_alpha", 0.2) }),
  Prelu: (x, next) => {
    const slope = next();
    return where(greater(x, 0), x, mul(x, slope));
  },
};

const transposedConvolution: OpFunction = takes(3, ([size, kernel, x], node) => {
  const [, height = 0, width = 0] = toNumbers(size!, "the output's shape");
  const { strides, padding, dilation } = windowOf(node);
  const options = { strides: strides!, padding: padding!, dilation: dilation!, outputSize: [height, width] } as const;
  return [tensorValue(conv2dTranspose(picturesOf(x!), picturesOf(kernel!), options))];
});

const pool = (run: typeof maxPool2d): OpFunction =>
  takes(1, ([x], node) => {
    expectChannelsLast(node);
    const options = { poolSize: pixelsOf(node, "ksize"), strides: pixelsOf(node, "strides"), padding: paddingOf(node) };
    return [tensorValue(run(picturesOf(x!), options))];
  });

const batchNormalization: OpFunction = takes(5, ([x, ...vectors], node) => {
  expectChannelsLast(node);
  const [gamma, beta, mean, variance] = vectors.map((vector) => toTensor(vector!));
  if (mean!.size === 0)
    throw new LinnetError("expected a network that is trained, its batch normalization has no mean");
  const given = { gamma: gamma!, beta: beta!, mean: mean!, variance: variance! };
  return [tensorValue(batchNorm(toTensor(x!), given, numberOf(node, "epsilon", 1e-3)))];
});

export const windows: OpTable = {
  ops: {
    Conv2D: alone(convolution),
    _FusedConv2D: withFusedOps(convolution),
    DepthwiseConv2d: alone(depthwiseConvolution),
    DepthwiseConv2dNative: alone(depthwiseConvolution),
    FusedDepthwiseConv2dNative: withFusedOps(depthwiseConvolution),
    Conv2DBackpropInput: transposedConvolution,
    MatMul: alone(matrixProduct),
    _FusedMatMul: withFusedOps(matrixProduct),
    BatchMatMul: ops.batchedProduct,
    BatchMatMulV2: ops.batchedProduct,
    AvgPool: pool(averagePool2d),
    MaxPool: pool(maxPool2d),
    FusedBatchNorm: batchNormalization,
    FusedBatchNormV2: batchNormalization,
    FusedBatchNormV3: batchNormalization,
  },
  learned: {
    Conv2D: [1],
    _FusedConv2D: [1, 2],
    DepthwiseConv2d: [1],
    DepthwiseConv2dNative: [1],
    FusedDepthwiseConv2dNative: [1, 2],
    Conv2DBackpropInput: [1],
    MatMul: [0, 1],
    _FusedMatMul: [1, 2],
    BatchMatMul: [0, 1],
    BatchMatMulV2: [0, 1],
    FusedBatchNorm: [1, 2],
    FusedBatchNormV2: [1, 2],
    FusedBatchNormV3: [1, 2],
  },
};
