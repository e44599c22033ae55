// A value of an imported graph. Integers, bools, doubles and strings are on the host, where shapes are computed while the
// graph is traced, exact up to 2^53; what the network computes is a float32 tensor of linnet's.

import type { ElementType, ValueQuantization } from "../formats/opGraphTypes.js";
import { LinnetError } from "../tensor/errors.js";
import type { ScaledInt8 } from "../tensor/ops/int8/index.js";
import { int8Constant, storedInt8 } from "../tensor/ops/int8/storedInt8.js";
import { reshape } from "../tensor/ops/reshape.js";
import { transpose } from "../tensor/ops/transpose.js";
import type { Shape } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";

/** Numbers that are wanted before the network runs depend on its input, or on what it learns. */
export class NotKnownError extends LinnetError {
  override name = "NotKnownError";
}

export interface HostValue {
  readonly on: "host";
  readonly type: ElementType;
  readonly shape: Shape;
  readonly values: Float64Array | readonly string[];
  /** The same numbers as they stand in a file, where these are bytes. */
  readonly bytes?: Int8Array | Uint8Array;
}

export interface TensorValue {
  readonly on: "tensor";
  /** What the graph declares; linnet computes it in float32. */
  readonly type: ElementType;
  readonly tensor: Tensor;
  /** Where the tensor has each axis of the value; null if in order. So a transposition waits until an op needs the order. */
  readonly axes: readonly number[] | null;
  /** The whole numbers that the tensor's stand for; absent if they are not known. */
  readonly integers?: Integers;
  /** What comes of it where it is rounded to int8: sums of whole numbers, say, need not become real ones before. */
  readonly requantized?: Requantize;
  /** Whether its numbers are known before the network runs, where that is clear without making the tensor. */
  readonly known?: boolean;
}

/** Whole numbers, with their axes where the value's tensor has them: `axis` is one of the tensor's. */
export interface Integers {
  readonly tensor: Tensor;
  readonly quantization: ValueQuantization;
}

/** What a real number x becomes: `x / scale`, rounded, plus `zeroPoint`, kept from `low` to `high`. */
export type Rounding = ScaledInt8;

/** The whole numbers; null if they cannot be made but of the real ones. */
export type Requantize = (rounding: Rounding) => Tensor | null;

export type Value = HostValue | TensorValue;

export function hostValue(type: ElementType, shape: Shape, values: HostValue["values"]): HostValue {
  return { on: "host", type, shape, values };
}

/** Numbers on the host that are bytes until an op asks for them. */
export function bytesOnHost(type: ElementType, shape: Shape, bytes: Int8Array | Uint8Array): HostValue {
  let made: Float64Array | null = null;
  return {
    on: "host",
    type,
    shape,
    bytes,
    get values() {
      made ??= Float64Array.from(bytes);
      return made;
    },
  };
}

export function tensorValue(
  tensor: Tensor,
  type: ElementType = "float32",
  axes: TensorValue["axes"] = null,
): TensorValue {
  return { on: "tensor", type, tensor, axes };
}

/** A value whose tensor is made when an op asks for it. */
export function lazyValue(
  make: () => Tensor,
  { type = "float32", axes = null, ...others }: Partial<Omit<TensorValue, "on" | "tensor">> = {},
): TensorValue {
  let made: Tensor | null = null;
  return {
    on: "tensor",
    type,
    axes,
    ...others,
    get tensor() {
      made ??= make();
      return made;
    },
  };
}

/** The value with its axes elsewhere in its tensor. */
export function withAxes(value: TensorValue, axes: TensorValue["axes"]): TensorValue {
  const { type, integers, requantized, known } = value;
  return lazyValue(() => value.tensor, {
    type,
    axes,
    ...(integers && { integers }),
    ...(requantized && { requantized }),
    ...(known !== undefined && { known }),
  });
}

/** The shape as the value's tensor has it. */
export function shapeInMemory(value: TensorValue): Shape {
  return (value.integers ?? value).tensor.shape;
}

/** The shape as the graph has it. */
export function shapeOf(value: Value): Shape {
  if (value.on === "host") return value.shape;
  const [shape, { axes }] = [shapeInMemory(value), value];
  return axes === null ? shape : axes.map((axis) => shape[axis]!);
}

/** A tensor with its axes in the graph's order. */
export function toTensor(value: Value): Tensor {
  if (value.on === "tensor") return value.axes === null ? value.tensor : permute(value.tensor, value.axes);
  if (!(value.values instanceof Float64Array)) throw new LinnetError("expected numbers, got strings");
  return Tensor.from(Float32Array.from(value.values), value.shape);
}

/** The tensor with its axes permuted: as it lies in memory if that is bytes, or if none but axes of length 1 move. */
export function permute(tensor: Tensor, permutation: readonly number[]): Tensor {
  const stored = storedInt8(tensor);
  if (stored !== null) return int8Constant(stored.transposed(permutation));
  const long = permutation.filter((axis) => tensor.shape[axis] !== 1);
  const isInOrder = long.every((axis, place) => place === 0 || axis > long[place - 1]!);
  if (!isInOrder) return transpose(tensor, permutation);
  return reshape(
    tensor,
    permutation.map((axis) => tensor.shape[axis]!),
  );
}

/** Whether its numbers are known before the network runs. */
export function isKnown(value: Value): boolean {
  return value.on === "host" || (value.known ?? (value.integers?.tensor ?? value.tensor).isConcrete);
}

/** Numbers that are known while the graph is traced. @throws NotKnownError if they depend on the network's input */
export function toNumbers(value: Value, what: string): readonly number[] {
  if (value.on === "host") {
    if (value.values instanceof Float64Array) return [...value.values];
    throw new LinnetError(`expected ${what} as numbers, got strings`);
  }
  if (value.tensor.isConcrete) return [...toTensor(value).values];
  throw new NotKnownError(
    `expected ${what} to be known before the network runs, but it depends on the network's input`,
  );
}
