// Zip files under attack, all entries of which are read.

import { readZip } from "../../../src/formats/zip/readZip.js";
import { writeZip } from "../../../src/formats/zip/writeZip.js";
import { withZipChecksums } from "../../formats/zip/withZipChecksums.js";
import type { Format } from "../format.js";

const entries = new Map([
  ["model/data.pkl", Uint8Array.from({ length: 500 }, (_, index) => (index * 7) & 0xff)],
  ["model/data/0", new Uint8Array(3000)],
  ["model/größe", new Uint8Array(0)],
]);

export const zip: Format = {
  name: "zip",
  seeds: async () => [writeZip(entries, { level: 0 }), writeZip(entries, { level: 9 })],
  async open(bytes, file) {
    const { names, read } = readZip(bytes, file);
    for (const name of names) read(name);
  },
  repair: withZipChecksums,
};
