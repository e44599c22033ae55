// JPEG files of several kinds, under attack.

import jpegJs from "jpeg-js";
import { decodePicture } from "../../../src/data/index.js";
import { jpegSamples } from "../../data/jpegSamples.js";
import type { Format } from "../format.js";
import { MAXIMUM_PIXELS } from "./png.js";

export const jpeg: Format = {
  name: "jpeg",
  seeds: async () => [...jpegSamples.map(({ file }) => new Uint8Array(Buffer.from(file, "base64"))), photograph()],
  open: (bytes, file) => decodePicture(bytes, { file, maximumPixels: MAXIMUM_PIXELS }),
};

/** Larger than the samples. */
function photograph(): Uint8Array {
  const data = Uint8Array.from({ length: 160 * 120 * 4 }, (_, index) => (index * 7 + (index >> 5)) & 0xff);
  return new Uint8Array(jpegJs.encode({ width: 160, height: 120, data: Buffer.from(data) }, 70).data);
}
