// What the types of elements hold.

import type { ElementType } from "../formats/opGraphTypes.js";
import { halfToNumber } from "../formats/safetensors/half.js";
import { numberToHalf } from "../formats/safetensors/numberToHalf.js";
import { LinnetError } from "../tensor/errors.js";

/** Makes a number one of the type: whole numbers lose what is behind the point, and those of 32 bits or less wrap around. */
const fits: { readonly [Type in Exclude<ElementType, "string">]: (value: number) => number } = {
  float16: (value) => halfToNumber(numberToHalf(value)),
  float32: Math.fround,
  float64: (value) => value,
  int2: (value) => (value << 30) >> 30,
  int4: (value) => (value << 28) >> 28,
  int8: (value) => (value << 24) >> 24,
  int16: (value) => (value << 16) >> 16,
  int32: (value) => value | 0,
  int64: whole,
  uint2: (value) => value & 3,
  uint4: (value) => value & 15,
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

type Range = readonly [least: number, most: number];

/** The least and the largest number of a whole type; null for others. */
export function wholeRange(type: ElementType): Range | null {
  const [, unsigned, bits] = /^(u?)int(2|4|8|16|32|64)$/.exec(type) ?? [];
  if (bits === undefined) return null;
  return unsigned === "u" ? [0, 2 ** Number(bits) - 1] : [-(2 ** (Number(bits) - 1)), 2 ** (Number(bits) - 1) - 1];
}

/** That of a type of 32 bits or less, as values have that are rounded. @throws LinnetError if it is another */
export function rangeOf(type: ElementType): Range {
  const range = wholeRange(type);
  if (range !== null && range[1] < 2 ** 32) return range;
  throw new LinnetError(`expected whole numbers of 32 bits or less, got ${type}`);
}

/** Whether the type's numbers are computed by the network, in float32. */
export function isFloat(type: ElementType): boolean {
  return type === "float32" || type === "float16";
}

/** Whether its numbers are whole. */
export function isInteger(type: ElementType): boolean {
  return type !== "string" && type !== "bool" && !type.startsWith("float");
}
