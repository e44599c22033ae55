// The platform of a page or a page's worker: files are fetched by address or kept in IndexedDB.

import { drawInPage } from "./pageSvg.js";
import { startPageThread } from "./pageThread.js";
import type { DecodedPixels, FolderEntry, Platform, WorkerThread } from "./platform.js";

export const platformName = "browser";

/** The NAME that a page can write to: `indexeddb://NAME`, which it can read again, or `downloads://NAME`. */
function kept(path: string | URL, scheme: "indexeddb" | "downloads"): string | null {
  const address = `${path}`;
  return address.startsWith(`${scheme}://`) ? address.slice(scheme.length + 3) : null;
}

/** Loaded when the page first keeps a file. */
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

export async function readFileStart(path: string, length: number): Promise<Uint8Array> {
  return (await readFile(path)).subarray(0, length);
}

export async function writeFileAtomically(path: string, content: Uint8Array | string): Promise<void> {
  await checkWritable(path);
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const name = kept(path, "indexeddb");
  if (name !== null) await (await storage()).writeStored(name, bytes);
  else (await storage()).offerDownload(kept(path, "downloads")!, bytes);
}

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

/** Where a page is served without encryption, the browser has no locks. */
export async function lockFile(path: string): Promise<() => Promise<void>> {
  const { locks } = navigator;
  if (locks === undefined) return async () => {};
  return new Promise((resolve, reject) => {
    locks
      .request(`linnet: ${path}`, { ifAvailable: true }, (lock) => {
        if (lock === null) throw new Error("another run, here or in another tab, is writing it");
        return new Promise<void>((release) => resolve(async () => release()));
      })
      .catch(reject);
  });
}

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

/** Of files that are cut short alone, which jpeg-js does not take: the browser corrects colors, and smooths chroma in its own way. */
export const decodeJpeg: Platform["decodeJpeg"] = async (bytes, isCut) =>
  isCut ? { pixels: await decodeInPage(bytes, "image/jpeg"), warnings: [] } : null;

export const decodeWebp: Platform["decodeWebp"] = (bytes) => decodeInPage(bytes, "image/webp").catch(() => null);

export const decodeShown: Platform["decodeShown"] = (bytes, type) => decodeInPage(bytes, type).catch(() => null);

/** The pixels of any file that the browser can show, upright if the file says how. */
async function decodeInPage(bytes: Uint8Array, type: string): Promise<DecodedPixels> {
  const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type }), {
    colorSpaceConversion: "none",
    premultiplyAlpha: "none",
  });
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("the browser gave no canvas");
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, width, height);
}

export async function importAdded(): Promise<null> {
  return null;
}

export const drawSvg = drawInPage;

export const inflate: Platform["inflate"] = async (bytes, limit) => {
  const data = new Uint8Array(limit);
  const reader = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  let length = 0;
  let fault: string | null = null;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const wanted = value.subarray(0, limit - length);
      data.set(wanted, length);
      length += wanted.length;
      if (wanted.length < value.length) break;
    }
  } catch (error) {
    fault = error instanceof Error ? error.message : String(error);
  }
  await reader.cancel().catch(() => undefined);
  return { data: data.subarray(0, length), fault };
};

export const encodePng: Platform["encodePng"] = async ({ width, height, data }) => {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("the browser gave no canvas");
  const pixels = context.createImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) pixels.data[4 * pixel + channel] = data[3 * pixel + channel]!;
    pixels.data[4 * pixel + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
  return new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
};
