// What the header of a picture says: its format, and its size as it is seen.

import { DecodeError } from "./decodeError.js";
import { describeContent, type PictureFormat, pictureFormat } from "./format.js";
import { readJpegHeader } from "./jpeg/header.js";
import type { PictureSize } from "./picture.js";

/** Where the PNG's first chunk, which is its header, has the two sizes. */
const PNG_WIDTH_AT = 16;
const PNG_HEADER_END = 24;

export interface PictureHeader extends PictureSize {
  readonly format: PictureFormat;
}

/**
 * Reads a header without decoding pixels; a JPEG's sizes are those of the upright photograph (EXIF).
 * @throws DecodeError naming the file, if it is neither a JPEG nor a PNG or ends before its header does
 */
export function readPictureHeader(bytes: Uint8Array, file = "picture"): PictureHeader {
  const format = pictureFormat(bytes);
  if (format === null) throw new DecodeError(file, `expected a JPEG or PNG picture, found ${describeContent(bytes)}`);
  if (format === "jpeg") {
    const { width, height, orientation } = readJpegHeader(bytes, file);
    return orientation >= 5 ? { format, width: height, height: width } : { format, width, height };
  }
  if (bytes.length < PNG_HEADER_END) throw new DecodeError(file, "the PNG is cut short, before its size");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { format, width: view.getUint32(PNG_WIDTH_AT), height: view.getUint32(PNG_WIDTH_AT + 4) };
}
