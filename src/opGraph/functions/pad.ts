// Padding of any axes.

import { LinnetError } from "../../tensor/errors.js";
import { pad2d } from "../../tensor/ops/pad2d.js";
import { type Shape, sizeOf } from "../../tensor/shape.js";
import { Tensor } from "../../tensor/tensor.js";
import { checkSize, knownValue } from "../knownValues.js";
import { isKnown, shapeOf, type TensorValue, tensorValue, type Value } from "../value.js";
import { placeOf } from "./axesInMemory.js";
import { joined, sliced, taken } from "./take.js";

/** `reflect` without the edge, `symmetric` with it. */
export type PadMode = "constant" | "reflect" | "symmetric" | "edge" | "wrap";

/** Cells before and after each axis; below 0 they are cut off. Default: zeros. @throws LinnetError if there is nothing to reflect */
export function padded(value: Value, before: Shape, after: Shape, mode: PadMode = "constant", fill = 0): Value {
  const cut = cutOff(value, before, after);
  const [more, then] = [before.map(atLeastZero), after.map(atLeastZero)];
  const shape = shapeOf(cut);
  checkSize(
    shape.map((length, axis) => length + more[axis]! + then[axis]!),
    isKnown(value),
  );
  if (mode === "constant") return filled(cut, [more, then], fill);
  return shape.reduce<Value>((result, length, axis) => {
    if (more[axis] === 0 && then[axis] === 0) return result;
    if (length === 0) throw new LinnetError(`axis ${axis} has no entries to repeat`);
    const count = more[axis]! + length + then[axis]!;
    checkSize([count], true);
    const numbers = Array.from({ length: count }, (_, place) => sources[mode](place - more[axis]!, length));
    return taken(result, axis, numbers);
  }, cut);
}

const atLeastZero = (count: number): number => Math.max(count, 0);

/** Which entry stands at a place before or behind an axis. */
const sources: { readonly [Mode in Exclude<PadMode, "constant">]: (place: number, length: number) => number } = {
  edge: (place, length) => Math.min(Math.max(place, 0), length - 1),
  wrap: (place, length) => modulo(place, length),
  reflect: (place, length) => (length === 1 ? 0 : fold(modulo(place, 2 * length - 2), length, 2 * length - 2)),
  symmetric: (place, length) => fold(modulo(place, 2 * length), length, 2 * length - 1),
};

function modulo(place: number, length: number): number {
  return ((place % length) + length) % length;
}

function fold(place: number, length: number, last: number): number {
  return place < length ? place : last - place;
}

function cutOff(value: Value, before: Shape, after: Shape): Value {
  if ([...before, ...after].every((count) => count >= 0)) return value;
  const ranges = shapeOf(value).map((length, axis) => {
    const begin = Math.max(-before[axis]!, 0);
    return { begin, count: Math.max(length - begin - Math.max(-after[axis]!, 0), 0), step: 1 };
  });
  return sliced(value, ranges);
}

function filled(value: Value, [before, after]: readonly [Shape, Shape], fill: number): Value {
  const axes = before.flatMap((count, axis) => (count > 0 || after[axis]! > 0 ? [axis] : []));
  if (axes.length === 0) return value;
  if (value.on === "tensor" && fill === 0 && value.tensor.rank === 4) {
    const places = axes.map((axis) => placeOf(value.axes, axis));
    if (places.every((place) => place === 1 || place === 2)) return withBorder(value, before, after);
  }
  return axes.reduce<Value>((result, axis) => {
    const block = (count: number): Value[] => (count === 0 ? [] : [blockLike(result, axis, count, fill)]);
    return joined([...block(before[axis]!), result, ...block(after[axis]!)], axis);
  }, value);
}

/** Zeros around the pixels, which lie in the middle of memory. */
function withBorder({ tensor, type, axes }: TensorValue, before: Shape, after: Shape): Value {
  const cells = [0, 0, 0, 0];
  before.forEach((count, axis) => {
    const place = placeOf(axes, axis);
    if (place !== 1 && place !== 2) return;
    cells[2 * place - 2] = count;
    cells[2 * place - 1] = after[axis]!;
  });
  const [top, bottom, left, right] = cells as [number, number, number, number];
  return tensorValue(pad2d(tensor, [top, bottom, left, right]), type, axes);
}

/** A block of one number to join to a value, in its order of memory. */
function blockLike(value: Value, axis: number, count: number, fill: number): Value {
  const shape = shapeOf(value).map((length, place) => (place === axis ? count : length));
  if (value.on === "host") return knownValue(value.type, shape, new Float64Array(sizeOf(shape)).fill(fill));
  const memory = value.tensor.shape.map((length, place) => (place === placeOf(value.axes, axis) ? count : length));
  return tensorValue(Tensor.from(new Float32Array(sizeOf(memory)).fill(fill), memory), value.type, value.axes);
}
