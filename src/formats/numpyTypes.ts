// NumPy's names of types, which jsfive has too.

import type { NumberType } from "./numbers.js";

/** By NumPy's letters, without the byte order. */
export const numpyTypes: { readonly [letters: string]: NumberType } = {
  f2: "float16",
  f4: "float32",
  f8: "float64",
  i1: "int8",
  i2: "int16",
  i4: "int32",
  i8: "int64",
  u1: "uint8",
  u2: "uint16",
  u4: "uint32",
  u8: "uint64",
  b1: "bool",
};
