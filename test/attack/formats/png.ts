// PNG files of several kinds, under attack.

import { withChecksums, writePng } from "../../data/writePng.js";
import { pictureFormats } from "./pictureFormats.js";

const samples = (count: number, most: number): number[] =>
  Array.from({ length: count }, (_, index) => (index * 7 + (index >> 3)) % (most + 1));
const palette = samples(48, 255);
const orientation: readonly [string, Uint8Array] = [
  "eXIf",
  Uint8Array.of(...[0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]),
];

export const png = pictureFormats({
  name: "png",
  seeds: async () => [
    writePng(24, 17, samples(24 * 17 * 3, 255), { colorType: 2, depth: 8 }),
    writePng(24, 17, samples(24 * 17 * 4, 255), { colorType: 6, depth: 8, interlaced: true }),
    writePng(40, 30, samples(1200, 15), { colorType: 3, depth: 4, palette, extraChunks: [orientation] }),
    writePng(33, 9, samples(297, 65535), { colorType: 0, depth: 16 }),
    writePng(65, 12, samples(780, 1), { colorType: 0, depth: 1, interlaced: true }),
  ],
  repair: withChecksums,
});
