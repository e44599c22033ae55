// WebP files under attack: lossy, lossless, and with chunks around the pixels.

import { encodeWebp, extendWebp } from "../../support/encodeWebp.js";
import { pictureFormats } from "./pictureFormats.js";

const [width, height] = [48, 31];

export const webp = pictureFormats({
  name: "webp",
  async seeds() {
    const rgba = Uint8ClampedArray.from(
      { length: width * height * 4 },
      (_, index) => (index * 7 + (index >> 6)) & 0xff,
    );
    const lossless = await encodeWebp(rgba, width, height, true);
    const lossy = await encodeWebp(rgba, width, height, false);
    const exif = Uint8Array.of(...[0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0]);
    return [lossless, lossy, extendWebp(lossless, { width, height, flags: 8, chunks: [["EXIF", exif]] })];
  },
});
