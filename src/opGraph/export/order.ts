// The order in which the axes of a tensor lie in memory. ONNX's convolutions want channels before pixels; with the order kept
// beside each value, a graph is transposed where one op cannot do with what another has made, and nowhere else. An `Order` names
// the axis at each place, as a transposition does; the `Axes` of functions/axesInMemory.ts name the place of each axis.

import { gatherStrided } from "../../formats/strided.js";
import { type Shape, stridesOf } from "../../tensor/shape.js";
import { reshapeGroups } from "../reshapeGroups.js";

/** `order[place]` is the axis that lies at that place; `[0, 3, 1, 2]` has pictures as `[batch, channels, height, width]`. */
export type Order = readonly number[];

/** The axes as linnet has them. */
export function plainOrder(rank: number): Order {
  return Array.from({ length: rank }, (_, axis) => axis);
}

/** `[batch, channels, …]`. */
export function channelsFirst(rank: number): Order {
  return [0, rank - 1, ...plainOrder(rank).slice(1, -1)];
}

export function isPlain(order: Order): boolean {
  return order.every((axis, place) => axis === place);
}

/** What stands at each axis, as it lies in memory. */
export function inOrder<T>(ofAxes: readonly T[], order: Order): T[] {
  return order.map((axis) => ofAxes[axis]!);
}

/** The permutation that brings memory in one order into another: place i takes what was at `permutation[i]`. */
export function permutationBetween(from: Order, to: Order): number[] {
  return to.map((axis) => from.indexOf(axis));
}

/** The order of a tensor whose axes are renumbered: its axis i is the former axis `permutation[i]`. */
export function renumbered(order: Order, permutation: readonly number[]): Order {
  return order.map((axis) => permutation.indexOf(axis));
}

/** The order that is left when some axes are gone. */
export function withoutAxes(order: Order, gone: readonly number[]): Order {
  const kept = plainOrder(order.length).filter((axis) => !gone.includes(axis));
  return order.filter((axis) => !gone.includes(axis)).map((axis) => kept.indexOf(axis));
}

/** Whether memory is the same in both orders: axes of length 1 may stand anywhere. */
export function isSameMemory(a: Order, b: Order, shape: Shape): boolean {
  const long = (order: Order): Order => order.filter((axis) => shape[axis] !== 1);
  const others = long(b);
  return long(a).every((axis, place) => axis === others[place]);
}

/** The values of a constant, in another order of its axes. */
export function reordered(values: Float32Array, shape: Shape, order: Order): Float32Array {
  if (isPlain(order)) return values;
  return gatherStrided(values, inOrder(shape, order), inOrder(stridesOf(shape), order));
}

/**
 * The order in which a reshape finds its output if its input lies in `order`: axes that it splits or joins stay where they
 * are. Null if it joins axes that do not lie one after the other, so that memory has to be brought in order first.
 */
export function orderThrough(order: Order, from: Shape, to: Shape): Order | null {
  const groups = reshapeGroups(from, to);
  const memory = order.filter((axis) => from[axis] !== 1);
  const result: number[] = [];
  const left = new Set(groups);
  for (let place = 0; place < memory.length; ) {
    const group = groups.find((one) => one.from.includes(memory[place]!))!;
    const wanted = group.from.filter((axis) => from[axis] !== 1);
    if (wanted.some((axis, index) => memory[place + index] !== axis)) return null;
    result.push(...group.to);
    left.delete(group);
    place += wanted.length;
  }
  // What is left has axes of length 1 only, which may stand anywhere.
  return [...result, ...[...left].flatMap((group) => group.to)];
}

/** The order nearest to this one that goes through the reshape: axes that it joins are brought together. */
export function orderToGoThrough(order: Order, from: Shape, to: Shape): Order {
  const left = new Set(reshapeGroups(from, to));
  return order.flatMap((axis) => {
    const group = [...left].find((one) => one.from.includes(axis));
    if (group === undefined) return [];
    left.delete(group);
    return group.from;
  });
}
