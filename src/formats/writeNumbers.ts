// Numbers as bytes of files. Apart from numbers.ts, which every page loads.

import { type NumberType, numberTypes } from "./numbers.js";
import type { ConstantNumbers } from "./opGraphTypes.js";
import { numberToHalf } from "./safetensors/numberToHalf.js";

const writers = {
  float32: (view, offset, value) => view.setFloat32(offset, value, true),
  float16: (view, offset, value) => view.setUint16(offset, numberToHalf(value), true),
  int64: (view, offset, value) => view.setBigInt64(offset, BigInt(value), true),
  int32: (view, offset, value) => view.setInt32(offset, value, true),
  int8: (view, offset, value) => view.setInt8(offset, value),
  uint8: (view, offset, value) => view.setUint8(offset, value),
  bool: (view, offset, value) => view.setUint8(offset, value),
} as const satisfies { readonly [Type in NumberType]?: (view: DataView, offset: number, value: number) => void };

/** The types that files are written with. */
export type WrittenType = keyof typeof writers;

export function isWrittenType(type: string): type is WrittenType {
  return Object.hasOwn(writers, type);
}

/** The numbers as bytes, the lowest of each first. */
export function writeNumbers(values: ConstantNumbers, type: WrittenType): Uint8Array {
  const [width, write] = [numberTypes[type].bytes, writers[type]];
  const bytes = new Uint8Array(values.length * width);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < values.length; index += 1) write(view, index * width, values[index]!);
  return bytes;
}
