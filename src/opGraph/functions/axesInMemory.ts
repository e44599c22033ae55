// The order in which a value's axes lie in memory. ONNX has the channels before the pixels, linnet's kernels want them
// last: a value keeps the order of the op that made it, and is only rearranged for an op that needs another. `Axes` name the
// place of each axis; the `Order` of export/order.ts names the axis at each place.

import type { Shape } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";
import { permute, toTensor, type Value } from "../value.js";

/** Where each axis of a value lies in its tensor; null if in order. */
export type Axes = readonly number[] | null;

/** `[batch, channels, ...pixels]` with the channels last in memory. */
export function channelsLast(rank: number): number[] {
  return Array.from({ length: rank }, (_, axis) => (axis === 0 ? 0 : axis === 1 ? rank - 1 : axis - 1));
}

/** Null for axes in order, so that equal ones compare equal. */
export function simplify(axes: Axes): Axes {
  return axes?.every((axis, place) => axis === place) ? null : axes;
}

export function sameAxes(a: Axes, b: Axes): boolean {
  return a === b || (a !== null && b !== null && a.length === b.length && a.every((axis, place) => axis === b[place]));
}

/** Where axis i of the value lies in its tensor. */
export function placeOf(axes: Axes, axis: number): number {
  return axes === null ? axis : axes[axis]!;
}

/** The value's tensor with its axes where `axes` says. */
export function arranged(value: Value, axes: Axes): Tensor {
  const from = value.on === "host" ? null : value.axes;
  if (value.on === "tensor" && sameAxes(from, axes)) return value.tensor;
  if (axes === null) return toTensor(value);
  const permutation = new Array<number>(axes.length);
  axes.forEach((place, axis) => {
    permutation[place] = placeOf(from, axis);
  });
  return permute(value.on === "tensor" ? value.tensor : toTensor(value), permutation);
}

/** A shape in the value's order as its tensor has it. */
export function inMemory(shape: Shape, axes: Axes): Shape {
  if (axes === null) return shape;
  const memory = new Array<number>(shape.length);
  axes.forEach((place, axis) => {
    memory[place] = shape[axis]!;
  });
  return memory;
}

/** The axes that stay when some of a value's are taken away, where its tensor has them then. */
export function withoutAxes(axes: Axes, removed: ReadonlySet<number>): Axes {
  if (axes === null) return null;
  const gone = axes.filter((_, axis) => removed.has(axis));
  const kept = axes.filter((_, axis) => !removed.has(axis));
  return simplify(kept.map((place) => place - gone.filter((other) => other < place).length));
}
