// Numbers as files store them, of any type and byte order.

import { halfToNumber } from "./safetensors/half.js";

/** How a type is stored: its bytes per element, and how to read one. */
interface StoredNumber {
  readonly bytes: number;
  readonly read: (view: DataView, offset: number, littleEndian: boolean) => number;
}

export const numberTypes = {
  float64: { bytes: 8, read: (view, offset, little) => view.getFloat64(offset, little) },
  float32: { bytes: 4, read: (view, offset, little) => view.getFloat32(offset, little) },
  float16: { bytes: 2, read: (view, offset, little) => halfToNumber(view.getUint16(offset, little)) },
  bfloat16: { bytes: 2, read: (view, offset, little) => brainFloatToNumber(view.getUint16(offset, little)) },
  int64: { bytes: 8, read: (view, offset, little) => Number(view.getBigInt64(offset, little)) },
  uint64: { bytes: 8, read: (view, offset, little) => Number(view.getBigUint64(offset, little)) },
  int32: { bytes: 4, read: (view, offset, little) => view.getInt32(offset, little) },
  uint32: { bytes: 4, read: (view, offset, little) => view.getUint32(offset, little) },
  int16: { bytes: 2, read: (view, offset, little) => view.getInt16(offset, little) },
  uint16: { bytes: 2, read: (view, offset, little) => view.getUint16(offset, little) },
  int8: { bytes: 1, read: (view, offset) => view.getInt8(offset) },
  uint8: { bytes: 1, read: (view, offset) => view.getUint8(offset) },
  bool: { bytes: 1, read: (view, offset) => (view.getUint8(offset) === 0 ? 0 : 1) },
} as const satisfies { readonly [type: string]: StoredNumber };

export type NumberType = keyof typeof numberTypes;

/**
 * All numbers of the bytes as float32; integers beyond 2^24 are rounded. Stored float32 values of this byte order at a multiple
 * of 4 bytes are a view of `bytes` and not a copy.
 * @param littleEndian Default: true.
 */
export function readNumbers(bytes: Uint8Array, type: NumberType, littleEndian = true): Float32Array {
  const { bytes: width, read }: StoredNumber = numberTypes[type];
  const length = bytes.length / width;
  if (type === "float32" && littleEndian) {
    if (bytes.byteOffset % 4 === 0) return new Float32Array(bytes.buffer, bytes.byteOffset, length);
    return new Float32Array(new Uint8Array(bytes).buffer);
  }
  // Networks of whole numbers have millions.
  if (type === "int8") return new Float32Array(new Int8Array(bytes.buffer, bytes.byteOffset, length));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(length);
  for (let index = 0; index < length; index += 1) values[index] = read(view, index * width, littleEndian);
  return values;
}

/** The number whose bits are the upper half of a float32. */
export function brainFloatToNumber(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0]!;
}
