// Files of PyTorch under attack: zips, whose checksums are repaired in every second mutation, and the older form.

import { openFile } from "../../../src/formats/openFile.js";
import { bytesOf, readWritten } from "../../formats/writtenFiles.js";
import { withZipChecksums } from "../../formats/zip/withZipChecksums.js";
import type { Format } from "../format.js";

interface Written {
  readonly cases: readonly { readonly name: string; readonly file: string }[];
}

export const pytorch: Format = {
  name: "pytorch",
  async seeds() {
    const { cases } = readWritten<Written>("pytorch");
    return cases.map(({ file }) => bytesOf(file));
  },
  open: openFile,
  repair: withZipChecksums,
};
