// libjpeg itself, as mozjpeg in WebAssembly (https://github.com/jamsinclair/jSquash): several times as fast as jpeg-js.

import { type DecodedPixels, readPackageFile } from "../../platform/index.js";
import { dropAlpha, type Picture } from "../picture.js";

const MODULE = "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm";

interface Mozjpeg {
  /** Null or an error where libjpeg gives up. */
  decode(bytes: Uint8Array, preserveOrientation: boolean): DecodedPixels | null;
}

interface OpenMozjpeg extends Mozjpeg {
  /** libjpeg's warnings: it goes on after them, with whatever pixels it then has. */
  readonly warnings: string[];
}

/** What Emscripten's modules are started with. */
type Start = (options: { wasmBinary: Uint8Array; printErr(line: string): void }) => Promise<Mozjpeg>;

let library: Promise<OpenMozjpeg | null> | null = null;

/**
 * The stored pixels of a grey, YCbCr or RGB JPEG; null where libjpeg has any objection to the file, so that jpeg-js finds
 * out what it is, and where the decoder's module cannot be read: in most pages, or in a bundle without its packages.
 */
export async function decodeWithMozjpeg(bytes: Uint8Array): Promise<Picture | null> {
  library ??= openLibrary().catch(() => null);
  const mozjpeg = await library;
  if (mozjpeg === null) return null;
  mozjpeg.warnings.length = 0;
  try {
    const pixels = mozjpeg.decode(bytes, false);
    return pixels === null || mozjpeg.warnings.length > 0 ? null : dropAlpha(pixels);
  } catch {
    // It stopped in the middle of its work and cannot be used any more: the next file gets another.
    library = null;
    return null;
  }
}

async function openLibrary(): Promise<OpenMozjpeg> {
  const wasmBinary = await readPackageFile(MODULE);
  const { default: start } = (await import("@jsquash/jpeg/codec/dec/mozjpeg_dec.js")) as unknown as { default: Start };
  const warnings: string[] = [];
  const mozjpeg = await start({ wasmBinary, printErr: (line) => warnings.push(line) });
  return { warnings, decode: (bytes, preserveOrientation) => mozjpeg.decode(bytes, preserveOrientation) };
}
