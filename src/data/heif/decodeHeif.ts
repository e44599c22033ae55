// HEIC and AVIF photographs: the page's decoder, in browsers that have one.

import { decodeShown } from "../../platform/index.js";
import { DecodeError } from "../decodeError.js";
import { checkPixelLimit, type ResolvedDecodeOptions } from "../decodeOptions.js";
import { type PictureFormat, unreadable } from "../format.js";
import { dropAlpha, type Picture } from "../picture.js";
import { readHeifHeader } from "./header.js";

/** @throws DecodeError if it is too large, or nobody here can decode it: then it says what to do */
export async function decodeHeif(
  format: PictureFormat & ("heic" | "avif"),
  bytes: Uint8Array,
  options: ResolvedDecodeOptions,
): Promise<Picture> {
  const { width, height } = readHeifHeader(bytes, options.file);
  checkPixelLimit(width, height, options);
  const pixels = await decodeShown(bytes, `image/${format}`);
  if (pixels === null) throw new DecodeError(options.file, unreadable[format]!);
  return dropAlpha(pixels);
}
