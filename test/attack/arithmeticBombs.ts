// Small arithmetic-coded JPEGs that ask for large things: what is expected takes no bits, so their sizes bound nothing.

import { decodePicture } from "../../src/data/index.js";
import { isFrame, readSegments } from "../../src/data/jpeg/header.js";
import { readFilesFixture } from "../support/packedFiles.js";
import { jpegOf } from "./jpegOf.js";
import { FILE, readingBounds, type Suite } from "./suite.js";

/** About as many pixels as may take no bytes. */
const FREE_SIDE = 2896;

const samples = readFilesFixture("arithmeticJpegs") as readonly { readonly name: string; readonly file: string }[];

/** The file with another size in its header: behind its last byte decoders read zeros, which are decisions too. */
export function stretched(file: Uint8Array, side: number): Uint8Array {
  const bytes = file.slice();
  const frame = readSegments(bytes, FILE).segments.find(({ marker }) => isFrame(marker))!;
  const view = new DataView(bytes.buffer);
  for (const place of [5, 7]) view.setUint16(frame.start + place, side);
  return bytes;
}

const scansOf = (side: number, scans: number) => (): Uint8Array =>
  jpegOf({ width: side, height: side, scans, coded: 0, isArithmetic: true });

/** Each makes the bytes of a file. */
const bombs: { readonly [name: string]: () => Uint8Array } = {
  "64 million pixels that take no bits": scansOf(8000, 1),
  "32 scans of 64 million pixels": scansOf(8000, 32),
  "8 million pixels that take no bits": scansOf(FREE_SIDE, 1),
  "100 scans of 8 million pixels": scansOf(FREE_SIDE, 100),
  ...Object.fromEntries(
    samples.map(({ name, file }) => [
      `8 million pixels, ${name}`,
      () => stretched(new Uint8Array(Buffer.from(file, "base64")), FREE_SIDE),
    ]),
  ),
};

const names = Object.keys(bombs);

export const arithmeticBombSuite: Suite = {
  name: "bombs of arithmetic JPEG",
  count: () => names.length,
  bounds: readingBounds,
  async prepare() {
    await decodePicture(new Uint8Array(Buffer.from(samples[0]!.file, "base64")));
  },
  isApart: true,
  names: (message) => message.includes(FILE),
  run: async (place) => {
    await decodePicture(bombs[names[place]!]!(), { file: FILE });
  },
  describe: async (place) => names[place]!,
};
