// Ops of linnet that work along the last axis in memory, along any axis of a value.

import type { Tensor } from "../../tensor/tensor.js";
import { madeValue } from "../knownValues.js";
import { shapeOf, type Value } from "../value.js";
import { axisOf } from "./axes.js";
import { type Axes, arranged, placeOf, simplify } from "./axesInMemory.js";

/** `f` along an axis, which keeps its length; the result has that axis last in memory. */
export function alongAxis(value: Value, axis: number, f: (x: Tensor) => Tensor): Value {
  const { length: rank } = shapeOf(value);
  const axes = withLast(value, axisOf(axis, rank), rank);
  return madeValue(f(arranged(value, axes)), value.type, axes);
}

/** The value's own order if the axis is last in it, else the graph's order with the axis moved to the end. */
export function withLast(value: Value, axis: number, rank: number): Axes {
  const own = value.on === "host" ? null : value.axes;
  if (placeOf(own, axis) === rank - 1) return own;
  return simplify(Array.from({ length: rank }, (_, one) => (one === axis ? rank - 1 : one < axis ? one : one - 1)));
}
