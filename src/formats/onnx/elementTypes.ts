// The types of elements by their numbers in files (TensorProto.DataType): how each is stored, and what it is read as.

import type { ElementType } from "../opGraphTypes.js";
import { halfToNumber } from "../safetensors/half.js";

export interface StoredType {
  /** As ONNX calls it. */
  readonly name: string;
  readonly type: ElementType;
  /** Bits of an element in `raw_data`. */
  readonly bits: number;
  /** One element of `raw_data`, by its place. */
  readonly read: (view: DataView, index: number) => number;
  /** One element of `int32_data`, where it is not the number itself. */
  readonly fromInt32?: (value: number) => number;
}

const number = (value: bigint): number => Number(value);

/** A float32 without its last 16 bits. */
function brainFloat(bits: number): number {
  return new Float32Array(Uint32Array.of((bits << 16) >>> 0).buffer)[0]!;
}

/** A whole number of less than a byte: the first of a byte stands in its lowest bits. */
function packed(bits: number, isSigned: boolean): StoredType["read"] {
  const perByte = 8 / bits;
  const range = 2 ** bits;
  return (view, index) => {
    const value = (view.getUint8(Math.floor(index / perByte)) >> ((index % perByte) * bits)) & (range - 1);
    return isSigned && value >= range / 2 ? value - range : value;
  };
}

/** bfloat16 is read as float32, which holds all of its numbers. */
export const storedTypes: { readonly [number: number]: StoredType } = {
  1: { name: "FLOAT", type: "float32", bits: 32, read: (view, i) => view.getFloat32(4 * i, true) },
  2: { name: "UINT8", type: "uint8", bits: 8, read: (view, i) => view.getUint8(i) },
  3: { name: "INT8", type: "int8", bits: 8, read: (view, i) => view.getInt8(i) },
  4: { name: "UINT16", type: "uint16", bits: 16, read: (view, i) => view.getUint16(2 * i, true) },
  5: { name: "INT16", type: "int16", bits: 16, read: (view, i) => view.getInt16(2 * i, true) },
  6: { name: "INT32", type: "int32", bits: 32, read: (view, i) => view.getInt32(4 * i, true) },
  7: { name: "INT64", type: "int64", bits: 64, read: (view, i) => number(view.getBigInt64(8 * i, true)) },
  8: { name: "STRING", type: "string", bits: 0, read: () => 0 },
  9: { name: "BOOL", type: "bool", bits: 8, read: (view, i) => (view.getUint8(i) === 0 ? 0 : 1) },
  10: {
    name: "FLOAT16",
    type: "float16",
    bits: 16,
    read: (view, i) => halfToNumber(view.getUint16(2 * i, true)),
    fromInt32: halfToNumber,
  },
  11: { name: "DOUBLE", type: "float64", bits: 64, read: (view, i) => view.getFloat64(8 * i, true) },
  12: { name: "UINT32", type: "uint32", bits: 32, read: (view, i) => view.getUint32(4 * i, true) },
  13: { name: "UINT64", type: "uint64", bits: 64, read: (view, i) => number(view.getBigUint64(8 * i, true)) },
  16: {
    name: "BFLOAT16",
    type: "float32",
    bits: 16,
    read: (view, i) => brainFloat(view.getUint16(2 * i, true)),
    fromInt32: brainFloat,
  },
  21: { name: "UINT4", type: "uint4", bits: 4, read: packed(4, false) },
  22: { name: "INT4", type: "int4", bits: 4, read: packed(4, true) },
  25: { name: "UINT2", type: "uint2", bits: 2, read: packed(2, false) },
  26: { name: "INT2", type: "int2", bits: 2, read: packed(2, true) },
};

const refused: { readonly [number: number]: string } = {
  14: "COMPLEX64",
  15: "COMPLEX128",
  17: "FLOAT8E4M3FN",
  18: "FLOAT8E4M3FNUZ",
  19: "FLOAT8E5M2",
  20: "FLOAT8E5M2FNUZ",
  23: "FLOAT4E2M1",
  24: "FLOAT8E8M0",
};

/** The type's name, for errors. */
export function nameOfType(number: number): string {
  return storedTypes[number]?.name ?? refused[number] ?? `${number}`;
}
