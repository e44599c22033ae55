// From the bytes of a picture's file to RGB pixels.

import { DecodeError } from "./decodeError.js";
import { type DecodeOptions, type ResolvedDecodeOptions, resolveDecodeOptions } from "./decodeOptions.js";
import { checkBytes, type PictureFormat, pictureFormat, whyNoPicture } from "./format.js";
import type { Picture } from "./picture.js";

type Decoder = (bytes: Uint8Array, options: ResolvedDecodeOptions) => Promise<Picture>;

/** Each is loaded with its first picture. */
const decoders: { readonly [Format in PictureFormat]: Decoder } = {
  jpeg: async (bytes, options) => (await import("./jpeg/decodeJpeg.js")).decodeJpeg(bytes, options),
  png: async (bytes, options) => (await import("./png/decodePng.js")).decodePngPicture(bytes, options),
  webp: async (bytes, options) => (await import("./webp/decodeWebp.js")).decodeWebpPicture(bytes, options),
  heic: async (bytes, options) => (await import("./heif/decodeHeif.js")).decodeHeif("heic", bytes, options),
  avif: async (bytes, options) => (await import("./heif/decodeHeif.js")).decodeHeif("avif", bytes, options),
};

/**
 * Decodes a JPEG (baseline or progressive, in Huffman's or arithmetic coding; gray, YCbCr, RGB, CMYK or YCCK), a PNG (any color type, depth and
 * interlacing) or a WebP (of an animated one the first picture) to 8-bit RGB `[height, width, 3]`; in a page also HEIC and AVIF, where the browser
 * has a decoder. The format is told by content. Alpha is dropped, as Pillow's
 * `convert("RGB")` does; 16 bits are rounded to 8; color profiles are not applied.
 * @throws DecodeError naming the file, if it is not a picture, is cut short, corrupt or too large
 */
export async function decodePicture(bytes: Uint8Array, options: DecodeOptions = {}): Promise<Picture> {
  const resolved = resolveDecodeOptions(options);
  const { file } = resolved;
  checkBytes(bytes, file);
  const format = pictureFormat(bytes);
  if (format === null) throw new DecodeError(file, whyNoPicture(bytes)!);
  try {
    return await decoders[format](bytes, resolved);
  } catch (error) {
    if (error instanceof DecodeError) throw error;
    // The decoders meet corrupt data with errors of every kind, such as a TypeError on a missing table.
    const reason = error instanceof Error ? error.message : String(error);
    throw new DecodeError(file, `the ${format.toUpperCase()} data is corrupt or cut short (${reason})`);
  }
}
