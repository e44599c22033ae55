// Arrays of NumPy: .npy files, and .npz files, which are zips of them.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import type { FileToOpen, OpenedFile } from "../opened.js";

import type { ZipEntries } from "../zip/readZip.js";
import { readNpy } from "./readNpy.js";

const EXTENSION = /\.npy$/;
/** What `np.savez` calls arrays that it is given without names, such as Keras's `model.get_weights()`. */
const NUMBERED = /^arr_(\d+)\.npy$/;

/** The one array of a file, by the file's name without folder and extension. */
export function openNpy({ bytes, file }: Pick<FileToOpen, "bytes" | "file">): OpenedFile {
  const name = file.replace(/^.*[/\\]/, "").replace(EXTENSION, "");
  return { format: "NumPy .npy", tensors: new Map([[name, readNpy(bytes, file)]]), metadata: {} };
}

function numberOf(entry: string): number {
  return Number(NUMBERED.exec(entry)![1]);
}

export function isNpz({ names }: ZipEntries): boolean {
  return names.length > 0 && names.every((name) => EXTENSION.test(name));
}

/** @throws LinnetError naming the file and the array that cannot be read */
export function openNpz({ names, read }: ZipEntries, file: string): OpenedFile {
  const byOrder = names.every((entry) => NUMBERED.test(entry));
  const inOrder = byOrder ? [...names].sort((a, b) => numberOf(a) - numberOf(b)) : names;
  const tensors = inOrder.map((entry) => {
    const name = entry.replace(EXTENSION, "");
    if (name === "") throw new LinnetError(`${file}: expected every array to have a name`);
    return [name, readNpy(read(entry), `${file}: array ${describe(name)}`)] as const;
  });
  return { format: "NumPy .npz", tensors: new Map(tensors), metadata: {}, ...(byOrder && { byOrder }) };
}
