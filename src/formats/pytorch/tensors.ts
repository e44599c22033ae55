// Tensors of their storages: which type the numbers have, and where in them each tensor lies.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { formatShape, sizeOf } from "../../tensor/shape.js";
import { type NumberType, numberTypes, readNumbers } from "../numbers.js";
import type { StoredTensor } from "../safetensors/safetensors.js";
import { gatherStrided } from "../strided.js";
import type { StorageReference, TensorReference } from "./values.js";

/** The bytes of a storage by its key. @throws LinnetError if there is none */
export type ReadStorage = (key: string) => Uint8Array;

/** By the names of classes and of types. */
const types: { readonly [name: string]: NumberType } = {
  Double: "float64",
  Float: "float32",
  Half: "float16",
  BFloat16: "bfloat16",
  Long: "int64",
  Int: "int32",
  Short: "int16",
  Char: "int8",
  Byte: "uint8",
  Bool: "bool",
};

/** What copies of numbers may take beyond four times the storages: tensors that share a storage, or repeat it by strides of 0. */
const ALLOWANCE = 2 ** 24;

/**
 * Reads tensors of a file.
 * @param read the bytes of storages
 * @param littleEndian the order of the bytes in the file's storages
 */
export class TensorReader {
  readonly #storages = new Map<string, Float32Array>();
  /** Numbers that may still be copied. */
  #allowed = ALLOWANCE;

  constructor(
    readonly read: ReadStorage,
    readonly littleEndian: boolean,
  ) {}

  /**
   * The tensor as float32; a view of the storage where its numbers lie side by side.
   * @param where what errors are to call it
   * @throws LinnetError if its type is not known, or it does not lie in its storage
   */
  tensor({ storage, start, shape, strides, type }: TensorReference, where: string): StoredTensor {
    const numberType = typeOf(storage.className, type, where);
    const { bytes: bytesEach } = numberTypes[numberType];
    const values = this.#valuesOf(storage, numberType, where);
    const first = storage.start + start;
    const steps = shape.map((length, axis) => (length - 1) * strides[axis]!);
    const last = shape.includes(0) ? first - 1 : first + steps.reduce((sum, step) => sum + step, 0);
    if (first > values.length || last >= values.length) {
      const found = `numbers ${first} to ${last} of a storage of ${values.length}`;
      throw new LinnetError(`${where}: expected ${formatShape(shape)} inside of its storage, got ${found}`);
    }
    if (isDense(shape, strides)) return { shape, values: values.subarray(first, last + 1), bytesEach };
    this.#allowed -= sizeOf(shape);
    if (this.#allowed < 0)
      throw new LinnetError(`${where}: expected tensors in proportion to the file, got more (${formatShape(shape)})`);
    return { shape, values: gatherStrided(values, shape, strides, first), bytesEach };
  }

  #valuesOf(storage: StorageReference, type: NumberType, where: string): Float32Array {
    const { key } = storage;
    const kept = this.#storages.get(`${type} ${key}`);
    if (kept !== undefined) return kept;
    const bytes = this.read(key);
    const expected = storageBytes(storage, where);
    if (bytes.length !== expected || bytes.length % numberTypes[type].bytes !== 0)
      throw new LinnetError(
        `${where}: expected ${expected} bytes of ${type} in storage ${describe(key)}, got ${bytes.length}`,
      );
    const values = readNumbers(bytes, type, this.littleEndian);
    this.#storages.set(`${type} ${key}`, values);
    this.#allowed += 4 * values.length;
    return values;
  }
}

/** How many bytes a storage has by what the pickle says. @throws LinnetError if its type is not known */
export function storageBytes({ className, length }: StorageReference, where: string): number {
  return className.endsWith(".UntypedStorage") ? length : length * numberTypes[typeOf(className, null, where)].bytes;
}

/** @param className as `torch.FloatStorage` @param typeName as `torch.uint16`, for untyped storages */
function typeOf(className: string, typeName: string | null, where: string): NumberType {
  const [, letters = ""] = /^torch\.(?:cuda\.)?(\w+)Storage$/.exec(className) ?? [];
  const type = typeName === null ? types[letters] : typeName.replace(/^torch\./, "");
  if (type !== undefined && Object.hasOwn(numberTypes, type)) return type as NumberType;
  const expected = Object.keys(numberTypes).join(", ");
  throw new LinnetError(`${where}: expected a type among ${expected}, got ${describe(typeName ?? className)}`);
}

/** Whether the numbers lie row after row; of axes of length 1 any stride does. */
function isDense(shape: readonly number[], strides: readonly number[]): boolean {
  return shape.every((length, axis) => length <= 1 || strides[axis] === sizeOf(shape.slice(axis + 1)));
}
