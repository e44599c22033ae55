// The first picture of an animated WebP (RFC 9649, 2.7.1.1), as Pillow shows it: on a black canvas, whatever the background's color.

import type { DecodedPixels } from "../../platform/platform.js";
import { DecodeError } from "../decodeError.js";
import { pixelChunk, readChunks, type WebpHeader, wrapPixels } from "./header.js";

/** Of a frame: place, size, duration and flags. */
const FRAME_HEADER = 16;

/** The canvas with the frame on it, RGBA; null if the decoder gives up. @throws DecodeError if the frame is corrupt or leaves the canvas */
export async function decodeFirstFrame(
  { width, height, pixels: frame }: Pick<WebpHeader, "width" | "height" | "pixels">,
  file: string,
  decode: (still: Uint8Array) => Promise<DecodedPixels | null>,
): Promise<DecodedPixels | null> {
  if (frame.length < FRAME_HEADER) throw new DecodeError(file, "the WebP is corrupt: its first frame has no header");
  const number = (start: number): number => frame[start]! | (frame[start + 1]! << 8) | (frame[start + 2]! << 16);
  const place = { left: 2 * number(0), top: 2 * number(3), width: number(6) + 1, height: number(9) + 1 };
  const still = pixelChunk(frame, readChunks(frame, { start: FRAME_HEADER, end: frame.length, file }), file);
  const fits = place.left + place.width <= width && place.top + place.height <= height;
  if (!fits || still.width !== place.width || still.height !== place.height)
    throw new DecodeError(
      file,
      `the WebP is corrupt: its first frame is ${still.width} x ${still.height}, at ${place.left}, ${place.top} of ${width} x ${height}`,
    );
  const decoded = await decode(wrapPixels(still));
  if (decoded === null || (place.width === width && place.height === height)) return decoded;
  const data = new Uint8ClampedArray(width * height * 4);
  const rowBytes = place.width * 4;
  for (let row = 0; row < place.height; row += 1) {
    const rowStart = ((place.top + row) * width + place.left) * 4;
    data.set(decoded.data.subarray(row * rowBytes, (row + 1) * rowBytes), rowStart);
  }
  return { width, height, data };
}
