// Values that are known before the network runs, and the bound of their size: a few bytes of a file can ask for any.

import type { ElementType } from "../formats/opGraphTypes.js";
import { LinnetError } from "../tensor/errors.js";
import { broadcastToOp } from "../tensor/ops/broadcastTo.js";
import { formatShape, type Shape, sizeOf } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import { fitTo, isFloat } from "./elementType.js";
import { constantValue } from "./quantizedValue.js";
import { type HostValue, hostValue, shapeOf, tensorValue, toNumbers, toTensor, type Value } from "./value.js";

/** Of what is computed while the graph is traced. Weights may be larger. */
const MOST_KNOWN = 2 ** 24;
/** Of any value: 1 GB. */
const MOST = 2 ** 28;

/** @throws LinnetError if a value of this shape is too large to be made */
export function checkSize(shape: Shape, known: boolean): void {
  const most = known ? MOST_KNOWN : MOST;
  const isShape = shape.every((length) => Number.isSafeInteger(length) && length >= 0);
  if (isShape && sizeOf(shape) <= most) return;
  throw new LinnetError(`a value of shape ${formatShape(shape)} is not one of at most ${most} numbers`);
}

/** Numbers as a value: a tensor if they are float32 or float16, else on the host. Each is made one of the type. */
export function knownValue(type: ElementType, shape: Shape, numbers: ArrayLike<number>): Value {
  if (type === "float32") return tensorValue(Tensor.from(new Float32Array(numbers), shape), type);
  const fit = fitTo(type);
  const values = new (isFloat(type) ? Float32Array : Float64Array)(numbers.length);
  for (let index = 0; index < values.length; index += 1) values[index] = fit(numbers[index]!);
  return values instanceof Float32Array
    ? tensorValue(Tensor.from(values, shape), type)
    : hostValue(type, shape, values);
}

/** One number repeated to a shape; where there are many, the network repeats it when it runs. */
export function filledValue(type: ElementType, shape: Shape, fill: number): Value {
  const isLarge = isFloat(type) && shape.every(Number.isSafeInteger) && sizeOf(shape) > MOST_KNOWN;
  checkSize(shape, !isLarge);
  if (!isLarge) {
    const values = new (isFloat(type) ? Float32Array : Float64Array)(sizeOf(shape)).fill(fitTo(type)(fill));
    return constantValue({ type, shape, values });
  }
  const one = Tensor.from(Float32Array.of(fill), []);
  return tensorValue(Tensor.produced(shape, { op: broadcastToOp, inputs: [one], attributes: { shape } }), type);
}

/** A tensor as a value of the type; whole numbers and bools that are known go to the host. */
export function madeValue(tensor: Tensor, type: ElementType, axes: readonly number[] | null = null): Value {
  const value = tensorValue(tensor, type, axes);
  if (isFloat(type) || !tensor.isConcrete) return value;
  const inOrder = toTensor(value);
  return hostValue(type, inOrder.shape, Float64Array.from(inOrder.values));
}

/** Numbers on the host. */
export type HostNumbers = HostValue & { readonly values: Float64Array };

/** Its numbers on the host, of whichever type. @throws LinnetError if they depend on the network's input, or are strings */
export function toHost(value: Value, what: string): HostNumbers {
  const numbers = value.on === "host" && value.values instanceof Float64Array ? value.values : toNumbers(value, what);
  return {
    on: "host",
    type: value.type,
    shape: shapeOf(value),
    values: numbers instanceof Float64Array ? numbers : Float64Array.from(numbers),
  };
}
