// WebP files: libwebp in Node, the browser in a page, behind a check of the header.

import { decodeWebp as decodeByPlatform } from "../../platform/index.js";
import type { DecodedPixels } from "../../platform/platform.js";
import { DecodeError } from "../decodeError.js";
import { checkPixelLimit, type ResolvedDecodeOptions } from "../decodeOptions.js";
import { turnUpright } from "../exif.js";
import type { Picture } from "../picture.js";
import { readWebpHeader, type WebpHeader, wrapPixels } from "./header.js";

/** Of an animated one the first picture. @throws DecodeError if it is damaged, cut short or larger than the options allow */
export async function decodeWebpPicture(bytes: Uint8Array, options: ResolvedDecodeOptions): Promise<Picture> {
  const header = readWebpHeader(bytes, options.file);
  checkPixelLimit(header.width, header.height, options);
  const pixels = await (header.isAnimated ? firstFrame(header, options.file) : decodeByPlatform(wrapPixels(header)));
  if (pixels === null) throw new DecodeError(options.file, "the WebP data is corrupt, or its decoder is not installed");
  return turnUpright(pixels, options.applyOrientation ? header.orientation : 1);
}

async function firstFrame(header: WebpHeader, file: string): Promise<DecodedPixels | null> {
  const { decodeFirstFrame } = await import("./firstFrame.js");
  return decodeFirstFrame(header, file, decodeByPlatform);
}
