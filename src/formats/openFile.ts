// The one entrance for weights and models: the first bytes of a file, not its name, tell its format.

import { checkArgument } from "../tensor/checkArgument.js";
import { LinnetError } from "../tensor/errors.js";
import { readSafetensors, type StoredTensor } from "./safetensors/safetensors.js";

/** Named tensors and the file's metadata, as plain data from which `model/` builds networks. */
export interface OpenedFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: { readonly [name: string]: string };
}

/** A format that its first bytes identify. */
interface Format {
  readonly name: string;
  matches(bytes: Uint8Array): boolean;
  /** What reads it, or for a format that linnet cannot read: what to do. */
  readonly read: ((bytes: Uint8Array, file: string) => OpenedFile) | string;
}

/** A weight is called by its layer's name and its own, the last two words of Keras's path. */
const fromKeras =
  'safetensors.numpy.save_file({"/".join(w.path.split("/")[-2:]): w.numpy() for w in model.weights}, "weights.safetensors")';
const fromTorch = 'safetensors.torch.save_file(torch.load(FILE, weights_only=True), "weights.safetensors")';

const formats: readonly Format[] = [
  { name: "safetensors", matches: (bytes) => startsWith(bytes, "{", 8), read: readSafetensors },
  {
    name: "an HDF5 file, as Keras writes .h5",
    matches: (bytes) => startsWith(bytes, "\x89HDF\r\n\x1a\n"),
    read: `load it with Keras and, in Python, write ${fromKeras}`,
  },
  {
    name: "a zip file, as .keras, .pth and .npz are",
    matches: (bytes) => startsWith(bytes, "PK\x03\x04"),
    read: `in Python write, with Keras, ${fromKeras}, or, with PyTorch, ${fromTorch}`,
  },
  {
    name: "a TensorFlow Lite file",
    matches: (bytes) => startsWith(bytes, "TFL3", 4),
    read: `from the Keras model that it was made of, in Python, write ${fromKeras}`,
  },
  {
    name: "JSON, as TensorFlow.js writes model.json",
    matches: (bytes) => startsWith(bytes, "{"),
    read: `from the Keras model that it was made of, in Python, write ${fromKeras}`,
  },
  {
    name: "a pickle, as older .pth files are",
    matches: (bytes) => startsWith(bytes, "\x80\x02"),
    read: `in Python write, with PyTorch, ${fromTorch}`,
  },
];

/**
 * Opens a file of weights or of a model.
 * @throws LinnetError naming the file if it is not whole, or is of another format, which the error names too
 */
export function openFile(bytes: Uint8Array, file: string): OpenedFile {
  checkArgument(file, "the bytes", bytes, Uint8Array);
  const format = formats.find(({ matches }) => matches(bytes));
  // An unknown format is read as safetensors, whose reader says what is wrong with it.
  if (format === undefined) return readSafetensors(bytes, file);
  if (typeof format.read !== "string") return format.read(bytes, file);
  throw new LinnetError(
    `${file}: expected a safetensors file, got ${format.name}, which linnet cannot read: ${format.read}`,
  );
}

function startsWith(bytes: Uint8Array, signature: string, start = 0): boolean {
  return [...signature].every((character, place) => bytes[start + place] === character.charCodeAt(0));
}
