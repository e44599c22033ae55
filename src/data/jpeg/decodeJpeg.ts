// JPEG files: the platform's decoder (mozjpeg in Node) where it has one that takes the file, else jpeg-js.

import { decodeJpeg as decodeByPlatform } from "../../platform/index.js";
import { joinBytes } from "../bytes.js";
import { checkPixelLimit, forgive, type ResolvedDecodeOptions } from "../decodeOptions.js";
import { turnUpright } from "../exif.js";
import type { Picture } from "../picture.js";
import { type JpegHeader, readJpegHeader } from "./header.js";
import { decodeWithJpegJs, essentialBytes } from "./jpegJs.js";
import { checkScans } from "./scans.js";

/** What libjpeg says of bytes that change no pixel. Anything else means that pixels are wrong. */
const HARMLESS =
  /extraneous bytes before marker|unknown JFIF revision|Adobe color transform code|Invalid SOS parameters/;

/** @throws DecodeError, or whatever jpeg-js throws on corrupt data */
export async function decodeJpeg(bytes: Uint8Array, options: ResolvedDecodeOptions): Promise<Picture> {
  const header = readJpegHeader(bytes, options.file);
  checkPixelLimit(header.width, header.height, options);
  const { end, isCut } = checkScans(bytes, header, options);
  if (header.isArithmetic) {
    const { recodeJpeg } = await import("./arithmetic/recodeJpeg.js");
    return decodeJpeg(recodeJpeg(bytes.subarray(0, end), header, options), options);
  }
  const picture =
    (await decodedByPlatform(bytes, header, isCut, options)) ?? decodeWithJpegJs(bytes.subarray(0, end), header);
  return turnUpright(picture, options.applyOrientation ? header.orientation : 1);
}

/** A cut file with the marker of its end, without which some decoders wait for more. */
function withEnd(bytes: Uint8Array, header: JpegHeader): Uint8Array {
  return joinBytes([essentialBytes(bytes, header), Uint8Array.of(0xff, 0xd9)]);
}

/** Its pixels have a fourth channel. */
async function decodedByPlatform(
  bytes: Uint8Array,
  header: JpegHeader,
  isCut: boolean,
  options: ResolvedDecodeOptions,
): Promise<Picture | null> {
  if (header.color === "cmyk" || header.color === "ycck") return null;
  const decoded = await decodeByPlatform(isCut ? withEnd(bytes, header) : bytes, isCut);
  if (decoded === null) return null;
  const { pixels, warnings } = decoded;
  const harm = warnings.find((warning) => !HARMLESS.test(warning));
  // What is missing of a file that is cut short has been said.
  if (harm !== undefined && !isCut) forgive(`the JPEG is damaged (${harm})`, options);
  return pixels;
}
