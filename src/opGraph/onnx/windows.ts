// Convolutions and pools.

import { LinnetError } from "../../tensor/errors.js";
import { add, mul } from "../../tensor/ops/binary.js";
import { max, mean } from "../../tensor/ops/reduce.js";
import { abs, sqrt, square } from "../../tensor/ops/unary.js";
import { sizeOf } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";
import { flagOf, numberOf, numbersOf, wordOf } from "../attributes.js";
import { arranged, channelsLast } from "../functions/axesInMemory.js";
import { convolved, convolvedBack } from "../functions/convolution.js";
import { elementwise } from "../functions/elementwise.js";
import { pooled } from "../functions/pooling.js";
import { reduced } from "../functions/reduction.js";
import { normalizeResponse } from "../functions/responseNormalization.js";
import { roundable } from "../functions/rounding.js";
import { reshapeTo } from "../functions/shapes.js";
import { spanOf } from "../functions/window.js";
import type { OpFunction } from "../opTable.js";
import { shapeOf, tensorValue, type Value } from "../value.js";
import { expectInput } from "./inputs.js";
import { convolutionOfInt8 } from "./int8.js";
import { power } from "./rounding.js";
import { windowOf } from "./windowOf.js";

/** A bias for each channel, which is the second axis. */
export function withBias(y: Value, bias: Value | null): Value {
  if (bias === null) return y;
  const behind = new Array<number>(shapeOf(y).length - 2).fill(1);
  const vector = reshapeTo(bias, [shapeOf(bias)[0] ?? 1, ...behind]);
  return elementwise([y, vector], { host: (a, b) => a + b, tensor: (a, b) => add(a!, b!) });
}

const convolution: OpFunction = (inputs, node) => {
  const [x, kernel] = [expectInput(inputs, 0), expectInput(inputs, 1)];
  const window = windowOf(node, shapeOf(x).slice(2), shapeOf(kernel).slice(2));
  const y = convolved(x, kernel, { ...window, groups: numberOf(node, "group", 1) });
  return [withBias(y, inputs[2] ?? null)];
};

/** The padding is given, or follows from the output's pixels (https://onnx.ai/onnx/operators/onnx__ConvTranspose.html). */
const convolutionBack: OpFunction = (inputs, node) => {
  const [x, kernel] = [expectInput(inputs, 0), expectInput(inputs, 1)];
  const pixels = shapeOf(x).slice(2);
  const window = windowOf(node, pixels, shapeOf(kernel).slice(2), "NOTSET");
  const more = numbersOf(node, "output_padding") ?? pixels.map(() => 0);
  const whole = pixels.map((length, axis) => (length - 1) * window.strides[axis]! + more[axis]! + spanOf(window, axis));
  const rule = wordOf(node, "auto_pad", "NOTSET");
  const isSame = rule.startsWith("SAME");
  const wanted = numbersOf(node, "output_shape")?.slice(-pixels.length) ?? null;
  const output = wanted ?? (isSame ? pixels.map((length, axis) => length * window.strides[axis]!) : null);
  const groups = numberOf(node, "group", 1);
  if (output === null) {
    const given = whole.map((length, axis) => length - window.before[axis]! - window.after[axis]!);
    return [withBias(convolvedBack(x, kernel, { ...window, groups, output: given }), inputs[2] ?? null)];
  }
  const total = whole.map((length, axis) => Math.max(length - output[axis]!, 0));
  const less = total.map((cells) => Math.floor(cells / 2));
  const rest = total.map((cells) => Math.ceil(cells / 2));
  const padding = rule === "SAME_UPPER" ? { before: less, after: rest } : { before: rest, after: less };
  return [withBias(convolvedBack(x, kernel, { ...window, ...padding, groups, output }), inputs[2] ?? null)];
};

function pool(kind: "maximum" | "average"): OpFunction {
  return (inputs, node) => {
    if (node.outputs.length > 1 && node.outputs[1] !== "")
      throw new LinnetError("linnet does not say where the largest values of windows are (the second output)");
    const x = expectInput(inputs, 0);
    const size = numbersOf(node, "kernel_shape") ?? [];
    const countPadding = flagOf(node, "count_include_pad", false);
    const roundUp = flagOf(node, "ceil_mode", false);
    return [pooled(x, windowOf(node, shapeOf(x).slice(2), size), { kind, countPadding, roundUp })];
  };
}

/** `(sum of |x|^p)^(1 / p)` of each window: the average times the number of cells, zeros around included. */
const lpPool: OpFunction = (inputs, node) => {
  const x = expectInput(inputs, 0);
  const size = numbersOf(node, "kernel_shape") ?? [];
  const p = numberOf(node, "p", 2);
  const window = windowOf(node, shapeOf(x).slice(2), size);
  const roundUp = flagOf(node, "ceil_mode", false);
  const raised = mapped(x, (value) => (p === 2 ? square(value) : p === 1 ? abs(value) : power(abs(value), p)));
  const means = pooled(raised, window, { kind: "average", countPadding: true, roundUp });
  return [mapped(means, (value) => root(mul(value, sizeOf(size)), p))];
};

/** What stands for the function of pixels on the host. */
function refuseHost(): never {
  throw new LinnetError("expected pixels of float32");
}

function mapped(x: Value, tensor: (x: Tensor) => Tensor): Value {
  return elementwise([x], { host: refuseHost, tensor: (value) => tensor(value!) });
}

function root(x: Tensor, p: number): Tensor {
  return p === 1 ? x : p === 2 ? sqrt(x) : power(x, 1 / p);
}

/** Over `size` channels; where that is even, one more behind than before. */
const localResponse: OpFunction = (inputs, node) => {
  const x = expectInput(inputs, 0);
  const size = numberOf(node, "size");
  const [alpha, beta, bias] = [numberOf(node, "alpha", 1e-4), numberOf(node, "beta", 0.75), numberOf(node, "bias", 1)];
  const [before, after] = [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)];
  const axes = channelsLast(shapeOf(x).length);
  const y = normalizeResponse(arranged(x, axes), { before, after, bias, alpha: alpha / size, beta });
  return [tensorValue(y, x.type, axes)];
};

function overPixels(tensor: typeof mean): OpFunction {
  return (inputs) => {
    const x = expectInput(inputs, 0);
    const axes = shapeOf(x)
      .map((_, axis) => axis)
      .slice(2);
    return [reduced(x, axes, { host: refuseHost, tensor, keepDims: true })];
  };
}

export const windows: { readonly [op: string]: OpFunction } = {
  Conv: roundable(convolution, convolutionOfInt8),
  ConvTranspose: convolutionBack,
  MaxPool: pool("maximum"),
  AveragePool: pool("average"),
  LpPool: lpPool,
  LRN: localResponse,
  GlobalAveragePool: overPixels(mean),
  GlobalMaxPool: overPixels(max),
};
