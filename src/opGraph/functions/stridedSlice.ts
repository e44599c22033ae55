// Slices as TensorFlow writes them: `x[begin:end:stride]` for each axis, with masks for what is left out
// (https://www.tensorflow.org/api_docs/python/tf/strided_slice).

import { LinnetError } from "../../tensor/errors.js";
import { shapeOf, type Value } from "../value.js";
import { reshapeTo } from "./shapes.js";
import { type Range, sliced } from "./take.js";

export interface StridedSlice {
  readonly begin: readonly number[];
  readonly end: readonly number[];
  readonly strides: readonly number[];
  /** Bit i says that begin i, or end i, is left out. */
  readonly beginMask: number;
  readonly endMask: number;
  /** Bit i says that entry i stands for all axes that no other entry speaks of. */
  readonly ellipsisMask: number;
  /** Bit i says that entry i is a new axis of length 1. */
  readonly newAxisMask: number;
  /** Bit i says that entry i is one index, whose axis goes away. */
  readonly shrinkAxisMask: number;
  /** Whether the ends count from the beginnings. */
  readonly endIsOffset?: boolean;
}

/** @throws LinnetError if there are more entries than axes, a step is 0, or a single index is outside */
export function stridedSlice(value: Value, given: StridedSlice): Value {
  const shape = shapeOf(value);
  const ranges: Range[] = [];
  const kept: number[] = [];
  const has = (mask: number, entry: number): boolean => ((mask >> entry) & 1) === 1;
  const entries = given.begin.length;
  const isNew = (entry: number): boolean => has(given.newAxisMask, entry) && !has(given.ellipsisMask, entry);
  const spoken = given.begin.filter((_, entry) => !isNew(entry) && !has(given.ellipsisMask, entry)).length;
  const keepWhole = (count: number): void => {
    for (let left = count; left > 0; left -= 1) {
      const length = expectAxis(shape, ranges.length);
      ranges.push({ begin: 0, count: length, step: 1 });
      kept.push(length);
    }
  };
  for (let entry = 0; entry < entries; entry += 1) {
    if (has(given.ellipsisMask, entry)) keepWhole(Math.max(0, shape.length - spoken));
    else if (isNew(entry)) kept.push(1);
    else {
      const length = expectAxis(shape, ranges.length);
      const isIndex = has(given.shrinkAxisMask, entry);
      const range = isIndex ? indexRange(given, entry, length) : axisRange(given, entry, length);
      ranges.push(range);
      if (!isIndex) kept.push(range.count);
    }
  }
  keepWhole(shape.length - ranges.length);
  return reshapeTo(sliced(value, ranges), kept);
}

function expectAxis(shape: readonly number[], axis: number): number {
  const length = shape[axis];
  if (length !== undefined) return length;
  throw new LinnetError(`expected a slice of at most ${shape.length} axes, got more`);
}

function indexRange({ begin, beginMask }: StridedSlice, entry: number, length: number): Range {
  const index = ((beginMask >> entry) & 1) === 1 ? 0 : begin[entry]!;
  const place = index < 0 ? index + length : index;
  if (place >= 0 && place < length) return { begin: place, count: 1, step: 1 };
  throw new LinnetError(`expected an index among ${length}, got ${index}`);
}

function axisRange(
  { begin, end, strides, beginMask, endMask, endIsOffset }: StridedSlice,
  entry: number,
  length: number,
): Range {
  const [first, step] = [begin[entry]!, strides[entry] ?? 1];
  const last = endIsOffset ? first + (end[entry] ?? 0) : (end[entry] ?? length);
  const isOpen = (mask: number): boolean => ((mask >> entry) & 1) === 1;
  return pythonRange(length, isOpen(beginMask) ? null : first, isOpen(endMask) ? null : last, step);
}

/**
 * As Python slices a list: places below 0 count from the end, those outside are moved inside; null is from or to the border.
 * @throws LinnetError if the step is 0
 */
function pythonRange(length: number, first: number | null, last: number | null, step: number): Range {
  if (!Number.isInteger(step) || step === 0) throw new LinnetError(`expected a step that is not 0, got ${step}`);
  const [least, most] = step > 0 ? [0, length] : [-1, length - 1];
  const inside = (place: number): number => Math.min(Math.max(place < 0 ? place + length : place, least), most);
  const begin = first === null ? (step > 0 ? least : most) : inside(first);
  const end = last === null ? (step > 0 ? most : least) : inside(last);
  const count = Math.max(0, Math.ceil((end - begin) / step));
  return { begin: count === 0 ? 0 : begin, count, step };
}
