// Shapes: the same numbers with other axes.

import { LinnetError } from "../../tensor/errors.js";
import { reshape } from "../../tensor/ops/reshape.js";
import { formatShape, type Shape, sizeOf, stridesOf } from "../../tensor/shape.js";
import { moved } from "../quantizedValue.js";
import {
  type HostValue,
  hostValue,
  shapeInMemory,
  shapeOf,
  type TensorValue,
  tensorValue,
  toTensor,
  type Value,
  withAxes,
} from "../value.js";
import { axesOf, axisOf } from "./axes.js";
import { type Axes, placeOf, simplify, withoutAxes } from "./axesInMemory.js";
import { reshapedInMemory } from "./reshapeInMemory.js";

/** The same numbers in another shape. @throws LinnetError if their number differs */
export function reshapeTo(value: Value, shape: Shape): Value {
  if (sizeOf(shapeOf(value)) !== sizeOf(shape))
    throw new LinnetError(`${formatShape(shapeOf(value))} does not have the elements of ${formatShape(shape)}`);
  if (value.on === "host") return hostValue(value.type, shape, value.values);
  return moved(value, (own) => reshapedInMemory(own, shape) ?? tensorValue(reshape(toTensor(own), shape), own.type));
}

/** The same memory in another shape. */
function inShape(value: TensorValue, memory: Shape, axes: Axes): TensorValue {
  return moved(value, ({ tensor, type }) => tensorValue(reshape(tensor, memory), type, axes));
}

/** A shape whose -1, if it has one, is worked out from the number of elements. @throws LinnetError if there is none that fits */
export function inferLength(shape: Shape, size: number): Shape {
  const known = sizeOf(shape.filter((length) => length !== -1));
  const open = shape.filter((length) => length === -1).length;
  const inferred = shape.map((length) => (length === -1 ? (known === 0 ? 0 : size / known) : length));
  if (open <= 1 && inferred.every((length) => Number.isInteger(length) && length >= 0) && sizeOf(inferred) === size)
    return inferred;
  throw new LinnetError(`expected a shape of ${size} elements, got ${formatShape(shape)}`);
}

/** Its axes permuted: axis i becomes the value's axis `permutation[i]`. Tensors stay as they are. @throws LinnetError if it is no permutation */
export function transposed(value: Value, permutation: readonly number[]): Value {
  const { length } = shapeOf(value);
  if (permutation.length !== length || axesOf(permutation, length).length !== length)
    throw new LinnetError(`expected a permutation of ${length} axes, got ${formatShape(permutation)}`);
  if (value.on === "host") return transposedHost(value, permutation);
  const axes = simplify(permutation.map((axis) => placeOf(value.axes, axis)));
  return withAxes(value, axes);
}

function transposedHost({ type, shape, values }: HostValue, permutation: readonly number[]): Value {
  const strides = stridesOf(shape);
  const target = permutation.map((axis) => shape[axis]!);
  const steps = permutation.map((axis) => strides[axis]!);
  return picked({ type, shape, values }, target, steps);
}

/** The elements at steps from a start: what slices, permutations and repetitions of host values have in common. */
export function picked(
  { type, values }: Pick<HostValue, "type" | "values" | "shape">,
  target: Shape,
  steps: readonly number[],
  start = 0,
): HostValue {
  const strides = stridesOf(target);
  const sourceOf = (index: number): number =>
    steps.reduce((source, step, axis) => source + (Math.floor(index / strides[axis]!) % target[axis]!) * step, start);
  const size = sizeOf(target);
  if (values instanceof Float64Array)
    return hostValue(
      type,
      target,
      Float64Array.from({ length: size }, (_, index) => values[sourceOf(index)]!),
    );
  return hostValue(
    type,
    target,
    Array.from({ length: size }, (_, index) => values[sourceOf(index)]!),
  );
}

/** Without these axes of length 1. @throws LinnetError if one is longer */
export function squeezed(value: Value, axes: readonly number[]): Value {
  const shape = shapeOf(value);
  const removed = new Set(axesOf(axes, shape.length));
  const long = [...removed].find((axis) => shape[axis] !== 1);
  if (long !== undefined) throw new LinnetError(`expected axis ${long} of length 1, got ${formatShape(shape)}`);
  const target = shape.filter((_, axis) => !removed.has(axis));
  if (value.on === "host") return reshapeTo(value, target);
  const places = new Set([...removed].map((axis) => placeOf(value.axes, axis)));
  const memory = shapeInMemory(value).filter((_, place) => !places.has(place));
  return inShape(value, memory, withoutAxes(value.axes, removed));
}

/** With axes of length 1 at these places of the result. @throws LinnetError if a place is outside, or named twice */
export function unsqueezed(value: Value, axes: readonly number[]): Value {
  const shape = shapeOf(value);
  const rank = shape.length + axes.length;
  const added = new Set(axesOf(axes, rank));
  let next = 0;
  const sources = Array.from({ length: rank }, (_, axis) => (added.has(axis) ? null : next++));
  const target = sources.map((source) => (source === null ? 1 : shape[source]!));
  if (value.on === "host" || value.axes === null) return reshapeTo(value, target);
  // New axes lie behind the others in memory, where they move nothing.
  let behind = shape.length;
  const own = value.axes;
  const places = sources.map((source) => (source === null ? behind++ : own[source]!));
  const memory = [...shapeInMemory(value), ...axes.map(() => 1)];
  return inShape(value, memory, simplify(places));
}

/** Two axes: those before `axis`, and the rest. */
export function flattened(value: Value, axis: number): Value {
  const shape = shapeOf(value);
  const at = axis === shape.length ? axis : axisOf(axis, shape.length);
  return reshapeTo(value, [sizeOf(shape.slice(0, at)), sizeOf(shape.slice(at))]);
}
