// What linnet asks of its machine: files, threads, and the decoders that the machine already has.
// `node.ts` and `browser.ts` both implement it; `index.ts` says which one is used.

import type { WorkerSource } from "./workerSource.js";

/** A name in a folder. A link counts as what it leads to, so walks have to look out for circles; one that leads nowhere is `other`. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: "file" | "folder" | "other";
}

/** A thread that receives messages and answers them. */
export interface WorkerThread {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  /** Whether the thread keeps the process alive. Default: true. */
  keepAlive(kept: boolean): void;
  /** Stops the thread at once, whatever it is doing. */
  terminate(): Promise<void>;
}

/** What the starter of a thread hears from it. */
export interface WorkerListener {
  message(message: unknown): void;
  /** The thread died, could not start, or sent something unreadable: nothing more will come. */
  failure(error: Error): void;
}

/** Pixels as a decoder gives them, `[height, width, 4]`: red, green, blue, alpha, one byte each. */
export interface DecodedPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

export interface DecodedJpeg {
  readonly pixels: DecodedPixels;
  /** What the decoder found wrong, and went on after. */
  readonly warnings: readonly string[];
}

/** A file that grows as its bytes come. */
export interface PartFile {
  /** In bytes, with what an earlier process wrote. */
  readonly length: number;
  append(bytes: Uint8Array): Promise<void>;
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** What a download needs beside `fetch`. */
export interface Downloads {
  /** Opens a file to be added to; makes it where there is none. */
  openPart(path: string): Promise<PartFile>;
  /** In hexadecimal digits. */
  digest(bytes: Uint8Array, algorithm: "MD5" | "SHA-256"): Promise<string>;
  /** The address of a folder from which files are taken instead of their own: `LINNET_WEIGHTS_URL` in the environment. */
  mirror(): string | null;
}

/** What is read before anything else is done with a file. */
export const FIRST_BYTES = 2 ** 18;

/** A file whose first bytes are there, and the others once `whole` resolves: until then they are zeros. */
export interface BegunFile {
  readonly bytes: Uint8Array;
  readonly whole: Promise<void>;
}

export interface Platform {
  readonly platformName: "node" | "browser";
  /**
   * Reads a file by its path, or by its address beside a module.
   * @throws Error if the file does not exist or cannot be read
   */
  readFile(path: string | URL): Promise<Uint8Array>;
  /** Begins to read a file: whoever has its beginning has something to do until the rest is there. @throws as `readFile` does */
  beginFile(path: string | URL): Promise<BegunFile>;
  /** The first bytes of a file, fewer if it is shorter. */
  readFileStart(path: string, length: number): Promise<Uint8Array>;
  /**
   * Writes to a temporary name beside the file, syncs and renames, so that nobody ever sees half a file. A link stays, and
   * the file to which it leads is replaced.
   * @throws Error as `checkWritable` does, or if the disk is full
   */
  writeFileAtomically(path: string, content: Uint8Array | string): Promise<void>;
  /** Removes the temporary files that writes of this file left when their process was killed. */
  removeLeftovers(path: string): Promise<void>;
  /** Removes a file, if it exists. */
  removeFile(path: string): Promise<void>;
  /**
   * @throws Error if no file can be written there: the name is empty or too long, its folder is missing or closed, or
   * what has that name is a folder, a pipe, a device, or a file that may not be written
   */
  checkWritable(path: string): Promise<void>;
  /**
   * Keeps other runs from writing the file until the function that it resolves to is called, or the process ends.
   * @throws Error if another run has it, or its folder is missing or closed
   */
  lockFile(path: string): Promise<() => Promise<void>>;
  /** The same for all paths that lead to one file, whether it exists or not. */
  placeOf(path: string): Promise<string>;
  /** The names in a folder, sorted by code point, so that every machine gives the same order. */
  listFolder(path: string): Promise<readonly FolderEntry[]>;
  /** Makes the folder and those above it, if they do not exist. */
  makeFolder(path: string): Promise<void>;
  fileExists(path: string): Promise<boolean>;
  /** In bytes. @throws Error if the file does not exist */
  fileSize(path: string): Promise<number>;
  /** A package that a user may have added to linnet; null if it is missing or cannot be loaded, as in every page. */
  importAdded(name: string): Promise<object | null>;
  joinPath(...parts: readonly string[]): string;
  /** Where linnet may keep what it can make again; null in a page. `LINNET_CACHE` in the environment overrides it. */
  cacheFolder(): string | null;
  /** Null in a page, which has no folder to download into. */
  readonly downloads: Downloads | null;
  /** How many threads can run at once, at least 1. */
  availableThreads(): number;
  /** Whether the caller's thread may wait for others; a page's main thread may not. */
  mayBlock(): boolean;
  /**
   * The one way to start a thread, used by `workerPool.ts`.
   * @throws Error if the platform refuses at once, for example because its permissions allow no threads
   */
  startWorker(source: WorkerSource, listener: WorkerListener): WorkerThread;
  /** Seconds after which a silent thread counts as failed to start; null if the platform reports such failures. */
  readonly longestWorkerStart: number | null;
  /** Called inside a thread: receives every message; returns the function that answers. */
  serveWorker(receive: (message: unknown) => void): WorkerThread["post"];
  /**
   * The stored pixels of a gray, YCbCr or RGB JPEG; null if the machine has no decoder, or its decoder gives up.
   * @param isCut whether the file is known to be cut short
   */
  decodeJpeg(bytes: Uint8Array, isCut: boolean): Promise<DecodedJpeg | null>;
  /** The pixels of a WebP that holds one picture and nothing else; null if its decoder gives up or is not there. */
  decodeWebp(bytes: Uint8Array): Promise<DecodedPixels | null>;
  /** The upright pixels of a file of any other format that a page can show; null in Node, and if the page cannot. */
  decodeShown(bytes: Uint8Array, type: string): Promise<DecodedPixels | null>;
  /** The bytes of a PNG file with these RGB pixels `[height, width, 3]`, 8 bits each. */
  encodePng(pixels: {
    readonly width: number;
    readonly height: number;
    readonly data: ArrayLike<number>;
  }): Promise<Uint8Array>;
  /**
   * Undoes zlib's compression, up to `limit` bytes, and stops there: no more memory is taken than that. `fault` says what is
   * wrong with the data, whose beginning is given back nevertheless; null if nothing is.
   */
  inflate(bytes: Uint8Array, limit: number): Promise<{ readonly data: Uint8Array; readonly fault: string | null }>;
  /** Draws an SVG as the bytes of a PNG file, with `scale` pixels for each of its own. */
  drawSvg(svg: string, scale: number): Promise<Uint8Array>;
}
