// The types of elements by their numbers in files (TensorProto.DataType): how each is stored, and what it is read as.

import { brainFloatToNumber } from "../numbers.js";
import { halfToNumber } from "../safetensors/half.js";
import { partOfByte, type StoredElement, wholeBytes } from "../storedElements.js";

export interface StoredType extends StoredElement {
  /** As ONNX calls it. */
  readonly name: string;
  /** One element of `int32_data`, where it is not the number itself. */
  readonly fromInt32?: (value: number) => number;
}

/** How they stand in `raw_data`. */
export const storedTypes: { readonly [number: number]: StoredType } = {
  1: { name: "FLOAT", ...wholeBytes("float32") },
  2: { name: "UINT8", ...wholeBytes("uint8") },
  3: { name: "INT8", ...wholeBytes("int8") },
  4: { name: "UINT16", ...wholeBytes("uint16") },
  5: { name: "INT16", ...wholeBytes("int16") },
  6: { name: "INT32", ...wholeBytes("int32") },
  7: { name: "INT64", ...wholeBytes("int64") },
  8: { name: "STRING", type: "string", bits: 0, read: () => 0 },
  9: { name: "BOOL", ...wholeBytes("bool") },
  10: { name: "FLOAT16", ...wholeBytes("float16"), fromInt32: halfToNumber },
  11: { name: "DOUBLE", ...wholeBytes("float64") },
  12: { name: "UINT32", ...wholeBytes("uint32") },
  13: { name: "UINT64", ...wholeBytes("uint64") },
  16: { name: "BFLOAT16", ...wholeBytes("bfloat16"), fromInt32: brainFloatToNumber },
  21: { name: "UINT4", ...partOfByte("uint4") },
  22: { name: "INT4", ...partOfByte("int4") },
  25: { name: "UINT2", ...partOfByte("uint2") },
  26: { name: "INT2", ...partOfByte("int2") },
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
