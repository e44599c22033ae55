// A PNG writer for tests: every color type, depth and interlacing, which pngjs's own writer does not have.

import { deflateSync, crc32 as zlibCrc32 } from "node:zlib";
import { joinBytes } from "../../src/data/bytes.js";

export interface PngOptions {
  /** 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGBA. */
  readonly colorType: 0 | 2 | 3 | 4 | 6;
  readonly depth: 1 | 2 | 4 | 8 | 16;
  readonly interlaced?: boolean;
  /** Palette entries as RGB triples. */
  readonly palette?: readonly number[];
  /** Chunks that stand before the pixels, by type. */
  readonly extraChunks?: readonly (readonly [type: string, body: Uint8Array])[];
}

/** How many samples a pixel has, by color type. */
export const samplesPerPixel = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const;

/** Adam7's passes: where each starts, and its steps (PNG specification, section 8.2). */
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** @param samples `[height, width, samplesPerPixel]`, whole numbers below 2 ** depth */
export function writePng(width: number, height: number, samples: readonly number[], options: PngOptions): Uint8Array {
  const { colorType, depth, interlaced = false } = options;
  const lines: number[] = [];
  for (const [left, top, across, down] of interlaced ? passes : [[0, 0, 1, 1] as const]) {
    if (left >= width) continue;
    for (let row = top; row < height; row += down) {
      const values: number[] = [];
      for (let column = left; column < width; column += across) {
        const start = (row * width + column) * samplesPerPixel[colorType];
        values.push(...samples.slice(start, start + samplesPerPixel[colorType]));
      }
      lines.push(0, ...packBits(values, depth));
    }
  }
  return pngOf(width, height, options, deflateSync(Uint8Array.from(lines)));
}

/** @param deflated the rows with their filter bytes, or whatever stands in their place */
export function pngOf(width: number, height: number, options: PngOptions, deflated: Uint8Array): Uint8Array {
  const { colorType, depth, interlaced = false, palette, extraChunks = [] } = options;
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set([depth, colorType, 0, 0, interlaced ? 1 : 0], 8);
  const chunks = [chunk("IHDR", header), ...extraChunks.map(([type, body]) => chunk(type, body))];
  if (palette !== undefined) chunks.push(chunk("PLTE", Uint8Array.from(palette)));
  // Two pieces, as large files have.
  const pieces = [deflated.subarray(0, 5), deflated.subarray(5)];
  chunks.push(...pieces.map((piece) => chunk("IDAT", piece)), chunk("IEND", new Uint8Array(0)));
  return joinBytes([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), ...chunks]);
}

function packBits(values: readonly number[], depth: number): number[] {
  const bits = values.map((value) => value.toString(2).padStart(depth, "0")).join("");
  const bytes: number[] = [];
  for (let start = 0; start < bits.length; start += 8) {
    bytes.push(Number.parseInt(bits.slice(start, start + 8).padEnd(8, "0"), 2));
  }
  return bytes;
}

/** With the right checksum at the end of every chunk, as far as the lengths lead from one to the next. */
export function withChecksums(bytes: Uint8Array): Uint8Array {
  const repaired = Uint8Array.from(bytes);
  const view = new DataView(repaired.buffer);
  for (let start = 8; start + 12 <= repaired.length; ) {
    const end = start + 12 + view.getUint32(start);
    if (end > repaired.length) break;
    view.setUint32(end - 4, zlibCrc32(repaired.subarray(start + 4, end - 4)));
    start = end;
  }
  return repaired;
}

export function chunk(type: string, body: Uint8Array): Uint8Array {
  const letters = Uint8Array.from(type, (letter) => letter.charCodeAt(0));
  const frame = new DataView(new ArrayBuffer(8));
  frame.setUint32(0, body.length);
  frame.setUint32(4, zlibCrc32(joinBytes([letters, body])));
  const bytes = new Uint8Array(frame.buffer);
  return joinBytes([bytes.subarray(0, 4), letters, body, bytes.subarray(4)]);
}
