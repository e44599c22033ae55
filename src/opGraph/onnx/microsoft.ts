// Ops of integers that onnxruntime has beside ONNX's: each is one of real numbers, between what its inputs stand for and its output
// as integers (https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md).

import type { GraphNode } from "../../formats/opGraphTypes.js";
import { LinnetError } from "../../tensor/errors.js";
import { flagOf } from "../attributes.js";
import type { OpFunction } from "../opTable.js";
import { quantizedConstant } from "../quantizedValue.js";
import { toNumbers, type Value } from "../value.js";
import { activations } from "./activations.js";
import { arithmetic } from "./arithmetic.js";
import { expectInput, type Inputs } from "./inputs.js";
import { matrices } from "./matrices.js";
import { parts } from "./parts.js";
import { dequantizeLinear, quantizeLinear } from "./quantization.js";
import { windows } from "./windows.js";

type Context = Parameters<OpFunction>[2];

/** The node without attributes but these. */
const withAttributes = (node: GraphNode, attributes: GraphNode["attributes"]): GraphNode => ({ ...node, attributes });

/** The real numbers of a value, its scale and its zero point, which are three inputs. */
function real(inputs: Inputs, place: number, context: Context, node: GraphNode, axis = 1): Value {
  return dequantizeLinear(inputs.slice(place, place + 3), withAttributes(node, { axis }), context)[0]!;
}

/** As integers of the scale and zero point that are these two inputs. */
function asIntegers(y: Value, inputs: Inputs, place: number, [node, context]: [GraphNode, Context]): readonly Value[] {
  return quantizeLinear([y, inputs[place] ?? null, inputs[place + 1] ?? null], withAttributes(node, {}), context);
}

/** An op of so many inputs. */
function ofReal(op: OpFunction, count: number): OpFunction {
  return (inputs, node, context) => {
    if (flagOf(node, "channels_last", false)) throw new LinnetError("expected the channels before the pixels");
    const values = Array.from({ length: count }, (_, index) => real(inputs, 3 * index, context, node));
    return asIntegers(op(values, node, context)[0]!, inputs, 3 * count, [node, context]);
  };
}

/** The bias is integers in units of both scales' product. */
const gemm: OpFunction = (inputs, node, context) => {
  const [a, b] = [
    real(inputs, 0, context, node),
    real(inputs, 3, context, node, flagOf(node, "transB", false) ? 0 : 1),
  ];
  const bias = inputs[6] ?? null;
  const [y] = matrices.Gemm!([a, b, bias && biasOf(bias, inputs)], node, context);
  return (inputs[7] ?? null) === null ? [y!] : asIntegers(y!, inputs, 7, [node, context]);
};

function biasOf(bias: Value, inputs: Inputs): Value {
  const [[x], scales] = [toNumbers(expectInput(inputs, 1), "a scale"), toNumbers(expectInput(inputs, 4), "the scales")];
  const scale = scales.map((one) => one * (x ?? 1));
  const values = toNumbers(bias, "the bias");
  if (scale.length !== 1 && scale.length !== values.length)
    throw new LinnetError(`expected one scale, or one for each of ${values.length} outputs, got ${scale.length}`);
  const zeroPoint = scale.map(() => 0);
  return quantizedConstant(values, [values.length], { type: "int32", scale, zeroPoint, axis: 0 });
}

const concat: OpFunction = (inputs, node, context) => {
  const count = Math.floor((inputs.length - 2) / 3);
  const values = Array.from({ length: count }, (_, index) => real(inputs, 2 + 3 * index, context, node));
  return asIntegers(parts.Concat!(values, node, context)[0]!, inputs, 0, [node, context]);
};

export const microsoft: { readonly [op: string]: OpFunction } = {
  QLinearAdd: ofReal(arithmetic.Add!, 2),
  QLinearMul: ofReal(arithmetic.Mul!, 2),
  QLinearAveragePool: ofReal(windows.AveragePool!, 1),
  QLinearGlobalAveragePool: ofReal(windows.GlobalAveragePool!, 1),
  QLinearLeakyRelu: ofReal(activations.LeakyRelu!, 1),
  QLinearSigmoid: ofReal(activations.Sigmoid!, 1),
  QLinearConcat: concat,
  QGemm: gemm,
};
