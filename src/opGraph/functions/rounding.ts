// Values rounded to int8, and ops whose results need not become real numbers before they are rounded.

import type { ValueQuantization } from "../../formats/opGraphTypes.js";
import { isInt8, type Quantization, quantize } from "../../tensor/ops/int8/index.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { OpFunction } from "../opTable.js";
import { int8Quantization, quantizedValue } from "../quantizedValue.js";
import { isKnown, lazyValue, type Requantize, type Rounding, type TensorValue, type Value } from "../value.js";
import { type Axes, arranged, sameAxes } from "./axesInMemory.js";

/** Whole numbers from -128 to 127 with one scale. */
export interface Int8Numbers extends Quantization {
  readonly tensor: Tensor;
  readonly axes: Axes;
}

/** What integers of 8 bits stand for, as such of int8; null if they are others, or have several scales or one that is no number. */
export function asInt8({ type, scale, zeroPoint }: ValueQuantization): Quantization | null {
  const zero = zeroPoint[0]! - (type === "uint8" ? 128 : 0);
  const isByte = (type === "int8" || type === "uint8") && isInt8(zero);
  const isScale = scale.length === 1 && Math.fround(scale[0]!) > 0 && Number.isFinite(Math.fround(1 / scale[0]!));
  return isByte && isScale ? { scale: scale[0]!, zeroPoint: zero } : null;
}

/** The whole numbers that stand for the value; null if they are not known, or no such. */
export function int8Of(value: Value | null | undefined): Int8Numbers | null {
  if (value?.on !== "tensor" || value.integers?.quantization.type !== "int8") return null;
  const found = asInt8(value.integers.quantization);
  return found === null ? null : { ...found, tensor: value.integers.tensor, axes: value.axes };
}

/** The same with their axes where `axes` says: what cannot be moved as bytes is made anew, and the same. */
export function int8In(value: Value, axes: Axes): Int8Numbers | null {
  const own = int8Of(value);
  if (own === null || sameAxes(own.axes, axes)) return own;
  return { ...own, axes, tensor: quantize(arranged(value, axes), own) };
}

/** The value rounded to what whole numbers of this scale stand for. */
export function rounded(value: TensorValue, { scale, zeroPoint }: Quantization): TensorValue {
  const own = int8Of(value);
  if (own !== null && own.scale === scale && own.zeroPoint === zeroPoint) return value;
  const made = value.requantized?.({ scale, zeroPoint, low: -128, high: 127 });
  const tensor = made ?? quantize(value.tensor, { scale, zeroPoint });
  const quantization = int8Quantization({ scale, zeroPoint });
  return quantizedValue({ tensor, quantization }, { type: value.type, axes: value.axes });
}

/** A rounding that also limits real numbers. */
export function within(rounding: Rounding, least: number, largest: number): Rounding {
  const { scale, zeroPoint, low, high } = rounding;
  const inside = (bound: number): number => Math.min(Math.max(Math.round(bound / scale) + zeroPoint, low), high);
  return { ...rounding, low: inside(least), high: inside(largest) };
}

interface Rounded {
  readonly requantize: Requantize;
  /** The order in which it makes its numbers. */
  readonly axes: Axes;
}

/**
 * The op, whose first output is made of whole numbers where a rounding follows.
 * @param roundedBy null for inputs that it has to have as real numbers
 */
export function roundable(op: OpFunction, roundedBy: (...call: Parameters<OpFunction>) => Rounded | null): OpFunction {
  return (inputs, node, context) => {
    const found = context.integers ? roundedBy(inputs, node, context) : null;
    if (found === null) return op(inputs, node, context);
    const { axes, requantize } = found;
    const real = (): Tensor => arranged(op(inputs, node, context)[0]!, axes);
    const known = inputs.every((input) => input === null || isKnown(input));
    return [lazyValue(real, { axes, requantized: requantize, known })];
  };
}

/** Whether a rounding that follows makes the value of whole numbers. */
export function isRounded(value: Value): value is TensorValue {
  return value.on === "tensor" && value.requantized !== undefined;
}

/** Limited to these bounds: by the rounding, where one follows that makes it of whole numbers. */
export function limitedValue(
  x: TensorValue,
  limit: (x: Tensor) => Tensor,
  bounds: readonly [number, number],
): TensorValue {
  const { type, axes, requantized, known } = x;
  return lazyValue(() => limit(x.tensor), {
    type,
    axes,
    ...(known !== undefined && { known }),
    ...(requantized && { requantized: (rounding: Rounding) => requantized(within(rounding, ...bounds)) }),
  });
}
