// The values of a dataset. What lies in one piece is read here, at once; what is cut into chunks is put together by jsfive.

/// <reference path="./jsfive.d.ts" />
import { unzlibSync } from "fflate";
import { type Dataset, Filters } from "jsfive";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { formatShape, sizeOf } from "../../tensor/shape.js";
import { numberTypes } from "../numbers.js";
import { numpyTypes } from "../numpyTypes.js";
import type { Hdf5Dataset } from "./hdf5Tree.js";

/** Bytes that may still be read: several datasets may claim the same ones. */
export interface ValueBudget {
  stored: number;
  chunked: number;
}

/** Types of messages in a dataset's header: sections IV.A.2.d and i of the HDF5 file format. */
const DATATYPE = 3;
const LAYOUT = 8;
/** Of layouts. */
const COMPACT = 0;
const CONTIGUOUS = 1;
const CHUNKED = 2;
/** The filter that is zlib's compression. */
const DEFLATE = 1;
const LARGEST_CHUNK = 2 ** 26;
const NOWHERE = 2 ** 64;

interface NumberType {
  readonly kind: "f" | "i" | "u";
  readonly bytes: number;
  readonly isLittle: boolean;
}

/** @throws LinnetError naming the dataset if it is of another type, reaches out of the file, or is far larger than its file */
export function readValues(dataset: Dataset, path: string, budget: ValueBudget): Hdf5Dataset["values"] {
  const count = sizeOf(dataset.shape);
  const type = numberType(dataset, path);
  const bytes = count * (type?.bytes ?? 1);
  const place = type === null ? null : placeOf(dataset, path);
  spend(budget, place === null ? "chunked" : "stored", bytes, `${path}: ${formatShape(dataset.shape)}`);
  if (type !== null && place !== null) {
    const found = dataset._dataobjects.fh.byteLength - place;
    if (bytes > found && count > 0)
      throw new LinnetError(
        `${path}: expected ${bytes} bytes for ${formatShape(dataset.shape)}, the file has ${found}`,
      );
    return count === 0 ? new Float32Array(0) : readNumbers(new DataView(dataset._dataobjects.fh, place, bytes), type);
  }
  limitInflated(dataset, path, type?.bytes ?? 16);
  const values = dataset.value;
  if (type !== null) return toNumbers(values, count, type, path);
  if (values.length === count && values.every((value) => typeof value === "string")) return values.map(withoutPadding);
  throw new LinnetError(`${path}: expected ${count} strings, got ${values.length} values`);
}

/** How many bytes each number takes. @throws LinnetError if it holds neither numbers nor text */
export function bytesEachOf(dataset: Dataset, path: string): number {
  return numberType(dataset, path)?.bytes ?? 1;
}

function spend(budget: ValueBudget, what: keyof ValueBudget, bytes: number, where: string): void {
  budget[what] -= bytes;
  if (budget[what] < 0) throw new LinnetError(`${where}: expected no more than a file of this size can hold`);
}

/** Null for text. @throws LinnetError if it is neither numbers nor text */
function numberType(dataset: Dataset, path: string): NumberType | null {
  const { dtype } = dataset;
  if (typeof dtype !== "string") {
    if (dtype[0] === "VLEN_STRING") return null;
    throw new LinnetError(`${path}: expected numbers or text, got ${describe(dtype[0])}`);
  }
  if (dtype.startsWith("S")) return null;
  const [, order, kind, bytes] = /^([<>])([fiu])([1248])$/.exec(dtype) ?? [];
  if (order === undefined || dtype.endsWith("f1")) throw new LinnetError(`${path}: expected numbers, got ${dtype}`);
  const type = { kind: kind as NumberType["kind"], bytes: Number(bytes), isLittle: order === "<" };
  if (kind === "f") checkFloat(dataset, type, path);
  return type;
}

const exponentBits: { readonly [bytes: number]: number } = { 2: 5, 4: 8, 8: 11 };

/** jsfive takes every float of two bytes for a half. */
function checkFloat({ _dataobjects: header }: Dataset, { bytes }: NumberType, path: string): void {
  const message = header.find_msg_type(DATATYPE)[0]!.get("offset_to_message")!;
  const found = new DataView(header.fh).getUint8(message + 13);
  if (found === exponentBits[bytes]) return;
  throw new LinnetError(
    `${path}: expected floats of ${bytes} bytes with ${exponentBits[bytes]} bits of exponent, got ${found}`,
  );
}

/** Where its values begin; null if they are in chunks. */
function placeOf({ _dataobjects: header }: Dataset, path: string): number | null {
  const message = header.find_msg_type(LAYOUT)[0]?.get("offset_to_message");
  if (message === undefined) throw new LinnetError(`${path}: expected to be told where its values are`);
  const view = new DataView(header.fh);
  // The compact layout is known to jsfive in the newer versions of the message alone.
  const isCompact = view.getUint8(message) >= 3 && view.getUint8(message + 1) === COMPACT;
  if (isCompact) return message + 4;
  const [version, , layout, properties] = header._get_data_message_properties(message);
  if (layout === CHUNKED && version > 3)
    throw new LinnetError(`${path}: expected chunks in the layout that HDF5 writes unless libver is "latest"`);
  if (layout !== CONTIGUOUS) return null;
  const place = Number(view.getBigUint64(properties, true));
  return place === NOWHERE ? header.fh.byteLength : place;
}

function emptyNumbers({ kind, bytes }: NumberType, count: number): Float32Array | Float64Array {
  return kind === "f" && bytes <= 4 ? new Float32Array(count) : new Float64Array(count);
}

function readNumbers(view: DataView, type: NumberType): Float32Array | Float64Array {
  const { read } = numberTypes[numpyTypes[`${type.kind}${type.bytes}`]!];
  const values = emptyNumbers(type, view.byteLength / type.bytes);
  for (let index = 0; index < values.length; index += 1) values[index] = read(view, index * type.bytes, type.isLittle);
  return values;
}

function toNumbers(
  values: readonly unknown[],
  count: number,
  type: NumberType,
  path: string,
): Float32Array | Float64Array {
  if (values.length !== count) throw new LinnetError(`${path}: expected ${count} values, got ${values.length}`);
  const numbers = emptyNumbers(type, count);
  for (let index = 0; index < count; index += 1) {
    const value = values[index];
    // A chunk that was never written holds zeros, and jsfive leaves a gap.
    if (typeof value === "number") numbers[index] = value;
    else if (value !== undefined) throw new LinnetError(`${path}: expected numbers, got ${describe(value)}`);
  }
  return numbers;
}

/** A chunk that inflates to more than it is said to hold ends there. */
function limitInflated({ _dataobjects: header }: Dataset, path: string, itemBytes: number): void {
  const chunkBytes = sizeOf(header.chunks ?? []) * itemBytes;
  if (chunkBytes > LARGEST_CHUNK)
    throw new LinnetError(`${path}: expected chunks of at most 64 MiB, got ${chunkBytes} bytes`);
  // A checksum of four bytes may follow, and one byte more tells what is too long.
  Filters.set(DEFLATE, (packed) => {
    const inflated = unzlibSync(new Uint8Array(packed), { out: new Uint8Array(chunkBytes + 5) });
    if (inflated.length <= chunkBytes + 4) return inflated.slice().buffer;
    throw new LinnetError(`${path}: expected chunks of ${chunkBytes} bytes, one inflates to more`);
  });
}

/** Strings of a fixed length are filled up with zeros. */
export function withoutPadding(text: string): string {
  let end = text.length;
  while (text.charCodeAt(end - 1) === 0) end -= 1;
  return text.slice(0, end);
}
