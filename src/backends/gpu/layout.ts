// How a tensor lies in GPU.js: channels along x, a picture's columns along y, the rows of all pictures along z.
//
// Read in that order, it is the same sequence of numbers as the tensor's own.

import { type Shape, sizeOf } from "../../tensor/shape.js";

/** `[x, y, z]`, GPU.js's order of sizes. */
export type Layout = readonly [channels: number, columns: number, rows: number];

export function layoutOf(shape: Shape): Layout {
  const channels = shape[shape.length - 1] ?? 1;
  const columns = shape.length >= 3 ? shape[shape.length - 2]! : 1;
  return [channels, columns, sizeOf(shape) / (channels * columns)];
}

export function sameLayout(a: Layout, b: Layout): boolean {
  return a.every((length, index) => length === b[index]);
}

/** A result as one array: GPU.js gives rows, which are views of one buffer in some modes and separate arrays in others. */
export function flattenResult(result: unknown, length: number): Float32Array {
  const flat = new Float32Array(length);
  let offset = 0;
  const append = (part: unknown): void => {
    if (part instanceof Float32Array) {
      flat.set(part, offset);
      offset += part.length;
    } else {
      for (const inner of part as readonly unknown[]) append(inner);
    }
  };
  const first = firstRow(result);
  if (first !== null && first.byteOffset === 0 && first.buffer.byteLength === 4 * length)
    return new Float32Array(first.buffer);
  append(result);
  return flat;
}

function firstRow(result: unknown): Float32Array | null {
  let current = result;
  while (Array.isArray(current)) current = current[0];
  return current instanceof Float32Array ? current : null;
}
