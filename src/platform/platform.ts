// What linnet asks of the machine that it runs on: files, threads, and the decoding that a machine already has.
// `node.ts` and `browser.ts` both answer it; `index.ts` says which one is used.

import type { WorkerSource } from "./workerSource.js";

/** One name in a folder. A link counts as the file it leads to; a link to a folder is `other`, so that no walk runs in circles. */
export interface FolderEntry {
  readonly name: string;
  readonly kind: "file" | "folder" | "other";
}

/** A thread that takes messages and answers them. */
export interface WorkerThread {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  /** Whether the thread keeps the process alive; at first it does. */
  keepAlive(kept: boolean): void;
  /** Stops the thread at once, whatever it is doing. */
  terminate(): Promise<void>;
}

/** What the starter of a thread hears from it. */
export interface WorkerListener {
  message(message: unknown): void;
  /** The thread died, could not start, or said what cannot be read: nothing more will come. */
  failure(error: Error): void;
}

/** Pixels as they leave a decoder: four bytes a pixel, red, green, blue, alpha; `[height, width, 4]`. */
export interface DecodedPixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

export interface Platform {
  readonly platformName: "node" | "browser";
  /**
   * Reads a file by its path, or by its address beside a module.
   * @throws Error where the file is not there or cannot be read
   */
  readFile(path: string | URL): Promise<Uint8Array>;
  /** The first bytes of a file, fewer where it is shorter. */
  readFileStart(path: string, length: number): Promise<Uint8Array>;
  /** Writes to a temporary name beside the file, syncs and renames, so that nobody ever sees half a file. */
  writeFileAtomically(path: string, content: Uint8Array | string): Promise<void>;
  /** Removes what writes of this file that were broken off, as by a power cut, have left under temporary names. */
  removeLeftovers(path: string): Promise<void>;
  /** Removes a file; does nothing where there is none. */
  removeFile(path: string): Promise<void>;
  /** @throws Error where no file can be written there, since its folder is missing or closed, or a folder has that name */
  checkWritable(path: string): Promise<void>;
  /** The names in a folder, sorted by code unit, so that every machine gives the same order. */
  listFolder(path: string): Promise<readonly FolderEntry[]>;
  /** Makes the folder and those above it; does nothing where it is there. */
  makeFolder(path: string): Promise<void>;
  fileExists(path: string): Promise<boolean>;
  /** In bytes. @throws Error where the file is not there */
  fileSize(path: string): Promise<number>;
  /** A package that a user may have added to linnet; null where it is not there or cannot be loaded, as in every page. */
  importAdded(name: string): Promise<object | null>;
  joinPath(...parts: readonly string[]): string;
  /** Where linnet may keep what it can make again; null in a page. `LINNET_CACHE` in the environment overrides it. */
  cacheFolder(): string | null;
  /** How many threads can run at once, at least 1. */
  availableThreads(): number;
  /** Whether the caller's thread may wait for others; a page's own may not. */
  mayBlock(): boolean;
  /**
   * The one way to start a thread: with this module. `workerPool.ts` is who does.
   * @throws Error where the platform refuses at once, as where its permissions allow no threads
   */
  startWorker(source: WorkerSource, listener: WorkerListener): WorkerThread;
  /** The seconds after which a thread that has said nothing is taken for one that could not start; null where that is reported. */
  readonly longestWorkerStart: number | null;
  /** Called inside a thread: receives every message, and gives the function that answers. */
  serveWorker(receive: (message: unknown) => void): WorkerThread["post"];
  /** The stored pixels of a gray, YCbCr or RGB JPEG; null where the machine has no decoder, or that has any objection. */
  decodeJpeg(bytes: Uint8Array): Promise<DecodedPixels | null>;
  /** The bytes of a PNG file with these RGB pixels `[height, width, 3]`, 8 bits each. */
  encodePng(pixels: {
    readonly width: number;
    readonly height: number;
    readonly data: ArrayLike<number>;
  }): Promise<Uint8Array>;
  /** @throws Error where the bytes are not a whole PNG */
  decodePng(bytes: Uint8Array): Promise<DecodedPixels>;
  /** A drawing as the bytes of a PNG file, with this many pixels for each of its own. */
  drawSvg(svg: string, scale: number): Promise<Uint8Array>;
}
