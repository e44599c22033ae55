// Zip files, which .keras, .pth and .npz are: stored and deflated entries.

import { inflate } from "./inflate.js";
import { contentOf, entryNamed, locateEntries } from "./zipEntries.js";

export interface ZipEntries {
  /** As the file lists them, without folders. */
  readonly names: readonly string[];
  /**
   * The bytes of an entry; those of a stored one are a view of the file's.
   * @throws LinnetError naming the file and the entry if there is none of that name, or it is damaged
   */
  read(name: string): Uint8Array;
}

/**
 * Opens a zip file; nothing is inflated before it is read.
 * @throws LinnetError naming the file and the entry if anything is cut short, overlaps, is encrypted or packed in another
 * way, has a name that leads out of a folder, or would become larger than any file of weights
 */
export function readZip(bytes: Uint8Array, file: string): ZipEntries {
  const entries = locateEntries(bytes, file);
  return {
    names: [...entries.keys()].filter((name) => !name.endsWith("/")),
    read: (name) => contentOf(bytes, entryNamed(entries, name, file), inflate),
  };
}
