// libjpeg as mozjpeg in WebAssembly (https://github.com/jamsinclair/jSquash), several times as fast as jpeg-js.

import { openSquash, type SquashModule } from "./nodeSquash.js";
import { packageFile } from "./packageFile.js";
import type { DecodedJpeg, DecodedPixels } from "./platform.js";

interface Mozjpeg extends SquashModule {
  /** Null or an error if libjpeg gives up. */
  decode(bytes: Uint8Array, preserveOrientation: boolean): DecodedPixels | null;
}

const library = openSquash<Mozjpeg>(
  () => packageFile("@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm"),
  () => import("@jsquash/jpeg/codec/dec/mozjpeg_dec.js"),
);

/**
 * The stored pixels of a gray, YCbCr or RGB JPEG; null if libjpeg gives up, or the decoder's module cannot be read, as in a
 * bundle without its packages.
 */
export function decodeWithMozjpeg(bytes: Uint8Array): Promise<DecodedJpeg | null> {
  return library.use((module) => module.decode(bytes, false));
}
