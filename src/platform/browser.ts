// The platform of a page or a page's worker: files are fetched by address or kept in IndexedDB.

import { startPageThread } from "./pageThread.js";
import type { BegunFile, FolderEntry, Platform, WorkerThread } from "./platform.js";

export const platformName = "browser";

/** The NAME that a page can write to: `indexeddb://NAME`, which it can read again, or `downloads://NAME`. */
function kept(path: string | URL, scheme: "indexeddb" | "downloads"): string | null {
  const address = `${path}`;
  return address.startsWith(`${scheme}://`) ? address.slice(scheme.length + 3) : null;
}

/** Loaded when the page first keeps or locks a file. */
const storage = () => import("./browserStorage.js");

/** Here a path is an address, relative to the page, or `indexeddb://NAME`. */
export async function readFile(path: string | URL): Promise<Uint8Array> {
  const name = kept(path, "indexeddb");
  if (name !== null) {
    const content = await (await storage()).readStored(name);
    if (content === null) throw new Error(`${path}: this page has kept no file under that name`);
    return content;
  }
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: the server answered ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}

export async function beginFile(path: string | URL): Promise<BegunFile> {
  return { bytes: await readFile(path), whole: Promise.resolve() };
}

export async function readFileStart(path: string, length: number): Promise<Uint8Array> {
  return (await readFile(path)).subarray(0, length);
}

export const writeFileAtomically: Platform["writeFileAtomically"] = async (path, content) => {
  await checkWritable(path);
  await (await storage()).writeKept(path, content);
};

/** A transaction leaves none. */
export async function removeLeftovers(): Promise<void> {}

export async function removeFile(path: string): Promise<void> {
  const name = kept(path, "indexeddb");
  if (name === null) throw new Error(`${path}: a page can remove only what it keeps under indexeddb://`);
  await (await storage()).removeStored(name);
}

export async function checkWritable(path: string): Promise<void> {
  if (kept(path, "indexeddb") || kept(path, "downloads")) return;
  throw new Error(`${path}: a page can write to indexeddb://NAME and downloads://NAME, it has no files`);
}

export const lockFile: Platform["lockFile"] = async (path) => (await storage()).lockStored(path);

export async function placeOf(path: string): Promise<string> {
  return path;
}

export async function listFolder(path: string): Promise<readonly FolderEntry[]> {
  throw new Error(`${path}: a page cannot list folders`);
}

export async function makeFolder(path: string): Promise<void> {
  throw new Error(`${path}: a page cannot make folders`);
}

export async function fileExists(path: string): Promise<boolean> {
  const name = kept(path, "indexeddb");
  if (name !== null) return (await (await storage()).readStored(name)) !== null;
  const response = await fetch(path, { method: "HEAD" }).catch(() => null);
  return response?.ok ?? false;
}

export async function fileSize(path: string): Promise<number> {
  return (await readFile(path)).length;
}

export function joinPath(...parts: readonly string[]): string {
  return parts.join("/").replace(/(?<!:)\/{2,}/g, "/");
}

/** A page has none. */
export function cacheFolder(): string | null {
  return null;
}

export const downloads: Platform["downloads"] = null;

export function availableThreads(): number {
  return navigator.hardwareConcurrency ?? 1;
}

/** A page must keep answering its user; its workers may wait. */
export function mayBlock(): boolean {
  return typeof document === "undefined";
}

/** No event reports a script that the server never finishes sending, or a worker that the browser gave up. */
export const longestWorkerStart: number | null = 30;

export const startWorker = startPageThread;

export function serveWorker(receive: (message: unknown) => void): WorkerThread["post"] {
  self.onmessage = (event: MessageEvent<unknown>) => receive(event.data);
  return (message, transfer = []) => self.postMessage(message, { transfer: [...transfer] });
}

export async function importAdded(): Promise<null> {
  return null;
}

export const drawSvg: Platform["drawSvg"] = async (...given) => (await import("./pageSvg.js")).drawInPage(...given);

/** Loaded with the first picture that asks the browser for something. */
const pictures = () => import("./pagePictures.js");

export const decodeJpeg: Platform["decodeJpeg"] = async (...given) => (await pictures()).decodeJpeg(...given);
export const decodeWebp: Platform["decodeWebp"] = async (...given) => (await pictures()).decodeWebp(...given);
export const decodeShown: Platform["decodeShown"] = async (...given) => (await pictures()).decodeShown(...given);
export const inflate: Platform["inflate"] = async (...given) => (await pictures()).inflate(...given);
export const encodePng: Platform["encodePng"] = async (...given) => (await pictures()).encodePng(...given);
