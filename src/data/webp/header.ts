// The chunks of a WebP file (RFC 9649): its size, its orientation, and the one chunk that holds its pixels.

import { DecodeError } from "../decodeError.js";
import { MOST_PARTS } from "../decodeOptions.js";
import { readOrientation } from "../exif.js";
import type { PictureSize } from "../picture.js";

export interface WebpHeader extends PictureSize {
  /** EXIF's 1 to 8; 1 if the file says nothing. */
  readonly orientation: number;
  /** The chunk of the pixels, with its name and length; if it is animated, the body of the first frame's. */
  readonly pixels: Uint8Array;
  readonly isAnimated: boolean;
}

interface Chunk {
  readonly name: string;
  /** Where its name begins. */
  readonly start: number;
  readonly body: Uint8Array;
}

/** Behind `RIFF`, the length, and `WEBP`. */
const FIRST_CHUNK = 12;
/** Of a chunk: its name and its length. */
const FRAME = 8;
const ANIMATED = 0x02;

/** @throws DecodeError naming the file, if it is cut short or corrupt */
export function readWebpHeader(bytes: Uint8Array, file: string): WebpHeader {
  const end = FRAME + new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4, true);
  const chunks = readChunks(bytes, { start: FIRST_CHUNK, end, file });
  const bodyOf = (chunk: string): Uint8Array | undefined => chunks.find(({ name }) => name === chunk)?.body;
  const exif = bodyOf("EXIF");
  const orientation = exif === undefined ? 1 : readOrientation(withoutName(exif));
  const canvas = bodyOf("VP8X") ?? new Uint8Array();
  if (((canvas[0] ?? 0) & ANIMATED) === 0)
    return { ...pixelChunk(bytes, chunks, file), orientation, isAnimated: false };
  const pixels = bodyOf("ANMF");
  if (pixels === undefined || canvas.length < 10)
    throw new DecodeError(file, "the WebP is animated, and has no frames");
  const side = (start: number): number => 1 + (canvas[start]! | (canvas[start + 1]! << 8) | (canvas[start + 2]! << 16));
  return { width: side(4), height: side(7), orientation, pixels, isAnimated: true };
}

/** The chunk of the pixels, and the size that they say. @throws DecodeError if there is none, or it is corrupt */
export function pixelChunk(
  bytes: Uint8Array,
  chunks: readonly Chunk[],
  file: string,
): PictureSize & Pick<WebpHeader, "pixels"> {
  const found = chunks.find(({ name }) => name === "VP8 " || name === "VP8L");
  if (found === undefined) throw new DecodeError(file, "the WebP has no pixels: it has no VP8 chunk");
  const size = found.name === "VP8L" ? losslessSize(found.body) : lossySize(found.body);
  if (size === null) throw new DecodeError(file, "the WebP is corrupt: its pixels have no header");
  return { ...size, pixels: bytes.subarray(found.start, found.start + FRAME + found.body.length) };
}

/** A file of one chunk, without what a decoder could mistake. */
export function wrapPixels({ pixels }: Pick<WebpHeader, "pixels">): Uint8Array {
  const padded = pixels.length + (pixels.length & 1);
  const file = new Uint8Array(FIRST_CHUNK + padded);
  file.set(Array.from("RIFF....WEBP", (letter) => letter.charCodeAt(0)));
  new DataView(file.buffer).setUint32(4, file.length - FRAME, true);
  file.set(pixels, FIRST_CHUNK);
  return file;
}

interface ChunkRange {
  readonly start: number;
  readonly end: number;
  readonly file: string;
}

/** @throws DecodeError if the bytes end before a chunk does, or there are too many */
export function readChunks(bytes: Uint8Array, { start: first, end, file }: ChunkRange): Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cutShort = new DecodeError(file, `the WebP is cut short: it ends at byte ${bytes.length}`);
  if (end > bytes.length) throw cutShort;
  const chunks: Chunk[] = [];
  for (let start = first; start + FRAME <= end; ) {
    if (chunks.length === MOST_PARTS)
      throw new DecodeError(file, `expected a WebP of at most ${MOST_PARTS} chunks, found more`);
    const length = view.getUint32(start + 4, true);
    const bodyStart = start + FRAME;
    if (bodyStart + length > end) throw cutShort;
    const name = String.fromCharCode(...bytes.subarray(start, start + 4));
    chunks.push({ name, start, body: bytes.subarray(bodyStart, bodyStart + length) });
    start = bodyStart + length + (length & 1);
  }
  return chunks;
}

/** A key frame of VP8 (RFC 6386, 9.1): a tag of 3 bytes, a start code, 14 bits each. */
function lossySize(body: Uint8Array): PictureSize | null {
  const [tag = 1, , , first, second, third, low = 0, high = 0, lowDown = 0, highDown = 0] = body;
  const isKeyFrame = (tag & 1) === 0 && first === 0x9d && second === 0x01 && third === 0x2a;
  return isKeyFrame ? { width: ((high & 0x3f) << 8) | low, height: ((highDown & 0x3f) << 8) | lowDown } : null;
}

/** 14 bits each behind a signature, the lowest first, of numbers that are one less. */
function losslessSize(body: Uint8Array): PictureSize | null {
  const [signature, a = 0, b = 0, c = 0, d = 0] = body;
  if (signature !== 0x2f || body.length < 5) return null;
  return { width: 1 + (((b & 0x3f) << 8) | a), height: 1 + (((d & 0x0f) << 10) | (c << 2) | (b >> 6)) };
}

/** Some programs write the name that the block has in a JPEG before it. */
function withoutName(exif: Uint8Array): Uint8Array {
  return exif[0] === 0x45 && exif[1] === 0x78 ? exif.subarray(6) : exif;
}
