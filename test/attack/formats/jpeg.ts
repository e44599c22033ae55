// JPEG files of several kinds, under attack.

import jpegJs from "jpeg-js";
import { jpegSamples } from "../../data/jpegSamples.js";
import { pictureFormats } from "./pictureFormats.js";

export const jpeg = pictureFormats({
  name: "jpeg",
  seeds: async () => [...jpegSamples.map(({ file }) => new Uint8Array(Buffer.from(file, "base64"))), photograph()],
});

/** Larger than the samples. */
function photograph(): Uint8Array {
  const data = Uint8Array.from({ length: 160 * 120 * 4 }, (_, index) => (index * 7 + (index >> 5)) & 0xff);
  return new Uint8Array(jpegJs.encode({ width: 160, height: 120, data: Buffer.from(data) }, 70).data);
}
