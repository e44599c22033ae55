// Arrays of NumPy under attack.

import { openFile } from "../../../src/formats/openFile.js";
import { bytesOf, readWritten } from "../../formats/writtenFiles.js";
import { withZipChecksums } from "../../formats/zip/withZipChecksums.js";
import type { Format } from "../format.js";

interface Written {
  readonly arrays: readonly { readonly file: string }[];
  readonly zips: readonly { readonly file: string }[];
}

export const npz: Format = {
  name: "npz",
  async seeds() {
    const { arrays, zips } = readWritten<Written>("numpy");
    return [...arrays, ...zips].map(({ file }) => bytesOf(file));
  },
  open: openFile,
  repair: withZipChecksums,
};
