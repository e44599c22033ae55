// JPEG files of several kinds, under attack: in Huffman's codes and in arithmetic ones.

import jpegJs from "jpeg-js";
import { jpegSamples } from "../../data/jpegSamples.js";
import { readFilesFixture } from "../../support/packedFiles.js";
import { pictureFormats } from "./pictureFormats.js";

const arithmeticJpegs = readFilesFixture("arithmeticJpegs") as readonly { readonly file: string }[];

export const jpeg = [
  ...pictureFormats({
    name: "jpeg",
    seeds: async () => [...jpegSamples.map(unpacked), photograph()],
  }),
  ...pictureFormats({ name: "arithmetic jpeg", seeds: async () => arithmeticJpegs.map(unpacked) }),
];

function unpacked({ file }: { readonly file: string }): Uint8Array {
  return new Uint8Array(Buffer.from(file, "base64"));
}

/** Larger than the samples. */
function photograph(): Uint8Array {
  const data = Uint8Array.from({ length: 160 * 120 * 4 }, (_, index) => (index * 7 + (index >> 5)) & 0xff);
  return new Uint8Array(jpegJs.encode({ width: 160, height: 120, data: Buffer.from(data) }, 70).data);
}
