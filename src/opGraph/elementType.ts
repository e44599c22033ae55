// What the types of elements hold.

import type { ElementType } from "../formats/opGraphTypes.js";
import { halfToNumber, numberToHalf } from "../formats/safetensors/half.js";

/** Makes a number one of the type: whole numbers lose what is behind the point, and those of 32 bits or less wrap around. */
const fits: { readonly [Type in Exclude<ElementType, "string">]: (value: number) => number } = {
  float16: (value) => halfToNumber(numberToHalf(value)),
  float32: Math.fround,
  float64: (value) => value,
  int8: (value) => (value << 24) >> 24,
  int16: (value) => (value << 16) >> 16,
  int32: (value) => value | 0,
  int64: whole,
  uint8: (value) => value & 0xff,
  uint16: (value) => value & 0xffff,
  uint32: (value) => value >>> 0,
  uint64: whole,
  bool: (value) => (value === 0 ? 0 : 1),
};

/** Beyond 2^53 they are rounded as float64 is. */
function whole(value: number): number {
  return Number.isNaN(value) ? 0 : Math.trunc(value) + 0;
}

/** The number as one of the type. Strings have none. */
export function fitTo(type: ElementType): (value: number) => number {
  return type === "string" ? () => Number.NaN : fits[type];
}

/** Whether the type's numbers are computed by the network, in float32. */
export function isFloat(type: ElementType): boolean {
  return type === "float32" || type === "float16";
}

/** Whether its numbers are whole. */
export function isInteger(type: ElementType): boolean {
  return type !== "string" && type !== "bool" && !type.startsWith("float");
}
