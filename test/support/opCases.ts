// One table of op calls: numeric gradients, and every backend, go through all of it.

import { apply } from "../../src/tensor/op.js";
import { elementFunctionOp } from "../../src/tensor/ops/elementFunctions.js";
import * as ops from "../../src/tensor/ops/index.js";
import * as updates from "../../src/tensor/ops/optimizerUpdates.js";
import { type Shape, sizeOf } from "../../src/tensor/shape.js";
import { hardSigmoid, hardSwish } from "../../src/tensor/swish.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { randomTensor } from "./compare.js";
import { edgeCases } from "./edgeCases.js";
import { int8Cases } from "./int8Cases.js";

export interface OpCase {
  readonly name: string;
  readonly inputs: readonly Tensor[];
  readonly f: (...inputs: Tensor[]) => Tensor;
  /** Which inputs a numeric gradient is taken by; all. Empty where the op is flat or has kinks everywhere. */
  readonly differentiable: readonly number[];
  /** What arrives at the output; given where numbers are so hard that no numeric gradient can be taken. */
  readonly upstream?: Tensor;
}

interface CaseOptions {
  /** Applied to random numbers from -2 to 2. */
  readonly map?: (value: number) => number;
  readonly differentiable?: readonly number[];
}

function opCase(
  name: string,
  shapes: readonly Shape[],
  f: OpCase["f"],
  { map, differentiable }: CaseOptions = {},
): OpCase {
  const inputs = shapes.map((shape, index) => randomTensor(shape, `${name}/${index}`, map));
  return { name, inputs, f, differentiable: differentiable ?? shapes.map((_, index) => index) };
}

const positive = (value: number): number => Math.abs(value) + 0.5;
const step: Tensor = Tensor.from(Float32Array.of(3), []);

/** Distinct numbers, so that no two are equal and a small change keeps their order. */
function distinct(shape: Shape, key: string): Tensor {
  const order = [...randomTensor(shape, key).values.keys()];
  const keys = randomTensor(shape, key).values;
  order.sort((a, b) => keys[a]! - keys[b]!);
  const values = new Float32Array(sizeOf(shape));
  order.forEach((place, rank) => {
    values[place] = rank / 8 - values.length / 16;
  });
  return Tensor.from(values, shape);
}

const weights = {
  expand: randomTensor([1, 1, 4, 8], "expand"),
  depthwise: randomTensor([3, 3, 8, 1], "depthwise"),
  project: randomTensor([1, 1, 8, 4], "project"),
  wide: randomTensor([8], "wide"),
  narrow: randomTensor([4], "narrow"),
};

/** What a backend may make one op of. */
function invertedResidual(x: Tensor): Tensor {
  const expanded = ops.relu6(ops.add(ops.conv2d(x, weights.expand), weights.wide));
  const filtered = ops.depthwiseConv2d(expanded, weights.depthwise, { padding: "same" });
  return ops.add(x, ops.add(ops.conv2d(ops.relu6(ops.add(filtered, weights.wide)), weights.project), weights.narrow));
}

/** The optimizers' ops, which have no gradients. */
function updateCases(): OpCase[] {
  const [rate, epsilon, weightDecay] = [0.9, 1e-3, 0.01];
  const one: Shape = [];
  const many: Shape = [3, 7];
  const flat = { map: positive, differentiable: [] };
  return [
    opCase("movingAverage", [many, many], (a, x) => updates.movingAverage(a, x, rate), flat),
    opCase("movingSquare", [many, many], (a, x) => updates.movingSquare(a, x, rate), flat),
    opCase("accumulate", [many, many], (total, x) => updates.accumulate(total, x, rate), flat),
    opCase("decayingMaximum", [many, many], (largest, x) => updates.decayingMaximum(largest, x, rate), flat),
    opCase("sumOfSquares", [many, many], updates.sumOfSquares, flat),
    opCase("descend", [many, many, one], updates.descend, flat),
    opCase("decayWeight", [many, one], (parameter, rate) => updates.decayWeight(parameter, rate, weightDecay), flat),
    opCase(
      "descendScaled",
      [many, many, many, one],
      (parameter, direction, square, learningRate) =>
        updates.descendScaled(parameter, { direction, square }, learningRate, epsilon),
      flat,
    ),
    opCase("momentCorrection", [one], (count) => updates.momentCorrection(count, rate), flat),
    opCase("adamRate", [one, one], (r, count) => updates.adamRate(r, count, { beta1: 0.9, beta2: 0.999 }), flat),
    ...(["moment", "gradient"] as const).map((of) =>
      opCase(`nadamFactor of the ${of}`, [one], (count) => updates.nadamFactor(count, rate, of), flat),
    ),
    opCase("endsCycle", [one], (count) => updates.endsCycle(count, 3), flat),
    opCase("cyclesBefore", [one], (count) => updates.cyclesBefore(count, 3), flat),
    opCase("replaceWhen", [one, many, many], updates.replaceWhen, flat),
    ...[0, weightDecay].map((decay) =>
      opCase(
        `adamDescend, weight decay ${decay}`,
        [many, one, one, one, many, many],
        (...inputs) => apply(updates.adamDescendOp, inputs, { weightDecay: decay }),
        flat,
      ),
    ),
    opCase(
      "adaMaxDescend",
      [many, many, many, one, one],
      (...inputs) => apply(updates.adaMaxDescendOp, inputs, { epsilon }),
      flat,
    ),
  ];
}

export const opCases: readonly OpCase[] = [
  opCase("exp", [[3, 5]], ops.exp),
  opCase("log", [[3, 5]], ops.log, { map: positive }),
  opCase("sqrt", [[7]], ops.sqrt, { map: positive }),
  opCase("neg", [[2, 3]], ops.neg),
  opCase("abs", [[3, 5]], ops.abs),
  opCase("sign", [[3, 5]], ops.sign),
  opCase("square", [[3, 5]], ops.square),
  opCase("sigmoid", [[3, 5]], ops.sigmoid),
  opCase("tanh", [[3, 5]], ops.tanh),
  opCase("softplus", [[3, 5]], ops.softplus, { map: (value) => 4 * value }),
  opCase("erf", [[3, 5]], ops.erf, { map: (value) => 2 * value }),
  opCase("elu", [[3, 5]], (x) => ops.elu(x)),
  opCase("gelu", [[3, 5]], ops.gelu),
  opCase("relu", [[3, 5]], ops.relu),
  opCase("relu6", [[4, 7]], ops.relu6, { map: (value) => 4 * value }),
  opCase("hardSigmoid", [[4, 7]], hardSigmoid, { map: (value) => 2.5 * value }),
  opCase("hardSwish", [[2, 3, 3, 5]], hardSwish, { map: (value) => 2.5 * value }),
  opCase("leakyRelu", [[3, 5]], (x) => ops.leakyRelu(x, { alpha: 0.1 })),
  opCase("clip", [[3, 5]], (x) => ops.clip(x, -0.7, 1.1)),
  opCase(
    "add, one shape",
    [
      [2, 3],
      [2, 3],
    ],
    ops.add,
  ),
  opCase("add, a number a channel", [[2, 3, 4, 5], [5]], ops.add),
  opCase(
    "sub, both broadcast",
    [
      [3, 1],
      [1, 4],
    ],
    ops.sub,
  ),
  opCase("mul, scalar", [[3, 4], []], ops.mul),
  opCase(
    "mul, both broadcast",
    [
      [2, 1, 4],
      [3, 1],
    ],
    ops.mul,
  ),
  opCase("div", [[2, 4], [4]], ops.div, { map: positive }),
  opCase("maximum", [[3, 4], [4]], ops.maximum),
  opCase(
    "minimum",
    [
      [3, 4],
      [3, 1],
    ],
    ops.minimum,
  ),
  opCase("where", [[3, 4], [4]], (a, b) => ops.where(ops.greater(randomTensor([3, 1], "condition"), 0), a, b)),
  opCase("where, numbers", [[3, 4]], (a) => ops.where(ops.greater(a, 0), ops.mul(a, 2), 0.5)),
  opCase(
    "greater",
    [
      [3, 4],
      [3, 4],
    ],
    ops.greater,
  ),
  opCase("greaterEqual", [[3, 4], [4]], ops.greaterEqual),
  opCase(
    "equal",
    [
      [3, 4],
      [3, 4],
    ],
    ops.equal,
    { map: Math.round, differentiable: [] },
  ),
  opCase("sum, all", [[2, 3, 4]], (x) => ops.sum(x)),
  opCase("sum, leading axes", [[2, 3, 4, 5]], (x) => ops.sum(x, [0, 1, 2])),
  opCase("sum, last axis kept", [[2, 3, 4]], (x) => ops.sum(x, -1, { keepDims: true })),
  opCase("mean, middle axis", [[2, 3, 4]], (x) => ops.mean(x, 1)),
  opCase("max", [[3, 5]], (x) => ops.max(x, 1)),
  opCase("min", [[3, 5]], (x) => ops.min(x, 0, { keepDims: true })),
  opCase("softmax", [[3, 5]], ops.softmax),
  opCase("softmax of one class", [[4, 1]], ops.softmax),
  opCase("logSoftmax", [[3, 5]], ops.logSoftmax),
  opCase("softmaxCrossEntropy", [[4, 3]], (x) =>
    ops.softmaxCrossEntropy(x, ops.softmax(randomTensor([4, 3], "target"))),
  ),
  opCase("sigmoidBinaryCrossEntropy", [[4, 3]], (x) =>
    ops.sigmoidBinaryCrossEntropy(x, ops.sigmoid(randomTensor([4, 3], "target"))),
  ),
  opCase(
    "matMul",
    [
      [5, 7],
      [7, 6],
    ],
    (a, b) => ops.matMul(a, b),
  ),
  opCase(
    "matMul, larger than a tile",
    [
      [9, 13],
      [13, 11],
    ],
    (a, b) => ops.matMul(a, b),
  ),
  opCase(
    "matMul, a transposed",
    [
      [7, 5],
      [7, 6],
    ],
    (a, b) => ops.matMul(a, b, { transposeA: true }),
  ),
  opCase(
    "matMul, b transposed",
    [
      [5, 7],
      [6, 7],
    ],
    (a, b) => ops.matMul(a, b, { transposeB: true }),
  ),
  opCase(
    "matMul, both transposed",
    [
      [7, 5],
      [6, 7],
    ],
    (a, b) => ops.matMul(a, b, { transposeA: true, transposeB: true }),
  ),
  opCase(
    "conv2d, pointwise",
    [
      [2, 3, 3, 6],
      [1, 1, 6, 9],
    ],
    (x, kernel) => ops.conv2d(x, kernel),
  ),
  opCase(
    "conv2d, 3x3 same",
    [
      [2, 5, 6, 3],
      [3, 3, 3, 4],
    ],
    (x, kernel) => ops.conv2d(x, kernel, { padding: "same" }),
  ),
  opCase(
    "conv2d, 3x3 same, many channels",
    [
      [1, 4, 3, 16],
      [3, 3, 16, 17],
    ],
    (x, kernel) => ops.conv2d(x, kernel, { padding: "same" }),
  ),
  opCase(
    "conv2d, 3x2 with more padding on one side",
    [
      [2, 4, 5, 9],
      [3, 2, 9, 13],
    ],
    (x, kernel) => ops.conv2d(x, kernel, { padding: [2, 0, 0, 1] }),
  ),
  opCase(
    "conv2d, stride 2 same, even size",
    [
      [1, 6, 8, 3],
      [3, 3, 3, 5],
    ],
    (x, kernel) => ops.conv2d(x, kernel, { padding: "same", strides: 2 }),
  ),
  opCase(
    "conv2d, pointwise with stride",
    [
      [2, 5, 5, 4],
      [1, 1, 4, 3],
    ],
    (x, kernel) => ops.conv2d(x, kernel, { strides: 2 }),
  ),
  opCase(
    "conv2d, dilated",
    [
      [1, 7, 7, 2],
      [3, 3, 2, 3],
    ],
    (x, kernel) => ops.conv2d(x, kernel, { padding: "same", dilation: 2 }),
  ),
  opCase(
    "conv2d, explicit padding",
    [
      [1, 4, 5, 2],
      [2, 3, 2, 3],
    ],
    (x, kernel) => ops.conv2d(x, kernel, { padding: [1, 0, 2, 1], strides: [1, 2] }),
  ),
  opCase(
    "depthwiseConv2d, 3x3 same",
    [
      [2, 5, 4, 5],
      [3, 3, 5, 1],
    ],
    (x, kernel) => ops.depthwiseConv2d(x, kernel, { padding: "same" }),
  ),
  opCase(
    "depthwiseConv2d, stride 2",
    [
      [1, 6, 7, 3],
      [3, 3, 3, 1],
    ],
    (x, kernel) => ops.depthwiseConv2d(x, kernel, { padding: "same", strides: 2 }),
  ),
  opCase(
    "depthwiseConv2d, multiplier 2, 5x5",
    [
      [1, 6, 6, 3],
      [5, 5, 3, 2],
    ],
    (x, kernel) => ops.depthwiseConv2d(x, kernel, { padding: "same" }),
  ),
  opCase(
    "groupedConv2d",
    [
      [1, 4, 5, 6],
      [2, 3, 3, 4],
    ],
    (x, kernel) => ops.groupedConv2d(x, kernel, { groups: 2, padding: "same" }),
  ),
  opCase(
    "groupedConv2d, a channel a group",
    [
      [1, 4, 4, 3],
      [2, 2, 1, 6],
    ],
    (x, kernel) => ops.groupedConv2d(x, kernel, { groups: 3, dilation: 2 }),
  ),
  opCase(
    "conv2dTranspose, stride 2",
    [
      [1, 3, 4, 2],
      [3, 3, 3, 2],
    ],
    (x, kernel) => ops.conv2dTranspose(x, kernel, { strides: 2, padding: "same" }),
  ),
  opCase(
    "conv2dTranspose, explicit padding and more",
    [
      [2, 3, 2, 2],
      [3, 2, 1, 2],
    ],
    (x, kernel) => ops.conv2dTranspose(x, kernel, { strides: [2, 3], padding: [1, 0, 0, 1], outputPadding: [1, 2] }),
  ),
  opCase(
    "conv2dTranspose, a channel a group",
    [
      [1, 3, 3, 2],
      [3, 3, 1, 2],
    ],
    (x, kernel) => ops.conv2dTranspose(x, kernel, { strides: 2, groups: 2 }),
  ),
  opCase(
    "conv2dTranspose in groups, dilated",
    [
      [1, 3, 3, 4],
      [2, 2, 3, 4],
    ],
    (x, kernel) => ops.conv2dTranspose(x, kernel, { dilation: 2, groups: 2 }),
  ),
  opCase("averagePool2d", [[2, 6, 4, 3]], (x) => ops.averagePool2d(x)),
  opCase("averagePool2d, same, overlapping", [[1, 5, 5, 2]], (x) =>
    ops.averagePool2d(x, { poolSize: 3, strides: 2, padding: "same" }),
  ),
  { ...opCase("maxPool2d", [[2, 6, 4, 3]], (x) => ops.maxPool2d(x)), inputs: [distinct([2, 6, 4, 3], "maxPool2d")] },
  {
    ...opCase("maxPool2d, same, odd size", [[1, 5, 7, 5]], (x) => ops.maxPool2d(x, { padding: "same" })),
    inputs: [distinct([1, 5, 7, 5], "maxPool2d, odd")],
  },
  {
    ...opCase("maxPool2d, same, overlapping", [[1, 5, 5, 2]], (x) =>
      ops.maxPool2d(x, { poolSize: 3, strides: 2, padding: "same" }),
    ),
    inputs: [distinct([1, 5, 5, 2], "overlap")],
  },
  opCase("globalAveragePool2d", [[2, 3, 4, 5]], (x) => ops.globalAveragePool2d(x)),
  opCase("globalAveragePool2d, kept", [[2, 3, 4, 5]], (x) => ops.globalAveragePool2d(x, { keepDims: true })),
  opCase(
    "batchNorm",
    [[2, 3, 2, 4], [4], [4], [4], [4]],
    (x, mean, variance, gamma, beta) => ops.batchNorm(x, { mean, variance, gamma, beta }),
    { map: positive },
  ),
  opCase("batchNormTraining", [[3, 2, 2, 4], [4], [4]], (x, gamma, beta) => ops.batchNormTraining(x, gamma, beta).y),
  opCase("pad2d", [[2, 3, 2, 3]], (x) => ops.pad2d(x, [1, 2, 0, 3])),
  opCase(
    "concat, last axis",
    [
      [2, 3],
      [2, 1],
      [2, 4],
    ],
    (...inputs) => ops.concat(inputs),
  ),
  opCase(
    "concat, first axis",
    [
      [2, 3],
      [1, 3],
    ],
    (...inputs) => ops.concat(inputs, 0),
  ),
  opCase("transpose", [[2, 3, 4]], (x) => ops.transpose(x, [2, 0, 1])),
  opCase("slice", [[4, 5, 3]], (x) => ops.slice(x, [1, 2, 0], [2, 2, 3])),
  opCase("reshape", [[2, 6]], (x) => ops.mul(ops.reshape(x, [3, -1]), 2)),
  opCase("flatten", [[2, 3, 4]], (x) => ops.neg(ops.flatten(x))),
  opCase("broadcastTo", [[3, 1]], (x) => ops.broadcastTo(x, [2, 3, 4])),
  opCase("gather", [[5, 3]], (x) => ops.gather(x, Tensor.from(Float32Array.of(4, 0, 4, 2), [4]))),
  opCase("gather, indexes outside", [[5, 3]], (x) =>
    ops.gather(x, Tensor.from(Float32Array.of(4, -1, 5, 1.5), [2, 2])),
  ),
  ...[0, 1, 2, 3].map((axis) =>
    opCase(`resample, axis ${axis}`, [[2, 5, 3, 6]], (x) =>
      ops.resample(x, axis, [
        [[1, 0.5]],
        [],
        [
          [1, -2],
          [0, 3],
        ],
      ]),
    ),
  ),
  opCase("resample, a row", [[5]], (x) => ops.takeAlong(x, 0, [4, 3, -1, 0])),
  opCase("resample, rows", [[5, 7]], (x) => ops.takeAlong(x, 0, [4, 3, -1, 0, 0, 2])),
  opCase("channelShuffle", [[2, 3, 2, 6]], (x) => ops.channelShuffle(x, 3)),
  opCase("resize, linear", [[2, 3, 5, 3]], (x) => ops.resize(x, [7, 2])),
  opCase("resize, cubic, antialias", [[1, 7, 5, 1]], (x) =>
    ops.resize(x, [3, 2], { interpolation: "cubic", antialias: true }),
  ),
  ...(["sin", "cos", "tan", "atan", "sinh", "cosh", "asinh", "expm1", "floor", "ceil", "round"] as const).map((name) =>
    opCase(name, [[3, 4]], (x) => apply(elementFunctionOp, [x], { f: name }), { map: (value) => value * 0.6 }),
  ),
  ...(["asin", "acos", "atanh"] as const).map((name) =>
    opCase(name, [[5]], (x) => apply(elementFunctionOp, [x], { f: name }), { map: (value) => value * 0.4 }),
  ),
  opCase("acosh", [[5]], ops.acosh, { map: (value) => positive(value) + 1 }),
  opCase("log1p", [[5]], ops.log1p, { map: positive }),
  opCase("pow", [[3, 4], [4]], ops.pow, { map: positive }),
  opCase("pow, whole exponents", [[3, 4]], (x) => ops.pow(x, Tensor.from(Float32Array.of(2, 3, -1, 1), [4]))),
  opCase("mod", [[3, 4], [4]], ops.mod, { map: (value) => 2 * value + Math.sign(value) }),
  opCase("remainder", [[3, 4], [4]], ops.remainder, { map: (value) => 2 * value + Math.sign(value) }),
  opCase("atan2", [[3, 4], [4]], ops.atan2),
  opCase("groupNorm", [[2, 2, 3, 4]], (x) => ops.groupNorm(x, 2)),
  opCase("localResponseNorm", [[2, 2, 5]], (x) =>
    ops.localResponseNorm(x, { before: 1, after: 2, alpha: 0.3, beta: 0.75 }),
  ),
  ...(["constant", "reflect", "symmetric", "edge", "wrap"] as const).map((mode) =>
    opCase(`pad, ${mode}`, [[2, 3, 4, 2]], (x) =>
      ops.pad(
        x,
        [
          [0, 1],
          [2, 0],
          [1, -1],
          [0, 0],
        ],
        { mode, value: 3 },
      ),
    ),
  ),
  opCase("pad, zeros", [[1, 3, 2, 2]], (x) =>
    ops.pad(x, [
      [0, 0],
      [1, 2],
      [-1, 1],
      [0, 0],
    ]),
  ),
  opCase("oneHot", [[4]], (x) => ops.oneHot(x, 3), { map: (value) => Math.round(Math.abs(value)), differentiable: [] }),
  opCase("argMax", [[4, 5]], ops.argMax, { differentiable: [] }),
  opCase("dropout", [[4, 8]], (x) => ops.dropout(x, { rate: 0.4, seed: 7, step })),
  opCase("an inverted residual", [[1, 6, 5, 4]], invertedResidual, { differentiable: [] }),
  ...int8Cases.map(({ name, shapes, f }) => opCase(name, shapes, f, { differentiable: [] })),
  ...updateCases(),
  ...edgeCases,
];
