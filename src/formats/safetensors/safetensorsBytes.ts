// The bytes of a safetensors file.

import type { Shape } from "../../tensor/shape.js";
import { LENGTH_BYTES } from "./safetensors.js";

/** A tensor to write: whole numbers of a type are written as that type. */
export interface TensorToWrite {
  readonly shape: Shape;
  readonly values: Float32Array | Int8Array | Uint8Array | Int16Array | Int32Array;
}

/** The same, or halves of float32 as the bits that they are. */
interface StoredTensor {
  readonly shape: Shape;
  readonly values: TensorToWrite["values"] | Uint16Array;
}

/** The format's names of what arrays hold. */
export const typesOfArrays: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [Float32Array, "F32"],
  [Int8Array, "I8"],
  [Uint8Array, "U8"],
  [Int16Array, "I16"],
  [Int32Array, "I32"],
  [Uint16Array, "F16"],
]);

/** The data begins at a multiple of 8, and each tensor at one of its numbers' width. */
export function safetensorsBytes(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: { readonly [name: string]: string },
): Uint8Array {
  const written = [...tensors].sort(([, a], [, b]) => b.values.BYTES_PER_ELEMENT - a.values.BYTES_PER_ELEMENT);
  const header: [string, unknown][] = Object.keys(metadata).length === 0 ? [] : [["__metadata__", metadata]];
  let end = 0;
  for (const [name, { shape, values }] of written) {
    const start = end;
    end += values.byteLength;
    header.push([name, { dtype: typesOfArrays.get(values.constructor), shape, data_offsets: [start, end] }]);
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const padded = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(LENGTH_BYTES + padded + end).fill(0x20, LENGTH_BYTES, LENGTH_BYTES + padded);
  new DataView(bytes.buffer).setUint32(0, padded, true);
  bytes.set(json, LENGTH_BYTES);
  let offset = LENGTH_BYTES + padded;
  for (const [, { values }] of written) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return bytes;
}
