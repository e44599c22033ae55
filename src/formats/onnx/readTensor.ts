// A tensor of a file as a constant. Nothing is allocated for a number of elements before their bytes are there.

import { LinnetError } from "../../tensor/errors.js";
import { formatShape, type Shape, sizeOf } from "../../tensor/shape.js";
import type { Constant, ConstantNumbers } from "../opGraphTypes.js";
import { emptyValues, readElements } from "../storedElements.js";
import { nameOfType, type StoredType, storedTypes } from "./elementTypes.js";
import type { TensorProto } from "./onnx_pb.js";

/**
 * @param external the bytes that stand in another file
 * @throws LinnetError if its type is not read, or the elements are not as many as its shape says
 */
export function readTensor(proto: TensorProto, external: Uint8Array | null = null): Constant {
  const shape = readShape(proto.dims);
  const stored = storedTypes[proto.dataType];
  if (stored === undefined)
    throw new LinnetError(`expected numbers of a type that linnet reads, got ${nameOfType(proto.dataType)}`);
  if (proto.dataLocation === 1 && external === null)
    throw new LinnetError("expected its numbers in the file, they are in another");
  if (stored.type === "string") return { type: "string", shape, values: readStrings(proto.stringData, shape) };
  const { type } = stored;
  const raw = external ?? proto.rawData;
  const isRaw = raw.length > 0 || sizeOf(shape) === 0;
  const values = isRaw ? readRaw(raw, stored, shape) : readTyped(proto, stored, shape);
  return { type, shape, values };
}

function readShape(dims: readonly bigint[]): Shape {
  const shape = dims.map(Number);
  if (shape.every((length) => Number.isSafeInteger(length) && length >= 0) && Number.isSafeInteger(sizeOf(shape)))
    return shape;
  throw new LinnetError(`expected a shape of whole numbers, got ${formatShape(shape.slice(0, 8))}`);
}

function checkCount(found: number, shape: Shape, what: string): void {
  if (found === sizeOf(shape)) return;
  throw new LinnetError(`expected ${sizeOf(shape)} ${what} for shape ${formatShape(shape)}, got ${found}`);
}

function readRaw(raw: Uint8Array, stored: StoredType, shape: Shape): ConstantNumbers {
  const count = sizeOf(shape);
  const bytes = Math.ceil((count * stored.bits) / 8);
  if (raw.length !== bytes)
    throw new LinnetError(`expected ${bytes} bytes of ${stored.name} for ${formatShape(shape)}, got ${raw.length}`);
  if (stored.name === "FLOAT" && raw.byteOffset % 4 === 0)
    return new Float32Array(raw.buffer as ArrayBuffer, raw.byteOffset, count);
  return readElements(stored, new DataView(raw.buffer, raw.byteOffset, raw.length), count);
}

/** The numbers of whichever field belongs to the type. */
function readTyped(proto: TensorProto, stored: StoredType, shape: Shape): ConstantNumbers {
  const { floatData, doubleData, int32Data, int64Data, uint64Data } = proto;
  if (stored.bits < 8) return readRaw(Uint8Array.from(int32Data), stored, shape);
  const { name, fromInt32 = (value: number) => value } = stored;
  const list = { FLOAT: floatData, DOUBLE: doubleData, INT64: int64Data, UINT32: uint64Data, UINT64: uint64Data }[name];
  const numbers: readonly (number | bigint)[] = list ?? int32Data;
  checkCount(numbers.length, shape, "numbers");
  const values = emptyValues(stored.type, numbers.length);
  const convert = list === undefined ? fromInt32 : (value: number) => value;
  for (let index = 0; index < numbers.length; index += 1) values[index] = convert(Number(numbers[index]));
  return values;
}

function readStrings(data: readonly Uint8Array[], shape: Shape): string[] {
  checkCount(data.length, shape, "strings");
  return data.map((bytes) => new TextDecoder().decode(bytes));
}
