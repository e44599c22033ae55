// What the header of a picture says: its format, and its size as it is seen.

import { DecodeError } from "./decodeError.js";
import { isTransposed, readOrientation } from "./exif.js";
import { checkBytes, type PictureFormat, pictureFormat, whyNoPicture } from "./format.js";
import { readHeifHeader } from "./heif/header.js";
import { readJpegHeader } from "./jpeg/header.js";
import type { PictureSize } from "./picture.js";
import { findChunk } from "./png/chunks.js";
import { readWebpHeader } from "./webp/header.js";

/** Where the PNG's first chunk, which is its header, has the two sizes. */
const PNG_WIDTH_AT = 16;
const PNG_HEADER_END = 24;

export interface PictureHeader extends PictureSize {
  readonly format: PictureFormat;
}

interface StoredSize extends PictureSize {
  readonly orientation: number;
}

const readers: { readonly [Format in PictureFormat]: (bytes: Uint8Array, file: string) => StoredSize } = {
  jpeg: readJpegHeader,
  png: readPngSize,
  webp: readWebpHeader,
  heic: readHeifSize,
  avif: readHeifSize,
};

/**
 * Reads a header without decoding pixels; the sizes are those of the upright photograph (EXIF).
 * @param bytes the beginning of the file, or all of it: a PNG or WebP may have its orientation at the end
 * @throws DecodeError naming the file, if it is no picture or ends before its header does
 */
export function readPictureHeader(bytes: Uint8Array, file = "picture"): PictureHeader {
  checkBytes(bytes, file);
  const format = pictureFormat(bytes);
  if (format === null) throw new DecodeError(file, whyNoPicture(bytes)!);
  const { width, height, orientation } = readers[format](bytes, file);
  return isTransposed(orientation) ? { format, width: height, height: width } : { format, width, height };
}

function readPngSize(bytes: Uint8Array, file: string): StoredSize {
  if (bytes.length < PNG_HEADER_END) throw new DecodeError(file, "the PNG is cut short, before its size");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const exif = findChunk(bytes, "eXIf");
  const orientation = exif === null ? 1 : readOrientation(exif);
  return { width: view.getUint32(PNG_WIDTH_AT), height: view.getUint32(PNG_WIDTH_AT + 4), orientation };
}

/** Its decoder turns it. */
function readHeifSize(bytes: Uint8Array, file: string): StoredSize {
  return { ...readHeifHeader(bytes, file), orientation: 1 };
}
