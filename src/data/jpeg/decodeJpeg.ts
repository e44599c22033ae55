// JPEG files: the platform's decoder (mozjpeg in Node) where it has nothing to say against the file, else jpeg-js.

import { decodeJpeg as decodeByPlatform } from "../../platform/index.js";
import { checkPixels, type ResolvedDecodeOptions } from "../decodeOptions.js";
import { turnUpright } from "../exif.js";
import { dropAlpha, type Picture } from "../picture.js";
import { readJpegHeader } from "./header.js";
import { decodeWithJpegJs } from "./jpegJs.js";

/** @throws DecodeError, or whatever jpeg-js throws on corrupt data */
export async function decodeJpeg(bytes: Uint8Array, options: ResolvedDecodeOptions): Promise<Picture> {
  const header = readJpegHeader(bytes, options.file);
  checkPixels(header.width, header.height, options);
  const isFourfold = header.color === "cmyk" || header.color === "ycck";
  const pixels = isFourfold ? null : await decodeByPlatform(bytes);
  const picture = pixels === null ? decodeWithJpegJs(bytes, header) : dropAlpha(pixels);
  return options.applyOrientation ? turnUpright(picture, header.orientation) : picture;
}
