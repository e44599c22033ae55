// Pictures inside a page.

import { encode } from "jpeg-js";
import type { Picture } from "../data/picture.js";

/** A picture as a data URL of a JPEG. @param quality 1 to 100. Default: 80. */
export function jpegDataUrl({ width, height, data }: Picture, quality = 80): string {
  const pixels = new Uint8Array(width * height * 4).fill(255);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    pixels.set(data.subarray(from, from + 3), to);
  }
  const jpeg = encode({ width, height, data: pixels }, quality).data;
  return `data:image/jpeg;base64,${btoa(Array.from(jpeg, (byte) => String.fromCharCode(byte)).join(""))}`;
}
