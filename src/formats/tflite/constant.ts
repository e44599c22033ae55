// The values of a constant tensor: integers with a scale become the real numbers that they stand for
// (https://ai.google.dev/edge/litert/models/quantization_spec), others stay what they are.

import { type Shape, sizeOf } from "../../tensor/shape.js";
import type { Constant, ElementType } from "../opGraphTypes.js";
import { halfToNumber } from "../safetensors/half.js";

/** What the file says of a tensor's type and of its integers. */
export interface TensorKind {
  readonly type: string;
  readonly shape: Shape;
  readonly scale: readonly number[];
  readonly zeroPoint: readonly number[];
  readonly quantizedDimension: number;
}

/** A type as it is stored: the bits of an element, what it is called here, and how one is read. */
interface StoredType {
  readonly bits: number;
  readonly type: ElementType;
  readonly read: (view: DataView, index: number) => number;
}

const nibble = (view: DataView, index: number): number => (view.getUint8(index >> 1) >> (4 * (index & 1))) & 15;

const storedTypes: { readonly [type: string]: StoredType } = {
  FLOAT32: { bits: 32, type: "float32", read: (view, index) => view.getFloat32(4 * index, true) },
  FLOAT64: { bits: 64, type: "float64", read: (view, index) => view.getFloat64(8 * index, true) },
  FLOAT16: { bits: 16, type: "float16", read: (view, index) => halfToNumber(view.getUint16(2 * index, true)) },
  BFLOAT16: { bits: 16, type: "float32", read: (view, index) => brainFloat(view.getUint16(2 * index, true)) },
  INT4: { bits: 4, type: "int8", read: (view, index) => (nibble(view, index) ^ 8) - 8 },
  UINT4: { bits: 4, type: "uint8", read: nibble },
  INT8: { bits: 8, type: "int8", read: (view, index) => view.getInt8(index) },
  UINT8: { bits: 8, type: "uint8", read: (view, index) => view.getUint8(index) },
  INT16: { bits: 16, type: "int16", read: (view, index) => view.getInt16(2 * index, true) },
  UINT16: { bits: 16, type: "uint16", read: (view, index) => view.getUint16(2 * index, true) },
  INT32: { bits: 32, type: "int32", read: (view, index) => view.getInt32(4 * index, true) },
  UINT32: { bits: 32, type: "uint32", read: (view, index) => view.getUint32(4 * index, true) },
  INT64: { bits: 64, type: "int64", read: (view, index) => Number(view.getBigInt64(8 * index, true)) },
  UINT64: { bits: 64, type: "uint64", read: (view, index) => Number(view.getBigUint64(8 * index, true)) },
  BOOL: { bits: 8, type: "bool", read: (view, index) => (view.getUint8(index) === 0 ? 0 : 1) },
};

function brainFloat(bits: number): number {
  return new Float32Array(Uint32Array.of(bits << 16).buffer)[0]!;
}

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

/**
 * The least and the largest real number that a tensor of 8 or 16 bits can hold, where it has one scale: what a quantized op
 * gives is limited to it, and converters leave out activations that the limits replace.
 */
export function realRange(kind: TensorKind): readonly [least: number, largest: number] | null {
  const { bits = 0 } = storedTypes[kind.type] ?? {};
  if (!isQuantized(kind) || bits > 16 || kind.scale.length !== 1) return null;
  const least = kind.type.startsWith("U") ? 0 : -(2 ** (bits - 1));
  const [scale, zeroPoint] = [kind.scale[0]!, kind.zeroPoint[0] ?? 0];
  return [scale * (least - zeroPoint), scale * (least + 2 ** bits - 1 - zeroPoint)];
}

/** @throws Error with the reason if the type cannot be read, or the bytes or the scales do not fit the shape */
export function readConstant(kind: TensorKind, bytes: Uint8Array): Constant {
  const { type, shape } = kind;
  const stored = storedTypes[type];
  if (stored === undefined) throw new Error(`its values are of type ${type}, which linnet cannot read`);
  const count = sizeOf(shape);
  const expected = Math.ceil((count * stored.bits) / 8);
  if (bytes.length !== expected) throw new Error(`expected ${expected} bytes of ${type}, got ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isQuantized(kind))
    return { type: "float32", shape, values: dequantize(kind, count, (i) => stored.read(view, i)) };
  const isFloat = stored.type === "float32" || stored.type === "float16";
  const values = isFloat ? new Float32Array(count) : new Float64Array(count);
  for (let index = 0; index < count; index += 1) values[index] = stored.read(view, index);
  return { type: stored.type, shape, values };
}

/** `scale (q - zeroPoint)`, with a scale for the whole tensor or one for each entry of an axis. */
function dequantize(kind: TensorKind, count: number, read: (index: number) => number): Float32Array {
  const { scale, zeroPoint, shape } = kind;
  const scales = scale.length;
  // Biases carry the axis of their kernel.
  const axis = shape.length === 1 ? 0 : kind.quantizedDimension;
  if (scales > 1 && shape[axis] !== scales)
    throw new Error(`expected a scale for each of the ${shape[axis] ?? 0} entries of axis ${axis}, got ${scales}`);
  if (![0, 1, scales].includes(zeroPoint.length))
    throw new Error(`expected as many zero points as scales, ${scales}, got ${zeroPoint.length}`);
  const step = scales === 1 ? Math.max(count, 1) : sizeOf(shape.slice(axis + 1));
  const values = new Float32Array(count);
  for (let index = 0; index < count; index += 1) {
    const entry = Math.floor(index / step) % scales;
    values[index] = scale[entry]! * (read(index) - (zeroPoint[zeroPoint.length === 1 ? 0 : entry] ?? 0));
  }
  return values;
}
