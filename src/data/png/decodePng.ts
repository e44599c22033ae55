// PNG files (https://www.w3.org/TR/png-3/): the platform inflates, all else is done here, alike in Node and in pages.

import { inflate } from "../../platform/index.js";
import { joinBytes } from "../bytes.js";
import { DecodeError } from "../decodeError.js";
import { checkPixelLimit, forgive, type ResolvedDecodeOptions } from "../decodeOptions.js";
import { readOrientation, turnUpright } from "../exif.js";
import type { Picture } from "../picture.js";
import { type Chunk, checkOrder, readChunks } from "./chunks.js";
import { inflatedLength, type Pass, type PngHeader, parseHeader, passesOf, samplesOf } from "./header.js";
import { unpackRow, writeRgb } from "./toRgb.js";
import { unfilterRow } from "./unfilter.js";

/** The most bytes that deflate makes of one (RFC 1951: 258 bytes of two bits). */
const LARGEST_RATIO = 1032;

/** @throws DecodeError if it is damaged, cut short or larger than the options allow; before memory is taken where that can be */
export async function decodePngPicture(bytes: Uint8Array, options: ResolvedDecodeOptions): Promise<Picture> {
  const chunks = readChunks(bytes, options);
  checkOrder(chunks, options.file);
  const header = parseHeader(chunks[0]!.body, options.file);
  checkPixelLimit(header.width, header.height, options);
  const palette = readPalette(chunks, header, options.file);
  const passes = passesOf(header);
  const inflated = await inflatePixels(chunks, inflatedLength(passes), options);
  const data = new Uint8Array(header.width * header.height * 3);
  drawPasses({ header, passes, palette, inflated, data }, options.file);
  const picture = { width: header.width, height: header.height, data };
  const exif = chunks.find(({ type }) => type === "eXIf");
  return exif === undefined || !options.applyOrientation ? picture : turnUpright(picture, readOrientation(exif.body));
}

/** 256 colors, black where the file has none. */
function readPalette(chunks: readonly Chunk[], { colorType }: PngHeader, file: string): Uint8Array {
  const palette = new Uint8Array(768);
  const body = chunks.find(({ type }) => type === "PLTE")?.body;
  if (colorType !== 3) return palette;
  if (body === undefined) throw new DecodeError(file, "the PNG's pixels are of a palette (PLTE), which it has not");
  if (body.length === 0 || body.length % 3 !== 0 || body.length > palette.length)
    throw new DecodeError(file, `expected a PNG palette of 1 to 256 colors, 3 bytes each, found ${body.length} bytes`);
  palette.set(body);
  return palette;
}

/** The rows that the header asks for, and no byte more; fewer of a file that is cut short, if the options allow it. */
async function inflatePixels(
  chunks: readonly Chunk[],
  length: number,
  options: ResolvedDecodeOptions,
): Promise<Uint8Array> {
  const parts = chunks.filter(({ type }) => type === "IDAT").map(({ body }) => body);
  const deflated = parts.length === 1 ? parts[0]! : joinBytes(parts);
  const most = deflated.length * LARGEST_RATIO;
  const missing = (found: number | string): string =>
    `the PNG is cut short: its header asks for ${length} bytes of pixels, it holds ${found}`;
  if (most < length) forgive(missing(`at most ${most}`), options);
  const { data, fault } = await inflate(deflated, Math.min(length, most));
  if (data.length === length) {
    if (fault !== null) forgive(`the PNG's pixels are damaged (${fault})`, options);
  } else if (most >= length) {
    const reason = fault === null ? "" : ` (${fault})`;
    forgive(missing(`${data.length}`) + reason, options);
  }
  return data;
}

interface Drawing {
  readonly header: PngHeader;
  readonly passes: readonly Pass[];
  readonly palette: Uint8Array;
  readonly inflated: Uint8Array;
  /** RGB, `[height, width, 3]`. */
  readonly data: Uint8Array;
}

/** Draws every row that is whole. */
function drawPasses({ header, passes, palette, inflated, data }: Drawing, file: string): void {
  const perPixel = samplesOf(header);
  const step = Math.max(1, (perPixel * header.depth) >> 3);
  let start = 0;
  for (const { left, top, across, down, width, height, rowBytes } of passes) {
    for (let row = 0; row < height; row += 1) {
      const end = start + 1 + rowBytes;
      if (end > inflated.length) return;
      if (!unfilterRow(inflated, { start, length: rowBytes, step, isFirst: row === 0 }))
        throw new DecodeError(
          file,
          `the PNG is corrupt: row ${row} has the filter ${inflated[start]}, there are 0 to 4`,
        );
      const samples = unpackRow(inflated.subarray(start + 1, end), width * perPixel, header);
      const rowStart = ((top + row * down) * header.width + left) * 3;
      writeRgb(samples, header, palette, { data, start: rowStart, step: across * 3, width });
      start = end;
    }
  }
}
