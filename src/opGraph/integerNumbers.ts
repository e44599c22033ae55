// Integers of constants, as files give them.

import type { Constant, ConstantNumbers } from "../formats/opGraphTypes.js";

export type IntegerNumbers = Exclude<ConstantNumbers, Float32Array>;

/** Undefined is none. */
export function isIntegers(values: Constant["values"] | undefined): values is IntegerNumbers {
  return values instanceof Float64Array || isBytes(values);
}

export function isBytes(values: unknown): values is Int8Array | Uint8Array {
  return values instanceof Int8Array || values instanceof Uint8Array;
}
