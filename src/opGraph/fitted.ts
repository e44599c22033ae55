// What the nodes of a graph make, as the integers that a file has it in.

import type { GraphNode, ValueQuantization } from "../formats/opGraphTypes.js";
import { clip } from "../tensor/ops/relu.js";
import { asInt8, rounded } from "./functions/rounding.js";
import { tensorValue, type Value } from "./value.js";

/**
 * A node's output, rounded to what its integers of 8 bits stand for. In real numbers, without an activation, it is limited to the
 * range of integers that cannot be negative, or cannot be positive: converters leave out an activation that such a range
 * replaces.
 */
export function fitted(
  value: Value,
  quantization: ValueQuantization,
  { attributes }: GraphNode,
  integers: boolean,
): Value {
  if (value.on === "host") return value;
  const int8 = integers ? asInt8(quantization) : null;
  if (int8 !== null) return rounded(value, int8);
  const range = attributes.fusedActivationFunction === "NONE" ? realRange(quantization) : null;
  if (range === null || (range[0] < 0 && range[1] > 0)) return value;
  return tensorValue(clip(value.tensor, Math.fround(range[0]), Math.fround(range[1])), value.type, value.axes);
}

/** The least and the largest real number that integers of 8 or 16 bits with one scale stand for. */
function realRange({ type, scale, zeroPoint }: ValueQuantization): readonly [least: number, largest: number] | null {
  const [, unsigned, bits] = /^(u?)int(8|16)$/.exec(type) ?? [];
  if (bits === undefined || scale.length !== 1) return null;
  const least = unsigned === "u" ? 0 : -(2 ** (Number(bits) - 1));
  const [factor, zero] = [scale[0]!, zeroPoint[0]!];
  return [factor * (least - zero), factor * (least + 2 ** Number(bits) - 1 - zero)];
}
