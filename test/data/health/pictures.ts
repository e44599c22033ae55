// Drawn pictures and their changed copies, for the tests of src/data/health.

import { encode } from "jpeg-js";
import { crop, decodePicture, type Picture, resize } from "../../../src/data/index.js";
import { drawFace } from "../../../src/data/sample/face.js";

/** A face of 96 x 96 pixels, another for each seed. */
export function face(seed: number): Picture {
  return drawFace({ mask: seed % 2 === 0, seed, size: 96 });
}

export function mirrored({ width, height, data }: Picture): Picture {
  const result = new Uint8Array(data.length);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const from = (row * width + width - 1 - column) * 3;
      result.set(data.subarray(from, from + 3), (row * width + column) * 3);
    }
  }
  return { width, height, data: result };
}

export function jpegOf({ width, height, data }: Picture, quality: number): Uint8Array {
  const rgba = new Uint8Array(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel += 1) rgba.set(data.subarray(pixel * 3, pixel * 3 + 3), pixel * 4);
  return new Uint8Array(encode({ width, height, data: rgba }, quality).data);
}

type Change = (picture: Picture) => Picture | Promise<Picture>;

/** What people do to photographs before they put them into a data set a second time. */
export const changes: { readonly [name: string]: Change } = {
  smaller: (picture) => resize(picture, { width: 48, height: 40 }, "antialias"),
  larger: (picture) => resize(picture, { width: 200, height: 150 }),
  "encoded anew": (picture) => decodePicture(jpegOf(picture, 40)),
  mirrored,
  darker: ({ width, height, data }) => ({ width, height, data: data.map((value) => value * 0.6) }),
  "cropped a little": (picture) => crop(picture, { left: 1, top: 1, width: 94, height: 94 }),
};
