// Quantized values: whole numbers that stand for others. Networks compute them in float32, exactly up to 2^24.

import type { ElementType, GraphNode } from "../../formats/opGraphTypes.js";
import { add, div, maximum, minimum, mul, sub } from "../../tensor/ops/binary.js";
import { round } from "../../tensor/ops/elementFunctions.js";
import { max, min } from "../../tensor/ops/reduce.js";
import { clip } from "../../tensor/ops/relu.js";
import { roundToEven } from "../../tensor/roundToEven.js";
import { numberOf } from "../attributes.js";
import { rangeOf } from "../elementType.js";
import { axisOf } from "../functions/axes.js";
import { convolved } from "../functions/convolution.js";
import { elementwise } from "../functions/elementwise.js";
import { product } from "../functions/matrices.js";
import { reshapeTo } from "../functions/shapes.js";
import { taken } from "../functions/take.js";
import { knownValue, madeValue } from "../knownValues.js";
import type { OpFunction } from "../opTable.js";
import { quantizedConstant } from "../quantizedValue.js";
import { shapeOf, type TensorValue, toTensor, type Value } from "../value.js";
import { typeOfNumber } from "./cast.js";
import { expectInput, type Inputs } from "./inputs.js";
import { dequantizedInt8, quantizedInt8 } from "./int8.js";
import { matrices } from "./matrices.js";
import { windowOf } from "./windowOf.js";
import { windows, withBias } from "./windows.js";

interface Spreading {
  readonly axis: number;
  /** How many entries of the axis share a factor. Default: 0, each has its own. */
  readonly block?: number;
}

function spreadingOf(node: GraphNode): Spreading {
  return { axis: numberOf(node, "axis", 1), block: numberOf(node, "block_size", 0) };
}

/** One scale or zero point for all of x, for each entry of an axis, or for each block of entries. */
function spread(x: Value, factor: Value, { axis: given, block = 0 }: Spreading): Value {
  const [shape, own] = [shapeOf(x), shapeOf(factor)];
  if (own.length === 0 || (own.length === 1 && own[0] === 1)) return reshapeTo(factor, []);
  const axis = axisOf(given, shape.length);
  if (block > 0)
    return taken(
      factor,
      axis,
      Array.from({ length: shape[axis]! }, (_, place) => Math.floor(place / block)),
    );
  return reshapeTo(factor, [own[0]!, ...new Array<number>(shape.length - 1 - axis).fill(1)]);
}

function less(a: Value, b: Value | null, type: ElementType = "float32"): Value {
  if (b === null) return a;
  return elementwise([a, b], { host: (x, y) => x - y, tensor: (x, y) => sub(x!, y!), type });
}

function times(a: Value, b: Value, type: ElementType): Value {
  return elementwise([a, b], { host: (x, y) => x * y, tensor: (x, y) => mul(x!, y!), type });
}

/** `round(x / scale) + zero`, limited to what the type holds. */
function quantized(x: Value, scale: Value, zero: Value, type: ElementType): Value {
  const [low, high] = rangeOf(type);
  const limit = (value: number): number => Math.min(Math.max(value, low), high);
  return elementwise([x, scale, zero], {
    host: (value, by, offset) => limit(roundToEven(Math.fround(value / by)) + offset),
    tensor: (value, by, offset) => clip(add(round(div(value!, by!)), offset!), low, high),
    type,
  });
}

export const quantizeLinear: OpFunction = (inputs, node, { integers }) => {
  const [x, scale] = [expectInput(inputs, 0), expectInput(inputs, 1)];
  const zero = inputs[2] ?? null;
  const given = numberOf(node, "output_dtype", 0);
  const type = zero?.type ?? (given === 0 ? "uint8" : typeOfNumber(given));
  const int8 = integers ? quantizedInt8(inputs, node, type) : null;
  if (int8 !== null) return [int8];
  const offset = zero === null ? knownValue("float32", [], [0]) : spread(x, zero, spreadingOf(node));
  return [quantized(x, spread(x, scale, spreadingOf(node)), offset, type)];
};

export const dequantizeLinear: OpFunction = (inputs, node, { integers }) => {
  const int8 = dequantizedInt8(inputs, node, integers);
  if (int8 !== null) return [int8];
  const [x, scale] = [expectInput(inputs, 0), expectInput(inputs, 1)];
  const zero = inputs[2] ?? null;
  const centered = less(x, zero && spread(x, zero, spreadingOf(node)));
  return [times(centered, spread(x, scale, spreadingOf(node)), scale.type)];
};

/** The scale and the zero point follow from x, whose range is made to hold 0. */
const dynamicQuantizeLinear: OpFunction = (inputs) => {
  const x = toTensor(expectInput(inputs, 0));
  const [low, high] = [minimum(min(x), 0), maximum(max(x), 0)];
  const scale = div(sub(high, low), 255);
  const zero = clip(round(div(sub(0, low), scale)), 0, 255);
  const y = clip(add(round(div(x, scale)), zero), 0, 255);
  return [madeValue(y, "uint8"), madeValue(scale, "float32"), madeValue(zero, "uint8")];
};

/** The product or convolution of x and w without their zero points. */
function multiplied(node: GraphNode, [x, zeroX, w, zeroW]: readonly [Value, Value | null, Value, Value | null]): Value {
  if (node.op.includes("Conv")) {
    // A kernel's zero points are one for each output channel, its first axis.
    const centered = less(w, zeroW && spread(w, zeroW, { axis: 0 }));
    const window = windowOf(node, shapeOf(x).slice(2), shapeOf(w).slice(2));
    return convolved(less(x, zeroX), centered, { ...window, groups: numberOf(node, "group", 1) });
  }
  return product(less(x, zeroX && byRow(x, zeroX)), less(w, zeroW));
}

/** The left matrix has zero points for its rows. */
function byRow(x: Value, zero: Value): Value {
  const own = shapeOf(zero);
  return own.length === 1 && own[0]! > 1 && shapeOf(x).length > 1 ? reshapeTo(zero, [own[0]!, 1]) : zero;
}

const integerProduct: OpFunction = (inputs, node) => {
  const [x, w] = [expectInput(inputs, 0), expectInput(inputs, 1)];
  const result = multiplied(node, [x, inputs[2] ?? null, w, inputs[3] ?? null]);
  return [madeValue(toTensor(result), "int32")];
};

const quantizedProduct: OpFunction = (inputs, node, context) => {
  const isConv = node.op.includes("Conv");
  const bias = isConv ? (inputs[8] ?? null) : null;
  const int8 = context.integers ? productInt8(inputs, bias, node, context) : null;
  if (int8 !== null) return [int8];
  const [x, w, y] = [
    quantizedInput(inputs, 0),
    quantizedInput(inputs, 3),
    { scale: expectInput(inputs, 6), zero: expectInput(inputs, 7) },
  ];
  const sums = withBias(multiplied(node, [x.value, x.zero, w.value, w.zero]), bias);
  const factorW = isConv ? spread(sums, w.scale, { axis: 1 }) : w.scale;
  const factor = times(isConv ? x.scale : byRow(x.value, x.scale), factorW, x.scale.type);
  return [quantized(times(sums, factor, "float32"), y.scale, y.zero, y.zero.type)];
};

/** As the op of the real numbers that its integers stand for; null if it cannot be computed of integers. */
function productInt8(
  inputs: Inputs,
  bias: Value | null,
  node: GraphNode,
  context: Parameters<OpFunction>[2],
): Value | null {
  const isConv = node.op.includes("Conv");
  const of = (from: number, axis: number): TensorValue | null =>
    dequantizedInt8(inputs.slice(from, from + 3), { ...node, attributes: { axis } }, context.integers);
  const [x, w] = [of(0, 1), of(3, isConv ? 0 : 1)];
  if (x?.integers === undefined || w?.integers === undefined) return null;
  const [factor] = x.integers.quantization.scale;
  const scale = w.integers.quantization.scale.map((one) => one * factor!);
  const units = bias?.on === "host" && bias.values instanceof Float64Array ? bias.values : null;
  const real =
    units && quantizedConstant(units, shapeOf(bias!), { type: "int32", scale, zeroPoint: scale.map(() => 0), axis: 0 });
  const run = isConv ? windows.Conv! : matrices.MatMul!;
  const [y] = run([x, w, real], node, context);
  const [yScale, yZero] = [expectInput(inputs, 6), expectInput(inputs, 7)];
  return quantizedInt8([y!, yScale, yZero], { ...node, attributes: {} }, yZero.type);
}

/** A value and, in the two inputs behind it, what its numbers stand for. */
function quantizedInput(inputs: Inputs, index: number) {
  const [value, scale, zero] = [index, index + 1, index + 2].map((place) => expectInput(inputs, place));
  return { value: value!, scale: scale!, zero: zero! };
}

export const quantization: { readonly [op: string]: OpFunction } = {
  QuantizeLinear: quantizeLinear,
  DequantizeLinear: dequantizeLinear,
  DynamicQuantizeLinear: dynamicQuantizeLinear,
  ConvInteger: integerProduct,
  MatMulInteger: integerProduct,
  QLinearConv: quantizedProduct,
  QLinearMatMul: quantizedProduct,
};
