// A picture's format under attack, twice: as files are read by default, and forgiving what is cut short or damaged.

import { decodePicture } from "../../../src/data/index.js";
import type { Format } from "../format.js";

/** Low, so that what a case may take is told from what it must not. */
const MAXIMUM_PIXELS = 4e6;

export function pictureFormats(format: Omit<Format, "open">): readonly Format[] {
  return [false, true].map((allowTruncated) => ({
    ...format,
    name: allowTruncated ? `${format.name}, forgiving` : format.name,
    bounds: { seconds: 10, megabytes: 500 },
    open: (bytes, file) => decodePicture(bytes, { file, maximumPixels: MAXIMUM_PIXELS, allowTruncated }),
  }));
}
