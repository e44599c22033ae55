// libwebp in WebAssembly.

import { openSquash } from "./nodeSquash.js";
import { packageFile } from "./packageFile.js";
import type { DecodedPixels } from "./platform.js";

const library = openSquash(
  () => packageFile("@jsquash/webp/codec/dec/webp_dec.wasm"),
  () => import("@jsquash/webp/codec/dec/webp_dec.js"),
);

/** The stored pixels of a WebP; null if libwebp gives up, or its module cannot be read, as in a bundle without its packages. */
export async function decodeWithLibwebp(bytes: Uint8Array): Promise<DecodedPixels | null> {
  return (await library.use((module) => module.decode(bytes)))?.pixels ?? null;
}
