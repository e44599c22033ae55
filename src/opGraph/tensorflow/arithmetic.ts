// TensorFlow's ops that work element by element, and those that weigh numbers against each other.

import type { GraphNode } from "../../formats/opGraphTypes.js";
import { selu } from "../../tensor/nn.js";
import { div, equal, sub } from "../../tensor/ops/binary.js";
import { clip, relu6 } from "../../tensor/ops/relu.js";
import { oneMinus, sqrt, square } from "../../tensor/ops/unary.js";
import { where } from "../../tensor/ops/where.js";
import type { Tensor } from "../../tensor/tensor.js";
import { numberOf } from "../attributes.js";
import { type Elementwise, elementwise } from "../functions/elementwise.js";
import { numberIn } from "../functions/parts.js";
import { normalizeResponse } from "../functions/responseNormalization.js";
import { floorOfQuotient, likeOnnx, select, takes } from "../likeOnnx.js";
import type { OpFunction, OpTable } from "../opTable.js";
import { sharedOps, snakeCase } from "../sharedOps.js";
import { tensorValue, toTensor } from "../value.js";

const { reduction, cumulativeSum } = sharedOps(snakeCase);
const binary = (op: string): OpFunction => likeOnnx(op, undefined, 2);
const two = (f: Elementwise): OpFunction => takes(2, ([a, b]) => [elementwise([a!, b!], f)]);
const one = (host: (x: number) => number, tensor: (x: Tensor) => Tensor): OpFunction =>
  takes(1, ([x]) => [elementwise([x!], { host, tensor })]);

/** 0 where the divisor is 0. */
const divNoNan: Elementwise = {
  host: (a, b) => (b === 0 ? 0 : a / b),
  tensor: (a, b) => where(equal(b, 0), 0, div(a, where(equal(b, 0), 1, b))),
};

const differs: Elementwise = {
  host: (a, b) => Number(a !== b),
  tensor: (a, b) => oneMinus(equal(a, b)),
  type: "bool",
};

const axisOfArg = (op: string): OpFunction =>
  takes(1, ([x, axis], node, context) => {
    const at = axis == null ? 0 : numberIn(axis, "the axis");
    return likeOnnx(op, () => ({ axis: at, keepdims: false }))([x!], node, context);
  });

const leakyRelu = (node: GraphNode) => ({ alpha: numberOf(node, "alpha", 0.2) });

const responseNormalization: OpFunction = takes(1, ([x], node) => {
  const [radius, bias] = [numberOf(node, "depth_radius", 5), numberOf(node, "bias", 1)];
  const [alpha, beta] = [numberOf(node, "alpha", 1), numberOf(node, "beta", 0.5)];
  return [tensorValue(normalizeResponse(toTensor(x!), { before: radius, after: radius, bias, alpha, beta }))];
});

/** The bounds are inputs, or attributes of older graphs. */
const clipped: OpFunction = takes(1, ([x, low, high], node, context) => {
  if (low != null && high != null) return likeOnnx("Clip")([x!, low, high], node, context);
  const [least, most] = [numberOf(node, "clip_value_min"), numberOf(node, "clip_value_max")];
  return [elementwise([x!], { host: (v) => Math.min(Math.max(v, least), most), tensor: (v) => clip(v, least, most) })];
});

export const arithmetic: OpTable = {
  ops: {
    Add: binary("Add"),
    AddV2: binary("Add"),
    AddN: likeOnnx("Sum"),
    BiasAdd: binary("Add"),
    Sub: binary("Sub"),
    Mul: binary("Mul"),
    Div: binary("Div"),
    RealDiv: binary("Div"),
    DivNoNan: two(divNoNan),
    FloorDiv: floorOfQuotient,
    Mod: likeOnnx("Mod", () => ({ fmod: true }), 2),
    FloorMod: binary("Mod"),
    Pow: binary("Pow"),
    Maximum: binary("Max"),
    Minimum: binary("Min"),
    SquaredDifference: two({ host: (a, b) => (a - b) ** 2, tensor: (a, b) => square(sub(a, b)) }),
    Abs: likeOnnx("Abs"),
    Neg: likeOnnx("Neg"),
    Sign: likeOnnx("Sign"),
    Exp: likeOnnx("Exp"),
    Log: likeOnnx("Log"),
    Sqrt: likeOnnx("Sqrt"),
    Rsqrt: one(
      (x) => 1 / Math.sqrt(x),
      (x) => div(1, sqrt(x)),
    ),
    Square: one((x) => x * x, square),
    Reciprocal: likeOnnx("Reciprocal"),
    Inv: likeOnnx("Reciprocal"),
    Erf: likeOnnx("Erf"),
    Sin: likeOnnx("Sin"),
    Cos: likeOnnx("Cos"),
    Floor: likeOnnx("Floor"),
    Ceil: likeOnnx("Ceil"),
    Round: likeOnnx("Round"),
    ClipByValue: clipped,
    Equal: binary("Equal"),
    NotEqual: two(differs),
    Greater: binary("Greater"),
    GreaterEqual: binary("GreaterOrEqual"),
    Less: binary("Less"),
    LessEqual: binary("LessOrEqual"),
    LogicalAnd: binary("And"),
    LogicalOr: binary("Or"),
    LogicalNot: likeOnnx("Not"),
    Select: select,
    SelectV2: likeOnnx("Where", undefined, 3),
    IsNan: likeOnnx("IsNaN"),
    Relu: likeOnnx("Relu"),
    Relu6: one((x) => Math.min(Math.max(x, 0), 6), relu6),
    LeakyRelu: likeOnnx("LeakyRelu", leakyRelu),
    Prelu: binary("PRelu"),
    Elu: likeOnnx("Elu"),
    Selu: takes(1, ([x]) => [tensorValue(selu(toTensor(x!)))]),
    Sigmoid: likeOnnx("Sigmoid"),
    Tanh: likeOnnx("Tanh"),
    Softplus: likeOnnx("Softplus"),
    Softmax: likeOnnx("Softmax"),
    LogSoftmax: likeOnnx("LogSoftmax"),
    LRN: responseNormalization,
    Mean: reduction("ReduceMean"),
    Sum: reduction("ReduceSum"),
    Prod: reduction("ReduceProd"),
    Max: reduction("ReduceMax"),
    Min: reduction("ReduceMin"),
    Any: reduction("ReduceMax"),
    All: reduction("ReduceMin"),
    Cumsum: cumulativeSum,
    ArgMax: axisOfArg("ArgMax"),
    ArgMin: axisOfArg("ArgMin"),
  },
  learned: { Add: [0, 1], AddV2: [0, 1], BiasAdd: [1], Mul: [0, 1], Prelu: [1] },
};
