// The one door for weights and models: what a file is, is told by its first bytes, whatever it is called.

import { LinnetError } from "../tensor/errors.js";
import { readSafetensors, type StoredTensor } from "./safetensors/safetensors.js";

/** Named tensors, and what the file says of them, as plain data; `model/` builds networks from it. */
export interface OpenedFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: { readonly [name: string]: string };
}

/** A format that is known by its first bytes. */
interface Format {
  readonly name: string;
  matches(bytes: Uint8Array): boolean;
  /** Null for a format that linnet cannot read yet. */
  readonly read: ((bytes: Uint8Array, file: string) => OpenedFile) | null;
}

const formats: readonly Format[] = [
  { name: "safetensors", matches: (bytes) => startsWith(bytes, "{", 8), read: readSafetensors },
  { name: "an HDF5 file, as Keras writes .h5", matches: (bytes) => startsWith(bytes, "\x89HDF\r\n\x1a\n"), read: null },
  { name: "a zip file, as .keras, .pth and .npz are", matches: (bytes) => startsWith(bytes, "PK\x03\x04"), read: null },
  { name: "a TensorFlow Lite file", matches: (bytes) => startsWith(bytes, "TFL3", 4), read: null },
  { name: "JSON, as TensorFlow.js writes model.json", matches: (bytes) => startsWith(bytes, "{"), read: null },
  { name: "a pickle, as older .pth files are", matches: (bytes) => startsWith(bytes, "\x80\x02"), read: null },
];

/**
 * Opens a file of weights or of a model.
 * @throws LinnetError naming the file, if it is of another format, which the error names, or is not whole
 */
export function openFile(bytes: Uint8Array, file: string): OpenedFile {
  const format = formats.find(({ matches }) => matches(bytes));
  // What nobody knows is taken for safetensors, whose reader says what is wrong with it.
  if (format === undefined) return readSafetensors(bytes, file);
  if (format.read !== null) return format.read(bytes, file);
  throw new LinnetError(
    `${file}: expected a safetensors file, got ${format.name}, which linnet cannot read yet; ` +
      "the safetensors package for Python converts it",
  );
}

function startsWith(bytes: Uint8Array, signature: string, start = 0): boolean {
  return [...signature].every((character, place) => bytes[start + place] === character.charCodeAt(0));
}
