// Pictures as PNG files, for tests that write them at once.

import { PNG } from "pngjs";
import type { Picture } from "../../src/data/picture.js";

/** The bytes of a PNG file with these colors, 8 bits each. */
export function encodePng({ width, height, data }: Picture): Uint8Array {
  const png = new PNG({ width, height, colorType: 2, inputColorType: 2, inputHasAlpha: false });
  png.data = Buffer.from(Uint8Array.from(data));
  return PNG.sync.write(png, { colorType: 2, inputColorType: 2, inputHasAlpha: false });
}
