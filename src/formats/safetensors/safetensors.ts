// Safetensors files: a header of JSON, then the tensors' bytes (https://huggingface.co/docs/safetensors).

import { checkArgument } from "../../tensor/checkArgument.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { formatShape, type Shape, sizeOf } from "../../tensor/shape.js";
import { type NumberType, numberTypes, readNumbers } from "../numbers.js";
import { parseHeaderText } from "./headerText.js";

/** A tensor of a file, as float32. */
export interface StoredTensor {
  readonly shape: Shape;
  readonly values: Float32Array;
  /** The file's type, as `I8`, if it is one of whole numbers. */
  readonly dtype?: string;
  /** How many bytes the file takes for each number. Default: 4. */
  readonly bytesEach?: number;
}

export interface SafetensorsFile {
  readonly tensors: Map<string, StoredTensor>;
  readonly metadata: { readonly [name: string]: string };
}

const types: { readonly [dtype: string]: NumberType } = {
  F64: "float64",
  F32: "float32",
  F16: "float16",
  BF16: "bfloat16",
  I64: "int64",
  U64: "uint64",
  U32: "uint32",
  I32: "int32",
  U16: "uint16",
  I16: "int16",
  I8: "int8",
  U8: "uint8",
  BOOL: "bool",
};

/** Of the header, before it. */
export const LENGTH_BYTES = 8;
const LARGEST_HEADER = 100e6;

/**
 * Reads all tensors of a file as float32; integers beyond 2^24 are rounded. Stored float32 values at a multiple of
 * 4 bytes are views of `bytes` and not copies.
 * @throws LinnetError naming the file and the tensor if anything is cut short, overlaps, has an unknown type, or belongs to
 * no tensor: all that the format's own reader refuses
 */
export function readSafetensors(bytes: Uint8Array, file: string): SafetensorsFile {
  checkArgument("readSafetensors", "bytes", bytes, Uint8Array);
  const { header, dataStart } = readHeader(bytes, file);
  const data = bytes.subarray(dataStart);
  const { __metadata__: record = {}, ...entries } = header;
  const metadata = checkMetadata(record, file);
  const descriptions = Object.entries(entries).map(([name, entry]) =>
    checkEntry(entry, data.length, { name, where: `${file}: tensor ${describe(name)}` }),
  );
  checkPlaces(descriptions, data.length, file);
  const tensors = descriptions.map(({ name, dtype, type, shape, start, end }) => {
    const values = readNumbers(data.subarray(start, end), type);
    const { bytes: bytesEach } = numberTypes[type];
    return [name, { shape, values, bytesEach, ...(type.includes("int") && { dtype }) }] as const;
  });
  return { tensors: new Map(tensors), metadata };
}

type Header = { readonly [name: string]: unknown };

function readHeader(bytes: Uint8Array, file: string): { header: Header; dataStart: number } {
  if (bytes.length < LENGTH_BYTES) {
    throw new LinnetError(`${file}: expected a safetensors file of 8 bytes or more, got ${bytes.length}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  const dataStart = LENGTH_BYTES + length;
  if (length > LARGEST_HEADER)
    throw new LinnetError(`${file}: expected a safetensors file, its first bytes are not a header`);
  if (dataStart > bytes.length) {
    throw new LinnetError(
      `${file}: expected a header of ${length} bytes, got ${bytes.length - LENGTH_BYTES}; the file is cut short or damaged`,
    );
  }
  let header: unknown;
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    header = parseHeaderText(decoder.decode(bytes.subarray(LENGTH_BYTES, dataStart)));
  } catch (error) {
    throw new LinnetError(`${file}: expected a header of JSON (${error instanceof Error ? error.message : error})`);
  }
  if (!isRecord(header)) throw new LinnetError(`${file}: expected a header that is an object, got ${describe(header)}`);
  return { header, dataStart };
}

interface Description {
  readonly name: string;
  readonly dtype: string;
  readonly type: NumberType;
  readonly shape: Shape;
  readonly start: number;
  readonly end: number;
}

function checkEntry(
  entry: unknown,
  dataLength: number,
  { name, where }: { readonly name: string; readonly where: string },
): Description {
  if (!isRecord(entry)) throw new LinnetError(`${where}: expected an object, got ${describe(entry)}`);
  const { dtype, shape, data_offsets: offsets } = entry;
  const type = typeof dtype === "string" && Object.hasOwn(types, dtype) ? types[dtype] : undefined;
  if (type === undefined) {
    throw new LinnetError(`${where}: expected a type among ${Object.keys(types).join(", ")}, got ${describe(dtype)}`);
  }
  if (!isCounts(shape) || !isCountable(shape))
    throw new LinnetError(`${where}: expected a shape, got ${JSON.stringify(shape)?.slice(0, 100)}`);
  if (!isCounts(offsets) || offsets.length !== 2 || offsets[1]! > dataLength)
    throw new LinnetError(
      `${where}: expected two offsets within ${dataLength} bytes, got ${JSON.stringify(offsets)?.slice(0, 100)}; the file is cut short or damaged`,
    );
  const [start, end] = offsets as [number, number];
  const expected = sizeOf(shape) * numberTypes[type].bytes;
  if (end - start !== expected) {
    throw new LinnetError(
      `${where}: expected ${expected} bytes for ${dtype} ${formatShape(shape)}, got ${end - start}`,
    );
  }
  return { name, dtype: dtype as string, type, shape, start, end };
}

/** @throws LinnetError unless each tensor begins where the one before it ends, and the last ends with the file */
function checkPlaces(descriptions: readonly Description[], dataLength: number, file: string): void {
  const inOrder = [...descriptions].sort((a, b) => a.start - b.start || a.end - b.end);
  let end = 0;
  let before = "";
  for (const { name, start, ...range } of inOrder) {
    if (start < end)
      throw new LinnetError(`${file}: expected tensors apart, ${describe(before)} and ${describe(name)} overlap`);
    if (start > end) {
      const gap = `${start - end} bytes before ${describe(name)} that belong to none`;
      throw new LinnetError(`${file}: expected one tensor right after the other, got ${gap}`);
    }
    end = range.end;
    before = name;
  }
  if (end === dataLength) return;
  throw new LinnetError(`${file}: expected ${end} bytes of tensors, got ${dataLength}`);
}

function checkMetadata(entry: unknown, file: string): { [name: string]: string } {
  if (isRecord(entry) && Object.values(entry).every((value) => typeof value === "string")) {
    return entry as { [name: string]: string };
  }
  throw new LinnetError(`${file}: expected metadata of strings, got ${JSON.stringify(entry)?.slice(0, 100)}`);
}

function isRecord(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((length) => Number.isSafeInteger(length) && length >= 0);
}

/** Whether even the product of its lengths above 0 is a whole number that can be told from the next. */
function isCountable(shape: Shape): boolean {
  return sizeOf(shape.filter((length) => length > 0)) <= Number.MAX_SAFE_INTEGER;
}
