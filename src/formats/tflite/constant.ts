// The values of a constant tensor, and what integers with a scale stand for
// (https://ai.google.dev/edge/litert/models/quantization_spec).

import { type Shape, sizeOf } from "../../tensor/shape.js";
import type { Constant, ElementType, ValueQuantization } from "../opGraphTypes.js";
import { partOfByte, readElements, type StoredElement, wholeBytes } from "../storedElements.js";

/** What the file says of a tensor's type and of its integers. */
export interface TensorKind {
  readonly type: string;
  readonly shape: Shape;
  readonly scale: readonly number[];
  readonly zeroPoint: readonly number[];
  readonly quantizedDimension: number;
}

/** By the schema's names. Whole numbers of four bits become such of eight. */
const storedTypes: { readonly [type: string]: StoredElement } = {
  FLOAT32: wholeBytes("float32"),
  FLOAT64: wholeBytes("float64"),
  FLOAT16: wholeBytes("float16"),
  BFLOAT16: wholeBytes("bfloat16"),
  INT4: { ...partOfByte("int4"), type: "int8" },
  UINT4: { ...partOfByte("uint4"), type: "uint8" },
  INT8: wholeBytes("int8"),
  UINT8: wholeBytes("uint8"),
  INT16: wholeBytes("int16"),
  UINT16: wholeBytes("uint16"),
  INT32: wholeBytes("int32"),
  UINT32: wholeBytes("uint32"),
  INT64: wholeBytes("int64"),
  UINT64: wholeBytes("uint64"),
  BOOL: wholeBytes("bool"),
};

/** Whether the integers of a tensor stand for real numbers. */
export function isQuantized({ type, scale }: TensorKind): boolean {
  return scale.length > 0 && /^U?INT/.test(type);
}

/** The type of the schema's name; null if linnet has none for it. */
export function typeNamed(name: string): ElementType | null {
  return storedTypes[name]?.type ?? null;
}

/** What a tensor's numbers are in a graph where integers that stand for real numbers are real. */
export function elementType(kind: TensorKind): ElementType | null {
  if (kind.type === "STRING") return "string";
  return isQuantized(kind) ? "float32" : typeNamed(kind.type);
}

/** @throws Error with the reason if the type cannot be read, or the bytes do not fit the shape */
export function readConstant(kind: TensorKind, bytes: Uint8Array): Constant {
  const { type, shape } = kind;
  const stored = storedTypes[type];
  if (stored === undefined) throw new Error(`its values are of type ${type}, which linnet cannot read`);
  const count = sizeOf(shape);
  const expected = Math.ceil((count * stored.bits) / 8);
  if (bytes.length !== expected) throw new Error(`expected ${expected} bytes of ${type}, got ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { type: stored.type, shape, values: readElements(stored, view, count) };
}

/**
 * What the integers of a tensor stand for, with a scale for all of them or one for each entry of an axis; null if they are no more
 * than integers.
 * @throws Error with the reason if the scales do not fit the shape
 */
export function storedQuantization(kind: TensorKind): ValueQuantization | null {
  if (!isQuantized(kind)) return null;
  const { scale, zeroPoint, shape } = kind;
  const scales = scale.length;
  // Biases carry the axis of their kernel.
  const axis = shape.length === 1 ? 0 : kind.quantizedDimension;
  if (scales > 1 && shape[axis] !== scales)
    throw new Error(`expected a scale for each of the ${shape[axis] ?? 0} entries of axis ${axis}, got ${scales}`);
  if (![0, 1, scales].includes(zeroPoint.length))
    throw new Error(`expected as many zero points as scales, ${scales}, got ${zeroPoint.length}`);
  const zeroPoints = scale.map((_, entry) => zeroPoint[zeroPoint.length === 1 ? 0 : entry] ?? 0);
  return { type: typeNamed(kind.type)!, scale, zeroPoint: zeroPoints, axis: scales === 1 ? 0 : axis };
}
