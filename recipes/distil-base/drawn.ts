// Faces that are drawn, so that the base is good for the sample of `npm run train` as well. None of that sample is among
// them.

import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";
import { drawFace } from "../../src/index.js";
import { writeWhole } from "./files.js";

/** Far beyond the seeds of the sample and of the tests. */
const FIRST_SEED = 100_000;

/** The files of so many faces in a folder, every other one with a mask; what is there is not drawn again. */
export function drawFaces(folder: string, count: number): string[] {
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: count }, (_, place) => {
    const file = join(folder, `face-${place}.png`);
    if (!existsSync(file)) writeWhole(file, encode(FIRST_SEED + place));
    return file;
  });
}

function encode(seed: number): Uint8Array {
  const { width, height, data } = drawFace({ mask: seed % 2 === 0, seed });
  const png = new PNG({ width, height, colorType: 2, inputColorType: 2, inputHasAlpha: false });
  png.data = Buffer.from(Uint8Array.from(data));
  return PNG.sync.write(png, { colorType: 2, inputColorType: 2, inputHasAlpha: false });
}
