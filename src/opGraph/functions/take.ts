// Parts of a value: slices with steps, entries by their numbers, and joins.

import { LinnetError } from "../../tensor/errors.js";
import { concat } from "../../tensor/ops/concat.js";
import { gather } from "../../tensor/ops/indexing.js";
import { reshape } from "../../tensor/ops/reshape.js";
import { slice } from "../../tensor/ops/slice.js";
import { transpose } from "../../tensor/ops/transpose.js";
import { formatShape, type Shape, sizeOf, stridesOf } from "../../tensor/shape.js";
import { Tensor } from "../../tensor/tensor.js";
import { checkSize } from "../knownValues.js";
import { type HostValue, hostValue, isKnown, shapeOf, tensorValue, type Value } from "../value.js";
import { axisOf } from "./axes.js";
import { type Axes, arranged, placeOf } from "./axesInMemory.js";
import { picked } from "./shapes.js";

/** Entries of an axis: `count` from `begin` on, `step` apart, which may be negative. */
export interface Range {
  readonly begin: number;
  readonly count: number;
  readonly step: number;
}

/** A range for each axis. @throws LinnetError if one is outside */
export function sliced(value: Value, ranges: readonly Range[]): Value {
  const shape = shapeOf(value);
  ranges.forEach(({ begin, count, step }, axis) => {
    const last = begin + (count - 1) * step;
    const isInside = count === 0 || Math.min(begin, last) >= 0;
    if (!isInside || (count > 0 && Math.max(begin, last) >= shape[axis]!))
      throw new LinnetError(`axis ${axis} of ${formatShape(shape)} does not have ${count} entries from ${begin} on`);
  });
  if (value.on === "host") return slicedHost(value, ranges);
  return tensorValue(slicedTensor(value.tensor, rangesInMemory(ranges, value.axes)), value.type, value.axes);
}

function slicedHost(value: HostValue, ranges: readonly Range[]): Value {
  const strides = stridesOf(value.shape);
  const start = ranges.reduce((sum, { begin, count }, axis) => sum + (count === 0 ? 0 : begin * strides[axis]!), 0);
  const steps = ranges.map(({ step }, axis) => step * strides[axis]!);
  return picked(
    value,
    ranges.map(({ count }) => count),
    steps,
    start,
  );
}

function rangesInMemory(ranges: readonly Range[], axes: Axes): Range[] {
  const memory = new Array<Range>(ranges.length);
  ranges.forEach((range, axis) => {
    memory[placeOf(axes, axis)] = range;
  });
  return memory;
}

/** One slice for all steps of 1, then the others axis by axis. */
function slicedTensor(x: Tensor, ranges: readonly Range[]): Tensor {
  const isPlain = ({ step, count }: Range): boolean => step === 1 || count === 1;
  const begin = ranges.map((range) => (isPlain(range) && range.count > 0 ? range.begin : 0));
  const size = ranges.map((range, axis) => (isPlain(range) || range.count === 0 ? range.count : x.shape[axis]!));
  let result = slice(x, begin, size);
  ranges.forEach((range, axis) => {
    if (isPlain(range) || range.count === 0) return;
    result = range.step > 1 ? everyNth(result, axis, range) : takenTensor(result, axis, numbersOf(range));
  });
  return result;
}

function numbersOf({ begin, count, step }: Range): number[] {
  return Array.from({ length: count }, (_, index) => begin + index * step);
}

/** Every step-th entry: the axis is cut into pieces of `step`, of which the first entries stay. */
function everyNth(x: Tensor, axis: number, { begin, count, step }: Range): Tensor {
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const length = x.shape[axis]!;
  const whole = begin + count * step <= length;
  const used = whole ? count : count - 1;
  const cut = (start: number, size: number): Tensor =>
    slice(
      x,
      atAxis(x.shape, axis, start),
      x.shape.map((own, place) => (place === axis ? size : own)),
    );
  const pieces = reshape(cut(begin, used * step), [...before, used, step, ...after]);
  const firstOnes = slice(
    pieces,
    pieces.shape.map(() => 0),
    [...before, used, 1, ...after],
  );
  const taken = reshape(firstOnes, [...before, used, ...after]);
  return whole ? taken : concat([taken, cut(begin + used * step, 1)], axis);
}

function atAxis(shape: Shape, axis: number, start: number): number[] {
  return shape.map((_, place) => (place === axis ? start : 0));
}

/** The entries of an axis with these numbers, in their order. @throws LinnetError if one is outside */
export function taken(value: Value, axis: number, numbers: readonly number[]): Value {
  const shape = shapeOf(value);
  const at = axisOf(axis, shape.length);
  const length = shape[at]!;
  const outside = numbers.find((number) => !(Number.isInteger(number) && number >= 0 && number < length));
  if (outside !== undefined)
    throw new LinnetError(`expected an entry among the ${length} of axis ${at}, got ${outside}`);
  checkSize(
    shape.map((own, place) => (place === at ? numbers.length : own)),
    isKnown(value),
  );
  if (value.on === "host") return takenHost(value, at, numbers);
  return tensorValue(takenTensor(value.tensor, placeOf(value.axes, at), numbers), value.type, value.axes);
}

function takenHost({ type, shape, values }: HostValue, axis: number, numbers: readonly number[]): Value {
  const row = sizeOf(shape.slice(axis + 1));
  const block = row * shape[axis]!;
  const target = shape.map((own, place) => (place === axis ? numbers.length : own));
  const sources: number[] = [];
  for (let start = 0; start < values.length; start += block)
    for (const number of numbers) for (let i = 0; i < row; i += 1) sources.push(start + number * row + i);
  if (values instanceof Float64Array)
    return hostValue(
      type,
      target,
      Float64Array.from(sources, (source) => values[source]!),
    );
  return hostValue(
    type,
    target,
    sources.map((source) => values[source]!),
  );
}

/** A slice where the numbers follow each other, else `gather` along the first axis. */
function takenTensor(x: Tensor, axis: number, numbers: readonly number[]): Tensor {
  const size = x.shape.map((own, place) => (place === axis ? numbers.length : own));
  const [first = 0] = numbers;
  if (numbers.every((number, index) => number === first + index)) return slice(x, atAxis(x.shape, axis, first), size);
  const indexes = Tensor.from(Float32Array.from(numbers), [numbers.length]);
  if (axis === 0) return gather(x, indexes);
  // As few entries as possible move: the axes before are one, and the first two change places.
  const outer = sizeOf(x.shape.slice(0, axis));
  const blocks = reshape(x, [outer, x.shape[axis]!, sizeOf(x.shape.slice(axis + 1))]);
  const gathered = gather(transpose(blocks, [1, 0, 2]), indexes);
  return reshape(transpose(gathered, [1, 0, 2]), size);
}

/** The values joined along an axis, in the order of the largest tensor. @throws LinnetError if they do not fit */
export function joined(values: readonly Value[], axis: number): Value {
  const shapes = values.map(shapeOf);
  const [first] = shapes;
  if (first === undefined) throw new LinnetError("expected values to join, got none");
  const at = axisOf(axis, first.length);
  const fits = (shape: Shape): boolean =>
    shape.length === first.length && shape.every((length, place) => place === at || length === first[place]);
  if (!shapes.every(fits))
    throw new LinnetError(`${shapes.map(formatShape).join(", ")} differ along other axes than ${at}`);
  const total = shapes.reduce((sum, shape) => sum + shape[at]!, 0);
  const target = first.map((length, place) => (place === at ? total : length));
  checkSize(target, values.every(isKnown));
  if (values.every((value) => value.on === "host")) return joinedHost(values, at, target);
  const tensors = values.filter((value) => value.on === "tensor");
  const main = tensors.reduce((best, one) => (one.tensor.size > best.tensor.size ? one : best));
  const inOrder = values.map((value) => arranged(value, main.axes));
  return tensorValue(concat(inOrder, placeOf(main.axes, at)), main.type, main.axes);
}

function joinedHost(values: readonly HostValue[], axis: number, target: Shape): Value {
  const outer = sizeOf(target.slice(0, axis));
  const all: (number | string)[] = [];
  for (let block = 0; block < outer; block += 1)
    for (const { values: own } of values) {
      const length = own.length / outer;
      for (let i = 0; i < length; i += 1) all.push(own[block * length + i]!);
    }
  const { type } = values[0]!;
  return hostValue(type, target, type === "string" ? all.map(String) : Float64Array.from(all, Number));
}
