// Lists of numbers in JSON. A quantized network has a scale for each channel: float32 numbers are base64 of their bytes, which is a
// third of their digits.

import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";

/** Numbers, or float32 numbers as base64 of their bytes, the lowest first, or so many times the same. */
export type ListText = readonly number[] | string | { readonly count: number; readonly value: number };

/** Fewer are written as they are. */
const LEAST_PACKED = 4;
/** More channels than any op has. */
const MOST = 2 ** 24;

export function listToText(list: readonly number[]): ListText {
  const [value = 0] = list;
  if (list.length < LEAST_PACKED) return list;
  if (list.every((one) => one === value)) return { count: list.length, value };
  if (!list.every((one) => Object.is(Math.fround(one), one))) return list;
  const bytes = new Uint8Array(4 * list.length);
  const view = new DataView(bytes.buffer);
  list.forEach((one, index) => {
    view.setFloat32(4 * index, one, true);
  });
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** @throws LinnetError if it is none of them */
export function listFromText(text: ListText): readonly number[] {
  if (typeof text === "string") {
    const decoded = atob(text);
    const bytes = new Uint8Array(decoded.length);
    for (let index = 0; index < bytes.length; index += 1) bytes[index] = decoded.charCodeAt(index);
    if (bytes.length % 4 > 0) throw new LinnetError(`expected numbers of 4 bytes, got ${bytes.length} bytes`);
    const view = new DataView(bytes.buffer);
    return Array.from({ length: bytes.length / 4 }, (_, index) => view.getFloat32(4 * index, true));
  }
  if (Array.isArray(text) && text.every((one) => typeof one === "number")) return text;
  const { count, value } = text as { readonly count: number; readonly value: number };
  const isCount = Number.isInteger(count) && count >= 0 && count <= MOST;
  if (isCount && typeof value === "number") return new Array<number>(count).fill(value);
  throw new LinnetError(`expected a list of numbers, got ${describe(text)}`);
}
