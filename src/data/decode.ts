// From the bytes of a JPEG or PNG file to RGB pixels.

import { DecodeError } from "./decodeError.js";
import { type DecodeOptions, type ResolvedDecodeOptions, resolveDecodeOptions } from "./decodeOptions.js";
import { describeContent, pictureFormat } from "./format.js";
import type { Picture } from "./picture.js";
import { decodePngPicture } from "./png/decodePng.js";

const decoders = {
  jpeg: async (bytes: Uint8Array, options: ResolvedDecodeOptions): Promise<Picture> =>
    (await import("./jpeg/decodeJpeg.js")).decodeJpeg(bytes, options),
  png: decodePngPicture,
} as const;

/**
 * Decodes a JPEG (baseline or progressive; gray, YCbCr, RGB, CMYK or YCCK) or a PNG (any color type, depth and
 * interlacing) to 8-bit RGB `[height, width, 3]`. The format is told by content. Alpha is dropped, as Pillow's
 * `convert("RGB")` does; 16 bits are rounded to 8; color profiles are not applied.
 * @throws DecodeError naming the file, if it is not a picture, is cut short, corrupt or too large
 */
export async function decodePicture(bytes: Uint8Array, options: DecodeOptions = {}): Promise<Picture> {
  const resolved = resolveDecodeOptions(options);
  const { file } = resolved;
  const format = pictureFormat(bytes);
  if (format === null) throw new DecodeError(file, `expected a JPEG or PNG picture, found ${describeContent(bytes)}`);
  try {
    return await decoders[format](bytes, resolved);
  } catch (error) {
    if (error instanceof DecodeError) throw error;
    // The decoders meet corrupt data with errors of every kind, such as a TypeError on a missing table.
    const reason = error instanceof Error ? error.message : String(error);
    throw new DecodeError(file, `the ${format.toUpperCase()} data is corrupt or cut short (${reason})`);
  }
}
