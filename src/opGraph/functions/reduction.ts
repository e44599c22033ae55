// Functions of the elements along some axes.

import { LinnetError } from "../../tensor/errors.js";
import { normalizeAxes, type Shape, sizeOf } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";
import { knownValue, madeValue } from "../knownValues.js";
import { type HostValue, shapeOf, type Value } from "../value.js";
import { axesOf } from "./axes.js";
import { placeOf, withoutAxes } from "./axesInMemory.js";
import { picked } from "./shapes.js";

export interface Reduction {
  /** On the numbers that are known while the graph is traced. */
  readonly host: (numbers: Float64Array) => number;
  readonly tensor: (x: Tensor, axes: readonly number[], options: { readonly keepDims: boolean }) => Tensor;
}

/** @param axes null for all @throws LinnetError if there is no such axis */
export function reduced(
  value: Value,
  axes: readonly number[] | null,
  { keepDims, ...reduction }: Reduction & { readonly keepDims: boolean },
): Value {
  const shape = shapeOf(value);
  const gone = new Set(axes === null ? normalizeAxes(null, shape.length) : axesOf(axes, shape.length));
  if (value.on === "host") return reducedHost(value, gone, { keepDims, ...reduction });
  const places = [...gone].map((axis) => placeOf(value.axes, axis)).sort((a, b) => a - b);
  const result = reduction.tensor(value.tensor, places, { keepDims });
  return madeValue(result, value.type, keepDims ? value.axes : withoutAxes(value.axes, gone));
}

function reducedHost(
  value: HostValue,
  gone: ReadonlySet<number>,
  { host, keepDims }: Reduction & { readonly keepDims: boolean },
): Value {
  const { shape, type } = value;
  const kept = shape.flatMap((_, axis) => (gone.has(axis) ? [] : [axis]));
  const order = [...kept, ...gone];
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const target = order.map((axis) => shape[axis]!);
  const rows = picked(
    value,
    target,
    order.map((axis) => strides[axis]!),
  ).values;
  if (!(rows instanceof Float64Array)) throw new LinnetError("expected numbers, got strings");
  const outputs: Shape = shape.flatMap((length, axis) => (gone.has(axis) ? (keepDims ? [1] : []) : [length]));
  const length = sizeOf([...gone].map((axis) => shape[axis]!));
  const results = Array.from({ length: sizeOf(outputs) }, (_, row) =>
    host(rows.subarray(row * length, (row + 1) * length)),
  );
  return knownValue(type, outputs, results);
}
