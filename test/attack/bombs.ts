// Decompression bombs: small files that ask for large things, at the limits that linnet has by default. What they may take is
// in proportion to the 64 million pixels that are allowed.

import { deflateSync } from "node:zlib";
import { decodePicture } from "../../src/data/index.js";
import { chunk, pngOf, withChecksums } from "../data/writePng.js";
import { encodeWebp } from "../support/encodeWebp.js";
import { jpegOf } from "./jpegOf.js";
import { FILE, type Suite } from "./suite.js";

const gray = { colorType: 0, depth: 8 } as const;
const deep = { colorType: 6, depth: 16 } as const;
const zeros = (length: number): Uint8Array => deflateSync(new Uint8Array(length), { level: 1 });

/** Each makes the bytes of a file. */
const bombs: { readonly [name: string]: () => Uint8Array | Promise<Uint8Array> } = {
  "PNG: 64 million pixels": () => pngOf(8000, 8000, gray, zeros(8000 * 8001)),
  "PNG: 20 million pixels of 16 bits": () => pngOf(5000, 4000, deep, zeros(4000 * 40001)),
  "PNG: 20 million interlaced pixels of 16 bits": () =>
    pngOf(5000, 4000, { ...deep, interlaced: true }, zeros(4000 * 40001 + 20_000)),
  "PNG: 300 MB where 64 kB are asked for": () => pngOf(256, 256, gray, zeros(300e6)),
  "PNG: 300 MB where 64 kB are asked for, interlaced": () =>
    pngOf(256, 256, { ...gray, interlaced: true }, zeros(300e6)),
  "PNG: a row of 60 million": () => pngOf(60e6, 1, gray, zeros(60e6)),
  "PNG: 60 million rows": () => pngOf(1, 60e6, gray, zeros(120e6)),
  "PNG: a header over no pixels": () => pngOf(8000, 8000, gray, new Uint8Array(0)),
  "PNG: a header over one row": () => pngOf(8000, 8000, gray, zeros(8001)),
  "PNG: a header of 4 billion rows and columns": () => pngOf(0xffffffff, 0xffffffff, gray, zeros(10)),
  "PNG: a text that inflates to 300 MB": () =>
    pngOf(1, 1, { ...gray, extraChunks: [["zTXt", zeros(300e6)]] }, zeros(2)),
  "PNG: 200,000 chunks": () => pngOf(1, 1, { ...gray, extraChunks: comments(200_000) }, zeros(2)),
  "PNG: a length of 4 billion": () => {
    const png = pngOf(4, 4, gray, zeros(20)).slice();
    new DataView(png.buffer).setUint32(33, 0xffffffff);
    return withChecksums(png);
  },
  "PNG: a second header": () => {
    const png = pngOf(4, 4, gray, zeros(20));
    const second = chunk("IHDR", Uint8Array.of(0, 0, 0x40, 0, 0, 0, 0x40, 0, 8, 0, 0, 0, 0));
    return new Uint8Array(Buffer.concat([png.subarray(0, 33), second, png.subarray(33)]));
  },
  "JPEG: a header over no pixels": () => jpegOf({ width: 8000, height: 8000, scans: 1, coded: 10 }),
  "JPEG: 64 million pixels": () => jpegOf({ width: 8000, height: 8000, scans: 1, coded: 130_000 }),
  "JPEG: a thousand scans": () => jpegOf({ width: 8000, height: 8000, scans: 1000, coded: 130_000 }),
  "JPEG: 32 scans": () => jpegOf({ width: 8000, height: 8000, scans: 32, coded: 130_000 }),
  "JPEG: 100 scans of few pixels": () => jpegOf({ width: 4000, height: 4000, scans: 100, coded: 40_000 }),
  "JPEG: a second header": () => jpegOf({ width: 8, height: 8, scans: 1, coded: 10, second: [60000, 60000] }),
  "JPEG: 200,000 comments": () => jpegOf({ width: 8, height: 8, scans: 1, coded: 10, comments: 200_000 }),
  "WebP: 64 million pixels of one color": async () => losslessOf(8000, 8000),
  "WebP: 16383 x 16383": async () => losslessOf(16383, 16383),
};

const names = Object.keys(bombs);

export const bombSuite: Suite = {
  name: "bombs",
  count: () => names.length,
  bounds: { seconds: 30, megabytes: 1200 },
  isApart: true,
  names: (message) => message.includes(FILE),
  run: async (place) => {
    await decodePicture(await bombs[names[place]!]!(), { file: FILE });
  },
  describe: async (place) => names[place]!,
};

function comments(count: number): [string, Uint8Array][] {
  return Array.from({ length: count }, () => ["tEXt", new Uint8Array(0)]);
}

/** A picture of one color with the size in its header changed: its pixels take no bits at all. */
async function losslessOf(width: number, height: number): Promise<Uint8Array> {
  const webp = (await encodeWebp(new Uint8ClampedArray(8 * 8 * 4).fill(255), 8, 8, true)).slice();
  const [across, down] = [width - 1, height - 1];
  webp[21] = across & 0xff;
  webp[22] = (across >> 8) | ((down & 3) << 6);
  webp[23] = (down >> 2) & 0xff;
  webp[24] = (webp[24]! & 0xf0) | (down >> 10);
  return webp;
}
