// The metadata of linnet's own safetensors files: the kind of file, and entries of JSON.

import { LinnetError } from "../../tensor/errors.js";

export type Metadata = { readonly [name: string]: string };

export interface FileKind {
  readonly file: string;
  /** As `linnet/1`. */
  readonly format: string;
  /** As "a model". */
  readonly what: string;
}

/** @throws LinnetError naming the file if it is of another kind */
export function checkFormat(metadata: Metadata, { file, format, what }: FileKind): void {
  if (metadata.format === format) return;
  const found = metadata.format === undefined ? "none" : `"${metadata.format}"`;
  throw new LinnetError(`${file}: expected ${what} of linnet (metadata "format" ${format}), got ${found}`);
}

/** @throws LinnetError naming the file and the entry if the entry is not JSON */
export function parseEntry(metadata: Metadata, name: string, file: string): unknown {
  try {
    return JSON.parse(metadata[name] ?? "");
  } catch {
    throw new LinnetError(`${file}: expected JSON in the metadata's "${name}", got ${metadata[name] ?? "nothing"}`);
  }
}
