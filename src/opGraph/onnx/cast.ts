// Changes of type.

import { nameOfType, storedTypes } from "../../formats/onnx/elementTypes.js";
import type { ElementType } from "../../formats/opGraphTypes.js";
import { LinnetError } from "../../tensor/errors.js";
import { equal, sub } from "../../tensor/ops/binary.js";
import { isInteger } from "../elementType.js";
import { knownValue, toHost } from "../knownValues.js";
import { isKnown, tensorValue, type Value } from "../value.js";
import { truncate } from "./rounding.js";

/** The type by its number in ONNX. @throws LinnetError naming one that linnet does not compute */
export function typeOfNumber(number: number): ElementType {
  const stored = storedTypes[number];
  if (stored !== undefined) return stored.type;
  throw new LinnetError(`linnet does not compute the type ${nameOfType(number)}`);
}

/** What a network computes stays float32: as whole numbers it loses what is behind the point, exact up to 2^24. */
export function castTo(value: Value, type: ElementType): Value {
  if (value.type === "string") return fromStrings(value, type);
  if (type === "string") throw new LinnetError("linnet makes no strings of numbers");
  if (isKnown(value)) {
    const { shape, values } = toHost(value, "its input");
    return knownValue(type, shape, values);
  }
  if (value.on === "host") return value;
  const { tensor, axes } = value;
  if (type === "bool") return tensorValue(sub(1, equal(tensor, 0)), type, axes);
  const isCut = isInteger(type) && !isInteger(value.type) && value.type !== "bool";
  return tensorValue(isCut ? truncate(tensor) : tensor, type, axes);
}

function fromStrings(value: Value, type: ElementType): Value {
  if (type === "string" || value.on !== "host") return value;
  const numbers = Array.from<number | string, number>(value.values, (text) => numberIn(`${text}`));
  return knownValue(type, value.shape, numbers);
}

function numberIn(text: string): number {
  const [, sign, name] = /^([+-]?)(inf|nan)/i.exec(text) ?? [];
  if (name === undefined) return Number(text);
  return name.toLowerCase() === "nan" ? Number.NaN : sign === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
