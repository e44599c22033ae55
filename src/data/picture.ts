// A picture in memory: what every part of src/data hands to the next.

import { LinnetError } from "../tensor/errors.js";

/** Eight-bit RGB pixels, `[height, width, 3]` in row-major order. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** The size of a picture, in pixels. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** @throws LinnetError if the sizes are not whole numbers above 0, or the data is not `height * width * 3` long */
export function createPicture(width: number, height: number, data: Picture["data"]): Picture {
  checkSize("createPicture", { width, height });
  if (data.length !== width * height * 3) {
    throw new LinnetError(
      `createPicture: expected ${width * height * 3} values for [${height}, ${width}, 3], got ${data.length}`,
    );
  }
  return { width, height, data };
}

/** @throws LinnetError naming the function that was asked */
export function checkSize(where: string, { width, height }: PictureSize): void {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new LinnetError(`${where}: expected a width and height of 1 or more pixels, got ${width} x ${height}`);
  }
}

/** The same picture without its fourth channel. Alpha is dropped and not composited, as Pillow's `convert("RGB")` does. */
export function dropAlpha({ width, height, data: rgba }: Picture): Picture {
  const data = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < data.length; from += 4, to += 3) {
    data[to] = rgba[from]!;
    data[to + 1] = rgba[from + 1]!;
    data[to + 2] = rgba[from + 2]!;
  }
  return { width, height, data };
}
