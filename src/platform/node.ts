// The platform of Node: the file system, worker threads, and pngjs, which writes PNG.

import { type FileHandle, mkdir, open, readdir, stat } from "node:fs/promises";
// By another name: bundles often begin with a `createRequire` of their own.
import { createRequire as requireFrom } from "node:module";
import { availableParallelism, homedir } from "node:os";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { compareCodePoints } from "./compareCodePoints.js";
import { nodeDownloads } from "./nodeDownloads.js";
import * as files from "./nodeFiles.js";
import { decodeWithMozjpeg } from "./nodeJpeg.js";
import { bundleOfSource } from "./nodeSourceThread.js";
import { drawWithResvg } from "./nodeSvg.js";
import { decodeWithLibwebp } from "./nodeWebp.js";
import {
  type BegunFile,
  FIRST_BYTES,
  type FolderEntry,
  type Platform,
  type WorkerListener,
  type WorkerThread,
} from "./platform.js";
import type { WorkerSource } from "./workerSource.js";

export const platformName = "node";

export async function readFile(path: string | URL): Promise<Uint8Array> {
  const { bytes, whole } = await beginFile(path);
  await whole;
  return bytes;
}

export async function beginFile(path: string | URL): Promise<BegunFile> {
  await checkReadable(path);
  const file = await open(path, "r").catch(throwWithoutCall);
  try {
    const { size } = await file.stat();
    if (size === 0) return { bytes: await wholeOf(file), whole: Promise.resolve() };
    const bytes = new Uint8Array(size);
    await readInto(file, bytes.subarray(0, FIRST_BYTES), 0);
    const whole = readInto(file, bytes.subarray(FIRST_BYTES), FIRST_BYTES).finally(() => file.close());
    return { bytes, whole: whole.catch(throwWithoutCall) };
  } catch (error) {
    await file.close();
    return throwWithoutCall(error);
  }
}

/** What the system makes up has no size, and gives its bytes once. */
async function wholeOf(file: FileHandle): Promise<Uint8Array> {
  const bytes = await file.readFile();
  await file.close();
  return bytes;
}

/** What Node may be asked for in one call. */
const MOST_AT_ONCE = 2 ** 30;

/** Fills the bytes; Node's own function reads half a megabyte after the other, which takes twice the time. */
async function readInto(file: FileHandle, bytes: Uint8Array, start: number): Promise<void> {
  let length = 0;
  while (length < bytes.length) {
    const most = Math.min(bytes.length - length, MOST_AT_ONCE);
    const { bytesRead } = await file.read(bytes, length, most, start + length);
    if (bytesRead === 0) throw new Error(`it has become shorter: its byte ${start + length} is not there`);
    length += bytesRead;
  }
}

/** Opening a pipe waits for its writer, forever where there is none. @throws Error if the file is one, or a folder */
async function checkReadable(path: string | URL): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found?.isFIFO()) throw new Error("it is a pipe, and not a file");
  if (found?.isDirectory()) throw new Error("it is a folder, and not a file");
}

/** Whoever asks for a file names it, and the system would name it again. */
function throwWithoutCall(error: unknown): never {
  throw files.withoutCall(error);
}

export async function readFileStart(path: string, length: number): Promise<Uint8Array> {
  await checkReadable(path);
  const file = await open(path, "r").catch(throwWithoutCall);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Bytes that are inflated at once. */
const LARGEST_CHUNK = 1 << 20;

export const { writeFileAtomically, checkWritable, removeLeftovers, removeFile, placeOf } = files;

/** Node takes milliseconds to load what locks and inflating need. */
export const lockFile: Platform["lockFile"] = async (path) => (await import("./nodeLock.js")).lockFile(path);

export async function listFolder(path: string): Promise<readonly FolderEntry[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(throwWithoutCall);
  const named = entries.map(async (entry): Promise<FolderEntry> => {
    if (entry.isDirectory()) return { name: entry.name, kind: "folder" };
    if (entry.isFile()) return { name: entry.name, kind: "file" };
    const target = entry.isSymbolicLink() ? await stat(join(path, entry.name)).catch(() => null) : null;
    return { name: entry.name, kind: target?.isFile() ? "file" : target?.isDirectory() ? "folder" : "other" };
  });
  return (await Promise.all(named)).sort((a, b) => compareCodePoints(a.name, b.name));
}

export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true });
}

export async function fileExists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}

export async function fileSize(path: string): Promise<number> {
  return (await stat(path).catch(throwWithoutCall)).size;
}

export function joinPath(...parts: readonly string[]): string {
  return join(...parts);
}

export function cacheFolder(): string | null {
  const { LINNET_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (LINNET_CACHE) return LINNET_CACHE;
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, "linnet");
  if (process.platform === "win32" && LOCALAPPDATA) return join(LOCALAPPDATA, "linnet");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "linnet");
  return join(homedir(), ".cache", "linnet");
}

export const downloads = nodeDownloads;

export function availableThreads(): number {
  return availableParallelism();
}

export function mayBlock(): boolean {
  return true;
}

/** Node takes milliseconds to load what starts threads, and a program on one thread starts none. */
function threads(): typeof import("node:worker_threads") {
  return requireFrom(import.meta.url)("node:worker_threads");
}

/** In the TypeScript sources, as in tests and recipes, the module ends in `.ts` and needs nothing that says how modules are found. */
function openWorker(module: URL, megabytes: number | undefined): Worker {
  const { Worker } = threads();
  const limits = megabytes === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: megabytes } };
  if (import.meta.url.endsWith(".ts")) return new Worker(bundleOfSource(module), { execArgv: [], ...limits });
  return new Worker(module, { execArgv: moduleOptions(process.execArgv), ...limits });
}

const MODULE_OPTIONS = ["-r", "--require", "--import", "--loader", "--experimental-loader", "-C", "--conditions"];

/**
 * Node's options that say how modules are found. A thread refuses to start with others, such as V8's, which hold for the
 * whole process anyway, or `--input-type`, which belongs to `--eval`.
 */
function moduleOptions(given: readonly string[]): string[] {
  return given.flatMap((option, place) => {
    const [name, value] = option.split("=", 2);
    if (!MODULE_OPTIONS.includes(name!)) return [];
    return value === undefined ? given.slice(place, place + 2) : [option];
  });
}

/** Node reports everything that happens to a thread. */
export const longestWorkerStart: number | null = null;

export function startWorker({ module, megabytes }: WorkerSource, listener: WorkerListener): WorkerThread {
  if (module === null) throw new Error("startWorker: expected the address of a module");
  const worker = openWorker(module, megabytes);
  let stopping = false;
  worker.on("message", (message: unknown) => listener.message(message));
  worker.on("messageerror", (error) => listener.failure(error));
  worker.on("error", (error) => listener.failure(error instanceof Error ? error : new Error(String(error))));
  worker.on("exit", (code) => {
    if (!stopping) listener.failure(new Error(`the worker thread ended by itself with code ${code}`));
  });
  return {
    post: (message, transfer = []) => worker.postMessage(message, [...transfer]),
    keepAlive: (kept) => (kept ? worker.ref() : worker.unref()),
    terminate: async () => {
      stopping = true;
      await worker.terminate();
    },
  };
}

export function serveWorker(receive: (message: unknown) => void): WorkerThread["post"] {
  const port = threads().parentPort;
  if (port === null) throw new Error("serveWorker: expected to run in a worker thread, but this is the main one");
  port.on("message", receive);
  return (message, transfer = []) => port.postMessage(message, [...transfer]);
}

export async function importAdded(name: string): Promise<object | null> {
  return import(/* webpackIgnore: true */ /* @vite-ignore */ name).catch(() => null);
}

export const decodeJpeg: Platform["decodeJpeg"] = decodeWithMozjpeg;

export const decodeWebp: Platform["decodeWebp"] = decodeWithLibwebp;

export const decodeShown: Platform["decodeShown"] = async () => null;

export const drawSvg = drawWithResvg;

export const inflate: Platform["inflate"] = async (bytes, limit) => {
  const { createInflate } = await import("node:zlib");
  const data = new Uint8Array(limit);
  // A byte more than is wanted tells whether there is more.
  const stream = createInflate({ chunkSize: Math.max(64, Math.min(limit + 1, LARGEST_CHUNK)) });
  stream.end(bytes);
  let length = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      const wanted = chunk.subarray(0, limit - length);
      data.set(wanted, length);
      length += wanted.length;
      if (wanted.length < chunk.length) break;
    }
    return { data: data.subarray(0, length), fault: null };
  } catch (error) {
    return { data: data.subarray(0, length), fault: error instanceof Error ? error.message : String(error) };
  }
};

export const encodePng: Platform["encodePng"] = async ({ width, height, data }) => {
  const { default: pngjs } = await import("pngjs");
  const png = new pngjs.PNG({ width, height, colorType: 2, inputColorType: 2, inputHasAlpha: false });
  png.data = Buffer.from(Uint8Array.from(data));
  return pngjs.PNG.sync.write(png, { colorType: 2, inputColorType: 2, inputHasAlpha: false });
};
