// TensorFlow Lite's ops that work element by element.

import type { GraphNode } from "../../formats/opGraphTypes.js";
import { div, equal, sub } from "../../tensor/ops/binary.js";
import { clip, relu6 } from "../../tensor/ops/relu.js";
import { oneMinus, sqrt, square } from "../../tensor/ops/unary.js";
import type { Tensor } from "../../tensor/tensor.js";
import { flagOf, numberOf } from "../attributes.js";
import { type Elementwise, elementwise } from "../functions/elementwise.js";
import { addedInt8 } from "../functions/int8Convolution.js";
import { floorOfQuotient, likeOnnx, select, takes } from "../likeOnnx.js";
import type { OpFunction, OpTable } from "../opTable.js";
import { tensorValue, toTensor } from "../value.js";
import { activated, roundableWithActivation } from "./fused.js";

/** With the activation, or the limit, that comes last. */
function withActivation(op: OpFunction): OpFunction {
  return (inputs, node, context) =>
    op(inputs, node, context).map((value) =>
      value.on === "host" ? value : tensorValue(activated(toTensor(value), node), value.type),
    );
}

/** Of numbers that the network computes. */
const activation = (f: (x: Tensor) => Tensor): OpFunction => takes(1, ([x]) => [tensorValue(f(toTensor(x!)), x!.type)]);

const binary = (op: string): OpFunction => likeOnnx(op, undefined, 2);
const choice = likeOnnx("Where", undefined, 3);

const squaredDifference: Elementwise = { host: (a, b) => (a - b) ** 2, tensor: (a, b) => square(sub(a, b)) };
const difference: Elementwise = {
  host: (a, b) => Number(a !== b),
  tensor: (a, b) => oneMinus(equal(a, b)),
  type: "bool",
};

const unary = (host: (x: number) => number, tensor: (x: Tensor) => Tensor): OpFunction =>
  takes(1, ([x]) => [elementwise([x!], { host, tensor })]);

const alpha = (node: GraphNode) => ({ alpha: numberOf(node, "alpha") });
const approximation = (node: GraphNode) => ({ approximate: flagOf(node, "approximate", false) ? "tanh" : "none" });

export const arithmetic: OpTable = {
  ops: {
    ADD: roundableWithActivation(takes(2, withActivation(binary("Add"))), ([a, b]) => addedInt8(a!, b!)),
    SUB: withActivation(binary("Sub")),
    MUL: withActivation(binary("Mul")),
    DIV: withActivation(binary("Div")),
    ADD_N: likeOnnx("Sum"),
    MAXIMUM: binary("Max"),
    MINIMUM: binary("Min"),
    POW: binary("Pow"),
    FLOOR_MOD: binary("Mod"),
    FLOOR_DIV: floorOfQuotient,
    SQUARED_DIFFERENCE: takes(2, ([a, b]) => [elementwise([a!, b!], squaredDifference)]),
    ABS: likeOnnx("Abs"),
    NEG: likeOnnx("Neg"),
    SIGN: likeOnnx("Sign"),
    EXP: likeOnnx("Exp"),
    LOG: likeOnnx("Log"),
    SIN: likeOnnx("Sin"),
    COS: likeOnnx("Cos"),
    FLOOR: likeOnnx("Floor"),
    CEIL: likeOnnx("Ceil"),
    ROUND: likeOnnx("Round"),
    SQRT: likeOnnx("Sqrt"),
    RSQRT: unary(
      (x) => 1 / Math.sqrt(x),
      (x) => div(1, sqrt(x)),
    ),
    SQUARE: unary((x) => x * x, square),
    ZEROS_LIKE: unary(
      () => 0,
      (x) => sub(x, x),
    ),
    EQUAL: binary("Equal"),
    NOT_EQUAL: takes(2, ([a, b]) => [elementwise([a!, b!], difference)]),
    GREATER: binary("Greater"),
    GREATER_EQUAL: binary("GreaterOrEqual"),
    LESS: binary("Less"),
    LESS_EQUAL: binary("LessOrEqual"),
    LOGICAL_AND: binary("And"),
    LOGICAL_OR: binary("Or"),
    LOGICAL_NOT: likeOnnx("Not"),
    SELECT: select,
    SELECT_V2: choice,
    RELU: likeOnnx("Relu"),
    RELU6: activation(relu6),
    RELU_N1_TO_1: activation((x) => clip(x, -1, 1)),
    RELU_0_TO_1: activation((x) => clip(x, 0, 1)),
    LEAKY_RELU: likeOnnx("LeakyRelu", alpha),
    PRELU: binary("PRelu"),
    ELU: likeOnnx("Elu"),
    GELU: likeOnnx("Gelu", approximation),
    HARD_SWISH: likeOnnx("HardSwish"),
    LOGISTIC: likeOnnx("Sigmoid"),
    TANH: likeOnnx("Tanh"),
  },
  learned: { ADD: [0, 1], MUL: [0, 1], PRELU: [1] },
};
