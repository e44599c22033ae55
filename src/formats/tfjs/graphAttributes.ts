// The attributes of a node of TensorFlow's GraphDef as JSON: each is an object that says its kind, whole numbers are strings and
// texts are Base64 (https://github.com/tensorflow/tensorflow, tensorflow/core/framework/attr_value.proto).

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import type { AttributeValue, ElementType } from "../opGraphTypes.js";

type Json = { readonly [name: string]: unknown };

/** Lengths of axes; -1 is open. */
export type ShapeOfTensor = readonly number[];

/** By the numbers of TensorFlow's `DataType`, which some files have in place of names. */
const typeNames: { readonly [number: number]: string } = {
  1: "DT_FLOAT",
  2: "DT_DOUBLE",
  3: "DT_INT32",
  4: "DT_UINT8",
  5: "DT_INT16",
  6: "DT_INT8",
  7: "DT_STRING",
  9: "DT_INT64",
  10: "DT_BOOL",
  19: "DT_HALF",
};

const elementTypes: { readonly [name: string]: ElementType } = {
  DT_FLOAT: "float32",
  DT_DOUBLE: "float64",
  DT_HALF: "float16",
  DT_INT32: "int32",
  DT_INT64: "int64",
  DT_INT16: "int16",
  DT_INT8: "int8",
  DT_UINT8: "uint8",
  DT_BOOL: "bool",
  DT_STRING: "string",
};

/** The type by TensorFlow's name; null if linnet has none for it. */
export function typeOf(name: string): ElementType | null {
  return elementTypes[name] ?? null;
}

/** Attributes that hold a tensor or a function are left out, and so are those without a value. @throws LinnetError naming one that is none */
export function readAttributes(attributes: Json, where: string): { readonly [name: string]: AttributeValue } {
  const read = Object.entries(attributes).map(([name, value]) => {
    if (typeof value !== "object" || value === null)
      throw new LinnetError(`${where}: expected an object as attribute "${name}", got ${describe(value)}`);
    return [name, readAttribute(value as Json, `${where}: attribute "${name}"`)] as const;
  });
  return Object.fromEntries(read.filter((entry): entry is [string, AttributeValue] => entry[1] !== null));
}

function readAttribute(value: Json, where: string): AttributeValue | null {
  const [kind, content] = Object.entries(value).find(([, one]) => one !== undefined && one !== null) ?? ["", null];
  if (kind === "s") return readText(content, where);
  if (kind === "i" || kind === "f") return readNumber(content, where);
  if (kind === "b") return content === true || content === "true";
  if (kind === "type") return typeof content === "number" ? (typeNames[content] ?? `type ${content}`) : String(content);
  if (kind === "shape") return readShape(content, where);
  return kind === "list" ? readList(content, where) : null;
}

/** TensorFlow.js's converter writes Base64; a text that is none is taken as it stands, and lists of bytes are text too. */
function readText(content: unknown, where: string): string {
  if (Array.isArray(content) && content.every((code) => typeof code === "number"))
    return String.fromCharCode(...content);
  if (typeof content !== "string") throw new LinnetError(`${where}: expected a text, got ${describe(content)}`);
  try {
    return atob(content);
  } catch {
    return content;
  }
}

function readNumber(content: unknown, where: string): number {
  const number = typeof content === "string" ? Number(content) : content;
  if (
    typeof number === "number" &&
    (Number.isFinite(number) || content === "NaN" || content === "Infinity" || content === "-Infinity")
  )
    return number;
  throw new LinnetError(`${where}: expected a number, got ${describe(content)}`);
}

/** Null if not even the number of axes is known. */
function readShape(content: unknown, where: string): ShapeOfTensor | null {
  const { dim = [], unknownRank = false } = (content ?? {}) as {
    readonly dim?: unknown;
    readonly unknownRank?: unknown;
  };
  if (unknownRank === true) return null;
  if (!Array.isArray(dim)) throw new LinnetError(`${where}: expected the lengths of a shape, got ${describe(dim)}`);
  return dim.map((axis: unknown) => readNumber((axis as { readonly size?: unknown } | null)?.size ?? "0", where));
}

/** Of numbers, texts or bools; empty without any. */
function readList(content: unknown, where: string): AttributeValue | null {
  const lists = Object.entries((content ?? {}) as Json).filter(([, list]) => Array.isArray(list) && list.length > 0);
  const [kind, values] = (lists[0] ?? ["i", []]) as [string, readonly unknown[]];
  if (kind === "s") return values.map((value) => readText(value, where));
  if (kind === "i" || kind === "f") return values.map((value) => readNumber(value, where));
  if (kind === "type") return values.map(String);
  return kind === "b" ? values.map(Number) : null;
}
