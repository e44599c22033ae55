// From real numbers to whole ones and back.

import { checkTensor } from "../../checkTensor.js";
import { apply, defineOp, isCallOf, movesNumbers } from "../../op.js";
import type { Tensor } from "../../tensor.js";
import { checkQuantization, type Quantization, toInt8 } from "./quantization.js";

const WHOLE = { low: -128, high: 127 };

export const quantizeOp = defineOp<Quantization, ["x"], "quantize">({
  name: "quantize",
  inputs: ["x"],
  gives: "int8",
  shape: ([x], attributes) => {
    checkQuantization(attributes);
    return x!;
  },
  reference: ([x], y, { attributes: { scale, zeroPoint } }) => {
    const factor = Math.fround(1 / scale);
    for (let i = 0; i < y.length; i += 1) y[i] = toInt8(Math.fround(x![i]! * factor), { zeroPoint, ...WHOLE });
  },
  simplified: ({ inputs: [x], attributes }) => wholeNumbersOf(x!, attributes),
  gradient: { none: "it rounds: train the network before it is quantized" },
});

export const dequantizeOp = defineOp<Quantization, ["x"], "dequantize">({
  name: "dequantize",
  inputs: ["x"],
  shape: ([x], attributes) => {
    checkQuantization(attributes);
    return x!;
  },
  reference: ([x], y, { attributes: { scale, zeroPoint } }) => {
    const factor = Math.fround(scale);
    for (let i = 0; i < y.length; i += 1) y[i] = (x![i]! - zeroPoint) * factor;
  },
  gradient: { none: "what it reads was rounded: train the network before it is quantized" },
});

/**
 * The whole numbers that stand for x, where it is dequantized ones, or where some of it is and ops have moved it since: then
 * they can move the whole numbers. Null if it is not.
 */
export function wholeNumbersOf(x: Tensor, quantization: Quantization): Tensor | null {
  const { producer } = x;
  if (producer === null) return null;
  if (isCallOf(producer, dequantizeOp)) {
    const { scale, zeroPoint } = producer.attributes;
    return scale === quantization.scale && zeroPoint === quantization.zeroPoint ? producer.inputs[0]! : null;
  }
  if (!movesNumbers(x)) return null;
  const known = producer.inputs.map((input) => wholeNumbersOf(input, quantization));
  if (known.every((input) => input === null)) return null;
  const inputs = known.map((input, index) => input ?? quantize(producer.inputs[index]!, quantization));
  return apply(producer.op, inputs, producer.attributes);
}

/**
 * Real numbers as whole ones from -128 to 127: `x / scale`, rounded to the nearest, of two to the even one, plus `zeroPoint`.
 * NaN becomes `zeroPoint`.
 * @throws ShapeError if `scale` is not above 0 or `zeroPoint` is not a whole number from -128 to 127
 */
export function quantize(x: Tensor, quantization: Quantization): Tensor {
  checkTensor("quantize", "x", x);
  return apply(quantizeOp, [x], quantization);
}

/**
 * What whole numbers stand for: `scale (x - zeroPoint)`.
 * @throws ShapeError if `scale` is not above 0 or `zeroPoint` is not a whole number from -128 to 127
 */
export function dequantize(x: Tensor, quantization: Quantization): Tensor {
  checkTensor("dequantize", "x", x);
  return apply(dequantizeOp, [x], quantization);
}
