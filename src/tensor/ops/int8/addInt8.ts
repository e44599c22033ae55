// The sum of two tensors of int8, each with its own scale.

import { checkTensor } from "../../checkTensor.js";
import { expect } from "../../errors.js";
import { apply, defineOp } from "../../op.js";
import { formatShape, sameShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { checkInt8, checkOutput, type ScaledInt8, toInt8 } from "./quantization.js";

export interface Int8Sum extends ScaledInt8 {
  /** The scale of each side over that of the output. */
  readonly multipliers: readonly [a: number, b: number];
  readonly zeroPoints: readonly [a: number, b: number];
}

export const addInt8Op = defineOp<Int8Sum, ["a", "b"], "addInt8">({
  name: "addInt8",
  inputs: ["a", "b"],
  gives: "int8",
  elementwise: true,
  shape: ([a, b], attributes) => {
    checkOutput(attributes);
    for (const zeroPoint of attributes.zeroPoints) checkInt8("zeroPoints", zeroPoint);
    expect(sameShape(a!, b!), () => `expected two tensors of one shape, got ${formatShape(a!)} and ${formatShape(b!)}`);
    return a!;
  },
  reference: ([a, b], y, { attributes }) => {
    const [aFactor, bFactor] = attributes.multipliers.map(Math.fround) as [number, number];
    const [aZero, bZero] = attributes.zeroPoints;
    for (let i = 0; i < y.length; i += 1) {
      const left = Math.fround((a![i]! - aZero) * aFactor);
      const right = Math.fround((b![i]! - bZero) * bFactor);
      y[i] = toInt8(Math.fround(left + right), attributes);
    }
  },
  gradient: { none: "it rounds: train the network before it is quantized" },
});

/**
 * `multipliers[0] (a - zeroPoints[0]) + multipliers[1] (b - zeroPoints[1])` as int8, for a and b of one shape that hold whole
 * numbers from -128 to 127.
 * @throws ShapeError if the shapes differ, `scale` is not above 0, or a zero point, `low` or `high` is no whole number from -128 to 127
 */
export function addInt8(a: Tensor, b: Tensor, sum: Int8Sum): Tensor {
  checkTensor("addInt8", "a", a);
  checkTensor("addInt8", "b", b);
  return apply(addInt8Op, [a, b], sum);
}
