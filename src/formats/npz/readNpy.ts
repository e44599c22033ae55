// NumPy's .npy files: one array (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { formatShape, type Shape, sizeOf } from "../../tensor/shape.js";
import { type NumberType, numberTypes, readNumbers } from "../numbers.js";
import { numpyTypes } from "../numpyTypes.js";
import type { StoredTensor } from "../safetensors/safetensors.js";
import { gatherStrided } from "../strided.js";

/** What is refused, by its first letter. */
const otherTypes: { readonly [letter: string]: string } = {
  c: "complex numbers",
  O: "Python objects",
  S: "texts",
  U: "texts",
  V: "records",
  M: "dates",
  m: "spans of time",
  f: "numbers of more than 8 bytes",
};

/** NumPy's own limit. */
const MOST_AXES = 64;
const SIGNATURE = "\x93NUMPY";

/**
 * Reads the array of a .npy file as float32.
 * @param where what errors are to call it
 * @throws LinnetError if it is cut short, too long, or of a type that is no number
 */
export function readNpy(bytes: Uint8Array, where: string): StoredTensor {
  const { header, dataStart } = readHeader(bytes, where);
  const { type, littleEndian } = typeOf(header, where);
  const shape = shapeOf(header, where);
  const data = bytes.subarray(dataStart);
  const { bytes: bytesEach } = numberTypes[type];
  const expected = sizeOf(shape) * bytesEach;
  if (data.length !== expected)
    throw new LinnetError(`${where}: expected ${expected} bytes for ${type} ${formatShape(shape)}, got ${data.length}`);
  const values = readNumbers(data, type, littleEndian);
  if (entryOf(header, "fortran_order", "True|False", where) === "False") return { shape, values, bytesEach };
  // In Fortran's order the first index runs fastest.
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  return { shape, values: gatherStrided(values, shape, strides), bytesEach };
}

function readHeader(bytes: Uint8Array, where: string): { header: string; dataStart: number } {
  const text = (start: number, end: number): string => String.fromCharCode(...bytes.subarray(start, end));
  if (bytes.length < 12 || text(0, SIGNATURE.length) !== SIGNATURE)
    throw new LinnetError(`${where}: expected an array of NumPy, as numpy.save writes it`);
  const version = bytes[6]!;
  if (version < 1 || version > 3) throw new LinnetError(`${where}: expected .npy version 1 to 3, got ${version}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = version === 1 ? 10 : 12;
  const dataStart = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (dataStart > bytes.length)
    throw new LinnetError(`${where}: expected a header of ${dataStart - start} bytes, got ${bytes.length - start}`);
  return { header: new TextDecoder().decode(bytes.subarray(start, dataStart)), dataStart };
}

/** The text of an entry of the header, which is a dictionary as Python writes it. */
function entryOf(header: string, name: string, pattern: string, where: string): string {
  const found = new RegExp(`['"]${name}['"]\\s*:\\s*(${pattern})\\s*[,}]`).exec(header)?.[1];
  if (found !== undefined) return found;
  throw new LinnetError(`${where}: expected its header to say "${name}", got ${describe(header.trim())}`);
}

function typeOf(header: string, where: string): { type: NumberType; littleEndian: boolean } {
  if (/['"]descr['"]\s*:\s*\[/.test(header))
    throw new LinnetError(`${where}: expected an array of numbers, got one of records`);
  const written = entryOf(header, "descr", "['\"][^'\"]*['\"]", where).slice(1, -1);
  const [order, letters] = /^[<>|=]/.test(written) ? [written[0]!, written.slice(1)] : ["=", written];
  const type = Object.hasOwn(numpyTypes, letters) ? numpyTypes[letters] : undefined;
  if (type !== undefined) return { type, littleEndian: order !== ">" };
  const other = otherTypes[letters[0] ?? ""];
  const found = other === undefined ? describe(written) : `${describe(written)}, ${other}`;
  throw new LinnetError(`${where}: expected a type among ${Object.keys(numpyTypes).join(", ")}, got ${found}`);
}

function shapeOf(header: string, where: string): Shape {
  const written = entryOf(header, "shape", "\\([\\d\\s,L]*\\)", where);
  const shape = [...written.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  // Even the product of the lengths above 0 has to be a number that can be told from the next.
  const isCountable = sizeOf(shape.filter((length) => length > 0)) <= Number.MAX_SAFE_INTEGER;
  if (shape.length <= MOST_AXES && isCountable) return shape;
  throw new LinnetError(`${where}: expected a shape, got ${describe(written)}`);
}
