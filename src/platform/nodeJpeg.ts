// libjpeg as mozjpeg in WebAssembly (https://github.com/jamsinclair/jSquash), several times as fast as jpeg-js.

import { readFile } from "node:fs/promises";
import { packageFile } from "./packageFile.js";
import type { DecodedPixels } from "./platform.js";

/** The module that Emscripten made. */
interface Module {
  /** Null or an error if libjpeg gives up. */
  decode(bytes: Uint8Array, preserveOrientation: boolean): DecodedPixels | null;
}

type Start = (options: { wasmBinary: Uint8Array; printErr(line: string): void }) => Promise<Module>;

interface Library {
  readonly module: Module;
  /** libjpeg's; it goes on after them, with whatever pixels it has. */
  readonly warnings: string[];
}

let library: Promise<Library | null> | null = null;

/**
 * The stored pixels of a gray, YCbCr or RGB JPEG; null if libjpeg objects to the file, or the decoder's module cannot be
 * read, as in a bundle without its packages.
 */
export async function decodeWithMozjpeg(bytes: Uint8Array): Promise<DecodedPixels | null> {
  library ??= openLibrary().catch(() => null);
  const opened = await library;
  if (opened === null) return null;
  const { module, warnings } = opened;
  warnings.length = 0;
  try {
    const pixels = module.decode(bytes, false);
    return pixels === null || warnings.length > 0 ? null : pixels;
  } catch {
    // The instance stopped halfway and is unusable: the next file gets another.
    library = null;
    return null;
  }
}

async function openLibrary(): Promise<Library> {
  const wasmBinary = await readFile(packageFile("@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm"));
  const { default: start } = (await import("@jsquash/jpeg/codec/dec/mozjpeg_dec.js")) as unknown as { default: Start };
  const warnings: string[] = [];
  return { warnings, module: await start({ wasmBinary, printErr: (line) => warnings.push(line) }) };
}
