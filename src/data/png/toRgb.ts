// A row of a PNG's samples as RGB: alpha is dropped, 16 bits are rounded to 8, fewer than 8 are spread over 0 to 255.

import type { PngHeader } from "./header.js";

/** Samples of 8 bits; those of a palette are places in it and stay as they are. */
export function unpackRow(row: Uint8Array, count: number, { depth, colorType }: PngHeader): Uint8Array {
  if (depth === 8) return row;
  const samples = new Uint8Array(count);
  if (depth === 16) {
    for (let index = 0; index < count; index += 1)
      samples[index] = Math.floor(((row[2 * index]! * 256 + row[2 * index + 1]!) * 255) / 65535 + 0.5);
    return samples;
  }
  const mask = (1 << depth) - 1;
  const scale = colorType === 3 ? 1 : 255 / mask;
  for (let index = 0; index < count; index += 1) {
    const bit = index * depth;
    samples[index] = ((row[bit >> 3]! >> (8 - depth - (bit & 7))) & mask) * scale;
  }
  return samples;
}

/** Where a row's pixels go: bytes of the first, and from one to the next. */
interface Target {
  readonly data: Uint8Array;
  readonly start: number;
  readonly step: number;
  readonly width: number;
}

/** @param palette 256 colors; used by color type 3 alone */
export function writeRgb(samples: Uint8Array, { colorType }: PngHeader, palette: Uint8Array, target: Target): void {
  const { data, start, step, width } = target;
  if (colorType === 2 || colorType === 6) {
    const perPixel = colorType === 2 ? 3 : 4;
    for (let pixel = 0, from = 0, to = start; pixel < width; pixel += 1, from += perPixel, to += step) {
      data[to] = samples[from]!;
      data[to + 1] = samples[from + 1]!;
      data[to + 2] = samples[from + 2]!;
    }
    return;
  }
  const perPixel = colorType === 4 ? 2 : 1;
  for (let pixel = 0, from = 0, to = start; pixel < width; pixel += 1, from += perPixel, to += step) {
    const sample = samples[from]!;
    const isIndex = colorType === 3;
    data[to] = isIndex ? palette[3 * sample]! : sample;
    data[to + 1] = isIndex ? palette[3 * sample + 1]! : sample;
    data[to + 2] = isIndex ? palette[3 * sample + 2]! : sample;
  }
}
