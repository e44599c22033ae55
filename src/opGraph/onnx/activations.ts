// Activations.

import type { GraphNode } from "../../formats/opGraphTypes.js";
import { celu, elu, gelu, mish, softsign } from "../../tensor/nn.js";
import { add, greater, maximum, minimum, mul, sub } from "../../tensor/ops/binary.js";
import { argMax, oneHot } from "../../tensor/ops/indexing.js";
import { clip, leakyRelu, relu, relu6 } from "../../tensor/ops/relu.js";
import { logSoftmax, softmax } from "../../tensor/ops/softmax.js";
import { exp, sigmoid, softplus, tanh } from "../../tensor/ops/unary.js";
import { where } from "../../tensor/ops/where.js";
import { hardSwish } from "../../tensor/swish.js";
import type { Tensor } from "../../tensor/tensor.js";
import { numberOf, wordOf } from "../attributes.js";
import { elementwise } from "../functions/elementwise.js";
import { alongAxis } from "../functions/lastAxis.js";
import { isRounded, limitedValue } from "../functions/rounding.js";
import { flattened, reshapeTo } from "../functions/shapes.js";
import { madeValue } from "../knownValues.js";
import type { OpFunction } from "../opTable.js";
import { shapeOf, toTensor, type Value } from "../value.js";
import { expectInput, type Inputs, scalarFrom } from "./inputs.js";

/** An op on the tensor as it lies in memory. */
function onTensor(f: (x: Tensor, node: GraphNode) => Tensor): OpFunction {
  return (inputs, node) => {
    const x = expectInput(inputs, 0);
    return x.on === "tensor"
      ? [madeValue(f(x.tensor, node), x.type, x.axes)]
      : [madeValue(f(toTensor(x), node), x.type)];
  };
}

const leaky = onTensor((x, node) => {
  const alpha = numberOf(node, "alpha", 0.01);
  return alpha > 0 ? leakyRelu(x, { alpha }) : where(greater(x, 0), x, mul(x, alpha));
});

const prelu: OpFunction = (inputs, _, { opset }) => {
  const [x, given] = [expectInput(inputs, 0), expectInput(inputs, 1)];
  const [{ length: rank }, slopes] = [shapeOf(x), shapeOf(given)];
  // Before opset 7 there is one slope for each channel, which is the second axis.
  const isByChannel = opset < 7 && slopes.length === 1 && slopes[0]! > 1;
  const slope = isByChannel ? reshapeTo(given, [slopes[0]!, ...new Array<number>(rank - 2).fill(1)]) : given;
  return [
    elementwise([slope, x], {
      host: (a, value) => (value < 0 ? a * value : value),
      tensor: (a, value) => add(relu(value!), mul(a!, minimum(value!, 0))),
    }),
  ];
};

/** Bounds are attributes before opset 11, and inputs since, which may depend on the network's input. */
const clipped: OpFunction = (inputs, node, { opset }) => {
  const x = expectInput(inputs, 0);
  if (opset >= 11) {
    const [low = null, high = null] = inputs.slice(1);
    if (isOpen(low) || isOpen(high) || x.on === "host") return [clippedByValues(x, low, high)];
    return [limited(x, scalarFrom(inputs, 1, "min", -FLOAT32_MAX), scalarFrom(inputs, 2, "max", FLOAT32_MAX))];
  }
  return [limited(x, numberOf(node, "min", -FLOAT32_MAX), numberOf(node, "max", FLOAT32_MAX))];
};

function isOpen(bound: Value | null): boolean {
  return bound?.on === "tensor" && !bound.tensor.isConcrete;
}

function clippedByValues(x: Value, low: Value | null, high: Value | null): Value {
  const above = low === null ? x : elementwise([x, low], { host: Math.max, tensor: (a, b) => maximum(a!, b!) });
  return high === null ? above : elementwise([above, high], { host: Math.min, tensor: (a, b) => minimum(a!, b!) });
}

/** Bounds as far as this limit nothing. */
const FLOAT32_MAX = (2 - 2 ** -23) * 2 ** 127;

function limited(x: Value, low: number, high: number): Value {
  const tensor = (value: Tensor): Tensor => {
    if (low === 0 && high === 6) return relu6(value);
    if (low === 0 && high >= FLOAT32_MAX) return relu(value);
    if (low <= -FLOAT32_MAX && high >= FLOAT32_MAX) return value;
    return clip(value, Math.max(low, -FLOAT32_MAX), Math.min(high, FLOAT32_MAX));
  };
  if (isRounded(x)) return limitedValue(x, tensor, [low, high]);
  return elementwise([x], { host: (value) => Math.min(Math.max(value, low), high), tensor: (value) => tensor(value!) });
}

function softmaxOf(f: (x: Tensor) => Tensor): OpFunction {
  return (inputs, node, { opset }) => {
    const x = expectInput(inputs, 0);
    const shape = shapeOf(x);
    if (opset >= 13) return [alongAxis(x, numberOf(node, "axis", -1), f)];
    // Before opset 13 the axes from this one on are one.
    const axis = numberOf(node, "axis", 1);
    const rows = flattened(x, axis < 0 ? axis + shape.length : axis);
    return [reshapeTo(madeValue(f(toTensor(rows)), x.type), shape)];
  };
}

function hardmax(x: Tensor): Tensor {
  return oneHot(argMax(x), x.shape.at(-1)!);
}

/** `gamma (x or alpha (e^x - 1))` (arXiv 1706.02515); the numbers are in the node. */
const scaledElu = onTensor((x, node) => {
  const alpha = numberOf(node, "alpha", 1.6732631921768188);
  const gamma = numberOf(node, "gamma", 1.0507010221481323);
  return mul(where(greater(x, 0), x, mul(sub(exp(minimum(x, 0)), 1), alpha)), gamma);
});

const shrink = onTensor((x, node) => {
  const [lambda, bias] = [numberOf(node, "lambd", 0.5), numberOf(node, "bias", 0)];
  return where(greater(x, lambda), sub(x, bias), where(greater(-lambda, x), add(x, bias), 0));
});

/** With `tanh`: `0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))` (arXiv 1606.08415, section 2). */
const gaussian = onTensor((x, node) => {
  if (wordOf(node, "approximate", "none") !== "tanh") return gelu(x);
  const inner = mul(add(x, mul(mul(mul(x, x), x), 0.044715)), Math.sqrt(2 / Math.PI));
  return mul(mul(x, 0.5), add(tanh(inner), 1));
});

export const activations: { readonly [op: string]: OpFunction } = {
  Relu: (inputs: Inputs) => {
    const x = expectInput(inputs, 0);
    if (isRounded(x)) return [limitedValue(x, relu, [0, Number.POSITIVE_INFINITY])];
    return [elementwise([x], { host: (value) => Math.max(value, 0), tensor: (value) => relu(value!) })];
  },
  LeakyRelu: leaky,
  PRelu: prelu,
  Elu: onTensor((x, node) => elu(x, numberOf(node, "alpha", 1))),
  Celu: onTensor((x, node) => celu(x, numberOf(node, "alpha", 1))),
  Selu: scaledElu,
  Gelu: gaussian,
  Sigmoid: onTensor((x) => sigmoid(x)),
  HardSigmoid: onTensor((x, node) =>
    clip(add(mul(x, numberOf(node, "alpha", 0.2)), numberOf(node, "beta", 0.5)), 0, 1),
  ),
  HardSwish: onTensor((x) => hardSwish(x)),
  Swish: onTensor((x, node) => mul(x, sigmoid(mul(x, numberOf(node, "alpha", 1))))),
  Mish: onTensor((x) => mish(x)),
  Tanh: onTensor((x) => tanh(x)),
  Softplus: onTensor((x) => softplus(x)),
  Softsign: onTensor((x) => softsign(x)),
  ThresholdedRelu: onTensor((x, node) => where(greater(x, numberOf(node, "alpha", 1)), x, 0)),
  Shrink: shrink,
  Clip: clipped,
  Softmax: softmaxOf(softmax),
  LogSoftmax: softmaxOf(logSoftmax),
  Hardmax: softmaxOf(hardmax),
};
