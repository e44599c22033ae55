// A picture from wherever it is: a file, bytes, or pixels that are there already.

import { decodePicture } from "./decode.js";
import { DEFAULT_MAXIMUM_PIXELS, type DecodeOptions, maximumBytes } from "./decodeOptions.js";
import type { Picture } from "./picture.js";
import { type PictureSource, readPictureBytes } from "./pictureSource.js";

/** @throws DecodeError naming the picture, if it cannot be read or decoded */
export async function readPicture(
  source: PictureSource,
  options: DecodeOptions & { readonly file: string },
): Promise<Picture> {
  if (typeof source !== "string" && "data" in source) return source;
  const { file, maximumPixels = DEFAULT_MAXIMUM_PIXELS } = options;
  return decodePicture(await readPictureBytes(source, file, maximumBytes(maximumPixels)), options);
}
