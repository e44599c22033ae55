// JPEG files: mozjpeg where it is at hand and has nothing to say against the file, else jpeg-js.

import { checkPixels, type ResolvedDecodeOptions } from "../decodeOptions.js";
import { turnUpright } from "../exif.js";
import type { Picture } from "../picture.js";
import { readJpegHeader } from "./header.js";
import { decodeWithJpegJs } from "./jpegJs.js";
import { decodeWithMozjpeg } from "./mozjpeg.js";

/** @throws DecodeError, or whatever jpeg-js throws on corrupt data */
export async function decodeJpeg(bytes: Uint8Array, options: ResolvedDecodeOptions): Promise<Picture> {
  const header = readJpegHeader(bytes, options.file);
  checkPixels(header.width, header.height, options);
  const isFourfold = header.colour === "cmyk" || header.colour === "ycck";
  const picture = (isFourfold ? null : await decodeWithMozjpeg(bytes)) ?? decodeWithJpegJs(bytes, header);
  return options.applyOrientation ? turnUpright(picture, header.orientation) : picture;
}
