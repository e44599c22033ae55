// The chunks of a PNG (PNG specification, chapter 5): lengths, types and checksums are checked before anything is decoded.

import { crc32 } from "../../platform/crc32.js";
import { DecodeError } from "../decodeError.js";
import { forgive, MOST_METADATA, MOST_PARTS, type ResolvedDecodeOptions } from "../decodeOptions.js";

const SIGNATURE_LENGTH = 8;
/** Length, type and checksum, which stand around what a chunk holds. */
const FRAME = 12;

export interface Chunk {
  readonly type: string;
  readonly body: Uint8Array;
}

/**
 * Every chunk up to IEND; what follows it is no part of the picture.
 * @throws DecodeError if one is cut short, damaged or too much, unless `allowTruncated` forgives it
 */
export function readChunks(bytes: Uint8Array, options: ResolvedDecodeOptions): Chunk[] {
  const { file } = options;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunk[] = [];
  let metadata = 0;
  for (let start = SIGNATURE_LENGTH; ; ) {
    const cutShort = `the PNG is cut short: it ends at byte ${bytes.length}, before its IEND chunk`;
    if (start + FRAME > bytes.length) {
      forgive(cutShort, options);
      return chunks;
    }
    const type = typeAt(bytes, start + 4);
    if (!/^[A-Za-z]{4}$/.test(type))
      throw new DecodeError(file, `the PNG is corrupt: no chunk begins at byte ${start}`);
    const end = start + FRAME + view.getUint32(start);
    if (end > bytes.length) {
      forgive(cutShort, options);
      if (type === "IDAT") chunks.push({ type, body: bytes.subarray(start + 8) });
      return chunks;
    }
    if (crc32(bytes.subarray(start + 4, end - 4)) !== view.getUint32(end - 4))
      forgive(`the PNG is damaged: the checksum of its ${type} chunk at byte ${start} is wrong`, options);
    const body = bytes.subarray(start + 8, end - 4);
    chunks.push({ type, body });
    if (type === "IEND") return chunks;
    if (type !== "IDAT") metadata += body.length;
    if (metadata > MOST_METADATA || chunks.length > MOST_PARTS) {
      const most = `${MOST_METADATA} bytes beside its pixels and ${MOST_PARTS} chunks`;
      throw new DecodeError(file, `expected a PNG of at most ${most}, found more`);
    }
    start = end;
  }
}

/** The body of the first chunk of a type, as far as chunks are whole; null if there is none. For headers: nothing is checked. */
export function findChunk(bytes: Uint8Array, wanted: string): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = SIGNATURE_LENGTH; start + FRAME <= bytes.length; ) {
    const end = start + FRAME + view.getUint32(start);
    if (end > bytes.length) return null;
    if (typeAt(bytes, start + 4) === wanted) return bytes.subarray(start + 8, end - 4);
    start = end;
  }
  return null;
}

/**
 * Checks that there is one header, at the beginning, one palette at most, before the pixels, and that the pixels' chunks
 * follow one another.
 * @throws DecodeError naming what is out of place
 */
export function checkOrder(chunks: readonly Chunk[], file: string): void {
  if (chunks[0]?.type !== "IHDR") throw new DecodeError(file, "the PNG does not begin with its header (IHDR)");
  const places = (wanted: string): number[] => [...chunks.keys()].filter((place) => chunks[place]!.type === wanted);
  if (places("IHDR").length > 1) throw new DecodeError(file, "the PNG has a second header (IHDR)");
  const pixels = places("IDAT");
  if (pixels.length === 0) throw new DecodeError(file, "the PNG has no pixels: it has no IDAT chunk");
  if (pixels.at(-1)! - pixels[0]! >= pixels.length)
    throw new DecodeError(file, "the PNG is corrupt: other chunks stand between those of its pixels (IDAT)");
  const palettes = places("PLTE");
  if (palettes.length > 1 || palettes.some((place) => place > pixels[0]!))
    throw new DecodeError(file, "the PNG has a palette (PLTE) in the wrong place, or a second one");
  const critical = chunks.find(({ type }) => /^[A-Z]/.test(type) && !["IHDR", "PLTE", "IDAT", "IEND"].includes(type));
  if (critical !== undefined)
    throw new DecodeError(file, `the PNG needs a decoder that knows its chunk ${critical.type}`);
}

function typeAt(bytes: Uint8Array, start: number): string {
  return String.fromCharCode(...bytes.subarray(start, start + 4));
}
