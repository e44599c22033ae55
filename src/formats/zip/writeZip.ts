// Writing zip files.

import { type Zippable, zipSync } from "fflate";

interface WriteZipOptions {
  /** 0 stores the entries as they are; 9 takes the longest and makes them smallest. */
  readonly level: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
}

/** A fixed date, so that the same entries give the same bytes. */
const DATE = new Date(1980, 0, 1);

/** The bytes of a zip file with these entries, in their order. */
export function writeZip(entries: ReadonlyMap<string, Uint8Array>, { level }: WriteZipOptions): Uint8Array {
  const files: Zippable = Object.fromEntries([...entries].map(([name, content]) => [name, content]));
  return zipSync(files, { level, mtime: DATE });
}
