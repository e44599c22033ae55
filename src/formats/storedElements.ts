// The elements of a graph's constants as files store them, one after the other: also those of less than a byte.

import { type NumberType, numberTypes } from "./numbers.js";
import type { ConstantNumbers, ElementType } from "./opGraphTypes.js";

export interface StoredElement {
  /** What it is read as. */
  readonly type: ElementType;
  readonly bits: number;
  /** One element, by its place. */
  readonly read: (view: DataView, index: number) => number;
}

/** A number of whole bytes, the lowest first. bfloat16 is read as float32, which holds all of its numbers. */
export function wholeBytes(stored: NumberType): StoredElement {
  const { bytes, read } = numberTypes[stored];
  const type = stored === "bfloat16" ? "float32" : stored;
  return { type, bits: 8 * bytes, read: (view, index) => read(view, bytes * index, true) };
}

/** A whole number of less than a byte: the first of a byte stands in its lowest bits. */
export function partOfByte(type: "int2" | "int4" | "uint2" | "uint4"): StoredElement {
  const bits = Number(type.at(-1));
  const perByte = 8 / bits;
  const range = 2 ** bits;
  const read: StoredElement["read"] = (view, index) => {
    const value = (view.getUint8(Math.floor(index / perByte)) >> ((index % perByte) * bits)) & (range - 1);
    return type.startsWith("int") && value >= range / 2 ? value - range : value;
  };
  return { type, bits, read };
}

/** Zeros, in an array that holds every number of the type. */
export function emptyValues(type: ElementType, count: number): Float32Array | Float64Array {
  return type === "float32" || type === "float16" ? new Float32Array(count) : new Float64Array(count);
}

/** Copies of bytes of int8 and uint8: whoever gave the file may write over it. */
export function readElements({ type, bits, read }: StoredElement, view: DataView, count: number): ConstantNumbers {
  if (bits === 8 && type === "int8") return new Int8Array(view.buffer, view.byteOffset, count).slice();
  if (bits === 8 && type === "uint8") return new Uint8Array(view.buffer, view.byteOffset, count).slice();
  const values = emptyValues(type, count);
  for (let index = 0; index < count; index += 1) values[index] = read(view, index);
  return values;
}
