// PNG files: the header is read and checked here, the pixels are the platform's (pngjs in Node).

import { decodePng } from "../platform/index.js";
import { joinBytes } from "./bytes.js";
import { DecodeError } from "./decodeError.js";
import { checkPixels, type ResolvedDecodeOptions } from "./decodeOptions.js";
import { readOrientation, turnUpright } from "./exif.js";
import { dropAlpha, type Picture } from "./picture.js";

const signatureLength = 8;
/** The chunks that make pixels. Without tRNS a transparent color keeps its red, green and blue. */
const pixelChunks: ReadonlySet<string> = new Set(["IHDR", "PLTE", "IDAT", "IEND"]);

interface Chunk {
  readonly type: string;
  readonly start: number;
  /** After the four bytes of its checksum. */
  readonly end: number;
}

/** @throws DecodeError, or whatever pngjs throws on corrupt data */
export async function decodePngPicture(bytes: Uint8Array, options: ResolvedDecodeOptions): Promise<Picture> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = readChunks(view, options.file);
  if (chunks[0]?.type !== "IHDR") throw new DecodeError(options.file, "the PNG does not begin with its header (IHDR)");
  checkPixels(view.getUint32(16), view.getUint32(20), options);
  const picture = dropAlpha(await decodePng(onlyPixelChunks(bytes, chunks)));
  const exif = chunks.find(({ type }) => type === "eXIf");
  if (exif === undefined || !options.applyOrientation) return picture;
  return turnUpright(picture, readOrientation(bytes.subarray(exif.start + 8, exif.end - 4)));
}

/** Every chunk up to IEND; what follows it is no part of the picture. */
function readChunks(view: DataView, file: string): Chunk[] {
  const chunks: Chunk[] = [];
  for (let start = signatureLength; ; ) {
    const end = start + 12 <= view.byteLength ? start + 12 + view.getUint32(start) : Number.POSITIVE_INFINITY;
    if (end > view.byteLength) {
      throw new DecodeError(file, `the PNG is cut short: it ends at byte ${view.byteLength}, before its IEND chunk`);
    }
    const letters = [4, 5, 6, 7].map((offset) => view.getUint8(start + offset));
    const type = String.fromCharCode(...letters);
    chunks.push({ type, start, end });
    if (type === "IEND") return chunks;
    start = end;
  }
}

function onlyPixelChunks(bytes: Uint8Array, chunks: readonly Chunk[]): Uint8Array {
  const kept = chunks.filter(({ type }) => pixelChunks.has(type));
  return joinBytes([bytes.subarray(0, signatureLength), ...kept.map(({ start, end }) => bytes.subarray(start, end))]);
}
