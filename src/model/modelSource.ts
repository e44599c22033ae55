// Where a model's bytes come from: a path, an address, or memory.

import type { FileToOpen, Siblings } from "../formats/opened.js";
import { beginFile, listFolder, platformName, readFile } from "../platform/index.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";

/**
 * A path, an address (`https://…`, or as a URL), or bytes. In a page a path is an address relative to the page, or
 * `indexeddb://NAME`, where `save` has kept a model.
 */
export type ModelSource = string | URL | Uint8Array | ArrayBuffer | Blob;

/**
 * The bytes, their name in errors, and the files beside them; of a folder, those of the model in it.
 * @param what what the source is, for errors
 * @param isBegun whether a file's first bytes will do for now; `whole` then says when all are there
 * @throws LinnetError naming the file if it cannot be read
 */
export async function readModelSource(source: ModelSource, what = "model", isBegun = false): Promise<FileToOpen> {
  if (source instanceof Uint8Array) return alone(source, "the model's bytes");
  if (source instanceof ArrayBuffer) return alone(new Uint8Array(source), "the model's bytes");
  if (source instanceof Blob) {
    const name = "name" in source && typeof source.name === "string" ? source.name : "the model's Blob";
    return alone(new Uint8Array(await source.arrayBuffer()), name);
  }
  if (typeof source !== "string" && !(source instanceof URL))
    throw new LinnetError(`load: expected a path, a URL, bytes or a Blob, got ${describe(source)}`);
  const path = platformName === "node" && !isAddress(source) ? await pathOfModel(source) : source;
  const fail = (error: unknown): never => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LinnetError(`${path}: the ${what} could not be read (${reason})`);
  };
  const [file, siblings] = [`${path}`, siblingsOf(path)];
  if (platformName !== "node" || isAddress(path)) return { bytes: await readSource(path).catch(fail), file, siblings };
  const { bytes, whole } = await beginFile(path).catch(fail);
  const rest = whole.catch(fail);
  if (isBegun) rest.catch(() => {});
  else await rest;
  return { bytes, file, siblings, whole: rest };
}

/** In a page there are no folders, and this is left out of it. */
async function pathOfModel(source: string | URL): Promise<string | URL> {
  if (source instanceof URL) return source;
  const entries = await listFolder(source).catch(() => null);
  return entries === null ? source : (await import("./modelFolder.js")).modelInFolder(source, entries);
}

/** Reads what lies beside a path or an address. */
export function siblingsOf(source: string | URL): Siblings {
  return (name) => readSource(beside(source, name)).catch(() => null);
}

function alone(bytes: Uint8Array, file: string): FileToOpen {
  return { bytes, file, siblings: async () => null };
}

function readSource(source: string | URL): Promise<Uint8Array> {
  return isAddress(source) ? download(source) : readFile(source);
}

/** The path or address of a file in the folder of another. */
function beside(source: string | URL, name: string): string | URL {
  if (source instanceof URL) return new URL(name, source);
  if (isAddress(source)) return new URL(name, source).href;
  const end = Math.max(source.lastIndexOf("/"), source.lastIndexOf("\\"));
  return source.slice(0, end + 1) + name;
}

function isAddress(source: string | URL): boolean {
  return /^(https?|data|blob):/.test(`${source}`);
}

async function download(address: string | URL): Promise<Uint8Array> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the server answered ${`${response.status} ${response.statusText}`.trim()}`);
  return new Uint8Array(await response.arrayBuffer());
}
