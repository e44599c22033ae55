// Parts of values: slices, entries by their numbers, joins, padding.

import { LinnetError } from "../../tensor/errors.js";
import type { Shape } from "../../tensor/shape.js";
import { numberOf, numbersOf, wordOf } from "../attributes.js";
import { axesOf, axisOf } from "../functions/axes.js";
import { type PadMode, padded } from "../functions/pad.js";
import { joined, type Range, sliced } from "../functions/take.js";
import { toHost } from "../knownValues.js";
import type { OpFunction } from "../opTable.js";
import { shapeOf, type Value } from "../value.js";
import { expectAll, expectInput, type Inputs, listFrom, scalarFrom } from "./inputs.js";

/** All entries of each axis. */
export function wholeRanges(shape: Shape): Range[] {
  return shape.map((count) => ({ begin: 0, count, step: 1 }));
}

/** A part of one axis. */
function partOf(value: Value, axis: number, begin: number, count: number): Value {
  const ranges = wholeRanges(shapeOf(value));
  ranges[axis] = { begin, count, step: 1 };
  return sliced(value, ranges);
}

/** Bounds may be negative, which counts from the end, or outside, which means the end. */
const slice: OpFunction = (inputs, node) => {
  const x = expectInput(inputs, 0);
  const shape = shapeOf(x);
  const starts = expectList(listFrom(node, "starts", inputs, 1));
  const ends = expectList(listFrom(node, "ends", inputs, 2));
  const given = listFrom(node, "axes", inputs, 3) ?? starts.map((_, axis) => axis);
  const axes = axesOf(given, shape.length);
  const steps = listFrom(node, "steps", inputs, 4) ?? axes.map(() => 1);
  const ranges = wholeRanges(shape);
  axes.forEach((axis, index) => {
    ranges[axis] = rangeOf(shape[axis]!, [starts[index]!, ends[index]!, steps[index]!]);
  });
  return [sliced(x, ranges)];
};

function rangeOf(length: number, [start, end, step]: readonly [number, number, number]): Range {
  if (!Number.isInteger(step) || step === 0) throw new LinnetError(`expected steps other than 0, got ${step}`);
  const counted = (place: number): number => (place < 0 ? place + length : place);
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const limit = (place: number): number => Math.min(Math.max(place, lowest), highest);
  const [begin, stop] = [limit(counted(start)), limit(counted(end))];
  return { begin, count: Math.max(Math.ceil((stop - begin) / step), 0), step };
}

function expectList(list: readonly number[] | null): readonly number[] {
  if (list !== null) return list;
  throw new LinnetError("expected starts and ends, they are left out");
}

const concat: OpFunction = (inputs, node) => [joined(expectAll(inputs), numberOf(node, "axis", 1))];

/** Sizes are given or, since opset 18, as equal as they can be. */
const split: OpFunction = (inputs, node) => {
  const x = expectInput(inputs, 0);
  const axis = axisOf(numberOf(node, "axis", 0), shapeOf(x).length);
  const length = shapeOf(x)[axis]!;
  const count = numberOf(node, "num_outputs", node.outputs.length);
  const each = Math.ceil(length / count);
  const equal = Array.from({ length: node.outputs.length }, (_, part) =>
    Math.min(each, Math.max(length - part * each, 0)),
  );
  const sizes = listFrom(node, "split", inputs, 1) ?? equal;
  if (sizes.reduce((sum, size) => sum + size, 0) !== length)
    throw new LinnetError(`expected parts of ${length} together, got ${sizes.slice(0, 8).join(", ")}`);
  let begin = 0;
  return sizes.map((size) => {
    const part = partOf(x, axis, begin, size);
    begin += size;
    return part;
  });
};

const padModes: { readonly [mode: string]: PadMode } = {
  constant: "constant",
  reflect: "reflect",
  edge: "edge",
  wrap: "wrap",
};

const pad: OpFunction = (inputs, node, { opset }) => {
  const x = expectInput(inputs, 0);
  const pads = numbersOf(node, "paddings") ?? listFrom(node, "pads", inputs, 1) ?? [];
  const fill = opset < 11 ? numberOf(node, "value", 0) : scalarFrom(inputs, 2, "constant_value", 0);
  const mode = padModes[wordOf(node, "mode", "constant")];
  if (mode === undefined) throw new LinnetError(`linnet does not know the mode ${wordOf(node, "mode", "")}`);
  const { length: rank } = shapeOf(x);
  const axes =
    inputs[3] == null ? wholeRanges(shapeOf(x)).map((_, axis) => axis) : axesOf(listOf(inputs, 3, "axes"), rank);
  if (pads.length !== 2 * axes.length) throw new LinnetError(`expected ${2 * axes.length} pads, got ${pads.length}`);
  const [before, after] = [new Array<number>(rank).fill(0), new Array<number>(rank).fill(0)];
  axes.forEach((axis, index) => {
    before[axis] = pads[index]!;
    after[axis] = pads[axes.length + index]!;
  });
  return [padded(x, before, after, mode, fill)];
};

function listOf(inputs: Inputs, index: number, name: string): readonly number[] {
  return [...toHost(expectInput(inputs, index), name).values];
}

/** Around the middle: cut off where it is longer, zeros where it is shorter. */
const centerCropPad: OpFunction = (inputs, node) => {
  const x = expectInput(inputs, 0);
  const shape = shapeOf(x);
  const wanted = listOf(inputs, 1, "shape");
  const axes = axesOf(numbersOf(node, "axes") ?? shape.map((_, axis) => axis), shape.length);
  const [before, after] = [new Array<number>(shape.length).fill(0), new Array<number>(shape.length).fill(0)];
  axes.forEach((axis, index) => {
    const more = wanted[index]! - shape[axis]!;
    // The odd cell lies behind.
    before[axis] = more < 0 ? -Math.floor(-more / 2) : Math.floor(more / 2);
    after[axis] = more - before[axis]!;
  });
  return [padded(x, before, after)];
};

export const parts: { readonly [op: string]: OpFunction } = {
  Slice: slice,
  Concat: concat,
  Split: split,
  Pad: pad,
  CenterCropPad: centerCropPad,
};
