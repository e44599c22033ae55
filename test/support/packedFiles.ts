// Files of other programs in fixtures: gzip in base64, by their names.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

/** The JSON of a fixture in test/golden/files. */
export function readFilesFixture(name: string): unknown {
  return JSON.parse(readFileSync(fileURLToPath(new URL(`../golden/files/${name}.json`, import.meta.url)), "utf8"));
}

export function unpack(packed: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(gunzipSync(Buffer.from(packed, "base64")));
}

/** Every file of a fixture that is nothing but files. */
export function packedFiles(name: string): { readonly [file: string]: Uint8Array } {
  const files = Object.entries(readFilesFixture(name) as { readonly [file: string]: string });
  return Object.fromEntries(files.map(([file, packed]) => [file, unpack(packed)]));
}
