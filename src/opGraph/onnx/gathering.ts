// Entries by their numbers, and entries put in the place of others.

import { LinnetError } from "../../tensor/errors.js";
import { add, greater, mul } from "../../tensor/ops/binary.js";
import { gather } from "../../tensor/ops/indexing.js";
import { reshape } from "../../tensor/ops/reshape.js";
import { formatShape, type Shape, sameShape, sizeOf, stridesOf } from "../../tensor/shape.js";
import { numberOf, wordOf } from "../attributes.js";
import { axisOf } from "../functions/axes.js";
import { elementwise } from "../functions/elementwise.js";
import { oneHotValue } from "../functions/oneHot.js";
import { reshapeTo, transposed } from "../functions/shapes.js";
import { joined, taken } from "../functions/take.js";
import { checkSize, knownValue, toHost } from "../knownValues.js";
import type { OpFunction } from "../opTable.js";
import { isKnown, shapeOf, tensorValue, toNumbers, toTensor, type Value } from "../value.js";
import { expectInput } from "./inputs.js";

/** Places from 0 for an axis of that length. @throws LinnetError if one is outside */
function placesIn(numbers: readonly number[], length: number): number[] {
  return numbers.map((number) => axisOf(number, length));
}

const gatherOp: OpFunction = (inputs, node) => {
  const [x, indexes] = [expectInput(inputs, 0), expectInput(inputs, 1)];
  const [shape, wanted] = [shapeOf(x), shapeOf(indexes)];
  const axis = axisOf(numberOf(node, "axis", 0), shape.length);
  const target = [...shape.slice(0, axis), ...wanted, ...shape.slice(axis + 1)];
  checkSize(target, isKnown(x));
  if (!isKnown(indexes)) return [gatheredByTensor(x, indexes, axis, target)];
  const entries = taken(x, axis, placesIn(toNumbers(indexes, "indices"), shape[axis]!));
  return [wanted.length === 1 ? entries : reshapeTo(entries, target)];
};

/** Numbers that the network computes: below 0 they count from the end. */
function gatheredByTensor(x: Value, indexes: Value, axis: number, target: Shape): Value {
  const order = shapeOf(x).map((_, place) => (place === 0 ? axis : place <= axis ? place - 1 : place));
  const rows = toTensor(transposed(x, order));
  const numbers = toTensor(indexes);
  const counted = add(numbers, mul(greater(0, numbers), rows.shape[0]!));
  const entries = tensorValue(gather(rows, reshape(counted, [counted.size])), x.type);
  const back = order.map((_, place) => (place < axis ? place + 1 : place === axis ? 0 : place));
  return reshapeTo(transposed(entries, back), target);
}

/** The elements of all values, one after the other, at these places. */
function elementsAt(values: readonly Value[], places: readonly number[], shape: Shape): Value {
  const flat = joined(
    values.map((value) => reshapeTo(value, [sizeOf(shapeOf(value))])),
    0,
  );
  return reshapeTo(taken(flat, 0, places), shape);
}

/** For each place of the indexes, the place of the element that it names along the axis. */
function placesAlong(shape: Shape, indexes: Value, axis: number): number[] {
  const wanted = shapeOf(indexes);
  if (wanted.length !== shape.length)
    throw new LinnetError(`expected indices of ${shape.length} axes, got ${wanted.length}`);
  const [strides, own] = [stridesOf(shape), stridesOf(wanted)];
  return placesIn(toNumbers(indexes, "indices"), shape[axis]!).map((number, index) => {
    let place = 0;
    for (let one = 0; one < shape.length; one += 1) {
      const at = one === axis ? number : Math.floor(index / own[one]!) % wanted[one]!;
      if (at >= shape[one]!) throw new LinnetError(`indices ${formatShape(wanted)} do not fit ${formatShape(shape)}`);
      place += at * strides[one]!;
    }
    return place;
  });
}

const gatherElements: OpFunction = (inputs, node) => {
  const [x, indexes] = [expectInput(inputs, 0), expectInput(inputs, 1)];
  const shape = shapeOf(x);
  const axis = axisOf(numberOf(node, "axis", 0), shape.length);
  return [elementsAt([x], placesAlong(shape, indexes, axis), shapeOf(indexes))];
};

/** The starts of the parts that rows of indexes name, after `batch` axes that go along. */
function partsNamed(shape: Shape, indexes: Value, batch: number): { readonly starts: number[]; readonly part: Shape } {
  const wanted = shapeOf(indexes);
  const depth = wanted.at(-1) ?? 0;
  if (batch + depth > shape.length) throw new LinnetError(`indices name ${depth} axes of ${formatShape(shape)}`);
  if (!sameShape(wanted.slice(0, batch), shape.slice(0, batch)))
    throw new LinnetError(`indices ${formatShape(wanted)} and data ${formatShape(shape)} have different batches`);
  const numbers = toNumbers(indexes, "indices");
  const strides = stridesOf(shape);
  const rows = sizeOf(wanted.slice(0, -1));
  const perBatch = rows / sizeOf(wanted.slice(0, batch));
  const starts = Array.from({ length: rows }, (_, row) => {
    let start = Math.floor(row / perBatch) * (batch === 0 ? 0 : strides[batch - 1]!);
    for (let i = 0; i < depth; i += 1)
      start += axisOf(numbers[row * depth + i]!, shape[batch + i]!) * strides[batch + i]!;
    return start;
  });
  return { starts, part: shape.slice(batch + depth) };
}

function placesOf(starts: readonly number[], part: Shape): number[] {
  const size = sizeOf(part);
  checkSize([starts.length, size], true);
  return starts.flatMap((start) => Array.from({ length: size }, (_, i) => start + i));
}

const gatherNd: OpFunction = (inputs, node) => {
  const [x, indexes] = [expectInput(inputs, 0), expectInput(inputs, 1)];
  const { starts, part } = partsNamed(shapeOf(x), indexes, numberOf(node, "batch_dims", 0));
  return [elementsAt([x], placesOf(starts, part), [...shapeOf(indexes).slice(0, -1), ...part])];
};

/** Elements of x, those at `places` replaced by the updates in their order. */
function replaced(x: Value, places: readonly number[], updates: Value): Value {
  const size = sizeOf(shapeOf(x));
  checkSize([size], true);
  const sources = Array.from({ length: size }, (_, place) => place);
  places.forEach((place, index) => {
    sources[place] = size + index;
  });
  return elementsAt([x, updates], sources, shapeOf(x));
}

function expectReplacing(mode: string): void {
  if (mode !== "none") throw new LinnetError(`linnet puts elements in the place of others only, not by "${mode}"`);
}

const scatterElements: OpFunction = (inputs, node) => {
  expectReplacing(wordOf(node, "reduction", "none"));
  const [x, indexes, updates] = [expectInput(inputs, 0), expectInput(inputs, 1), expectInput(inputs, 2)];
  const shape = shapeOf(x);
  const axis = axisOf(numberOf(node, "axis", 0), shape.length);
  return [replaced(x, placesAlong(shape, indexes, axis), updates)];
};

const scatterNd: OpFunction = (inputs, node) => {
  expectReplacing(wordOf(node, "reduction", "none"));
  const [x, indexes, updates] = [expectInput(inputs, 0), expectInput(inputs, 1), expectInput(inputs, 2)];
  const { starts, part } = partsNamed(shapeOf(x), indexes, 0);
  return [replaced(x, placesOf(starts, part), updates)];
};

/** `values` are those of the places that are not, and of those that are named. */
const oneHotOp: OpFunction = (inputs, node) => {
  const [indexes, depthInput, values] = [expectInput(inputs, 0), expectInput(inputs, 1), expectInput(inputs, 2)];
  const [depth = 0] = toNumbers(depthInput, "depth");
  const [off = 0, on = 1] = toNumbers(values, "values");
  const fromStart = elementwise([indexes], {
    host: (index) => (index < 0 ? index + depth : index),
    tensor: (index) => add(index!, mul(greater(0, index!), depth)),
    type: "int64",
  });
  const result = oneHotValue(fromStart, { depth, on, off, axis: numberOf(node, "axis", -1) });
  return [isKnown(result) ? knownValue(values.type, shapeOf(result), toHost(result, "it").values) : result];
};

const compress: OpFunction = (inputs, node) => {
  const x = expectInput(inputs, 0);
  const chosen = toNumbers(expectInput(inputs, 1), "condition").flatMap((one, place) => (one === 0 ? [] : [place]));
  const isFlat = node.attributes.axis === undefined;
  return [taken(isFlat ? reshapeTo(x, [sizeOf(shapeOf(x))]) : x, isFlat ? 0 : numberOf(node, "axis"), chosen)];
};

const nonZero: OpFunction = (inputs) => {
  const { shape, values } = toHost(expectInput(inputs, 0), "its input");
  const strides = stridesOf(shape);
  const places = [...values].flatMap((value, place) => (value === 0 ? [] : [place]));
  const rows = shape.map((length, axis) => places.map((place) => Math.floor(place / strides[axis]!) % length));
  return [knownValue("int64", [shape.length, places.length], rows.flat())];
};

/** The triangle above or below a diagonal; zeros elsewhere. */
const triangle: OpFunction = (inputs, node) => {
  const x = expectInput(inputs, 0);
  const shape = shapeOf(x);
  const [rows, columns] = shape.slice(-2) as [number, number];
  const diagonal = inputs[1] == null ? 0 : (toNumbers(inputs[1], "k")[0] ?? 0);
  const isUpper = numberOf(node, "upper", 1) !== 0;
  checkSize([rows, columns], true);
  const keep = Array.from({ length: rows * columns }, (_, place) => {
    const distance = (place % columns) - Math.floor(place / columns) - diagonal;
    return Number(isUpper ? distance >= 0 : distance <= 0);
  });
  const mask = knownValue(x.on === "host" ? x.type : "float32", [rows, columns], keep);
  return [elementwise([mask, x], { host: (a, b) => a * b, tensor: (a, b) => mul(a!, b!) })];
};

export const gathering: { readonly [op: string]: OpFunction } = {
  Gather: gatherOp,
  GatherElements: gatherElements,
  GatherND: gatherNd,
  ScatterElements: scatterElements,
  Scatter: scatterElements,
  ScatterND: scatterNd,
  OneHot: oneHotOp,
  Compress: compress,
  NonZero: nonZero,
  Trilu: triangle,
};
