// Where a model's bytes come from: a path, an address, or memory.

import { readFile } from "../platform/index.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";

/**
 * A path, an address (`https://…`, or as a URL), or bytes. In a page a path is an address relative to the page, or
 * `indexeddb://NAME`, where `save` has kept a model.
 */
export type ModelSource = string | URL | Uint8Array | ArrayBuffer | Blob;

/** The bytes, and their name in errors. @throws LinnetError naming the file if it cannot be read */
export async function readModelSource(source: ModelSource): Promise<{ bytes: Uint8Array; file: string }> {
  if (source instanceof Uint8Array) return { bytes: source, file: "the model's bytes" };
  if (source instanceof ArrayBuffer) return { bytes: new Uint8Array(source), file: "the model's bytes" };
  if (source instanceof Blob) {
    const name = "name" in source && typeof source.name === "string" ? source.name : "the model's Blob";
    return { bytes: new Uint8Array(await source.arrayBuffer()), file: name };
  }
  if (typeof source !== "string" && !(source instanceof URL))
    throw new LinnetError(`load: expected a path, a URL, bytes or a Blob, got ${describe(source)}`);
  const bytes = await (isAddress(source) ? download(source) : readFile(source)).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LinnetError(`${source}: the model could not be read (${reason})`);
  });
  return { bytes, file: `${source}` };
}

function isAddress(source: string | URL): boolean {
  return /^(https?|data|blob):/.test(`${source}`);
}

async function download(address: string | URL): Promise<Uint8Array> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the server answered ${`${response.status} ${response.statusText}`.trim()}`);
  return new Uint8Array(await response.arrayBuffer());
}
