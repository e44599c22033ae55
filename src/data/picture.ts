// A picture in memory: what every part of src/data hands to the next.

import { describe } from "../tensor/describe.js";
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

/** @throws LinnetError if the sizes are not whole numbers above 0, or the data is not `height * width * 3` bytes */
export function createPicture(width: number, height: number, data: Picture["data"]): Picture {
  const picture = { width, height, data };
  checkPicture("createPicture", picture);
  return picture;
}

/** JPEG cannot have more rows or columns, and a page's canvas neither. */
export const LONGEST_SIDE = 65535;
/** What one array holds on every machine. */
const MOST_PIXELS = 2 ** 28;

/** The size that a picture is to have. @throws LinnetError naming the function that was asked */
export function checkSize(where: string, size: PictureSize): void {
  checkPixelCounts(where, size);
  const { width, height } = size;
  if (Math.max(width, height) > LONGEST_SIDE || width * height > MOST_PIXELS)
    throw new LinnetError(
      `${where}: expected at most ${LONGEST_SIDE} rows and columns and ${MOST_PIXELS} pixels, got ${width} x ${height}`,
    );
}

function checkPixelCounts(where: string, size: PictureSize): void {
  if (typeof size !== "object" || size === null)
    throw new LinnetError(`${where}: expected a size { width, height }, got ${describe(size)}`);
  const { width, height } = size;
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    const found = `${describe(width)} x ${describe(height)}`;
    throw new LinnetError(`${where}: expected a width and height of 1 or more pixels, got ${found}`);
  }
}

/**
 * @param kinds what the data may be. Default: bytes
 * @throws LinnetError naming the function that was asked
 */
export function checkPicture(
  where: string,
  picture: PictureSize & { readonly data: ArrayLike<number> },
  kinds = byteKinds,
): void {
  if (typeof picture !== "object" || picture === null || !("data" in picture))
    throw new LinnetError(`${where}: expected a picture { width, height, data }, got ${describe(picture)}`);
  checkPixelCounts(where, picture);
  const { width, height, data } = picture;
  if (!kinds.some((kind) => data instanceof kind))
    throw new LinnetError(
      `${where}: expected data in a ${kinds.map(({ name }) => name).join(" or ")}, got ${describe(data)}`,
    );
  if (data.length !== width * height * 3) {
    const expected = `${width * height * 3} values for [${height}, ${width}, 3]`;
    throw new LinnetError(`${where}: expected ${expected}, got ${data.length}`);
  }
}

const byteKinds: readonly (Uint8ArrayConstructor | Uint8ClampedArrayConstructor | Float32ArrayConstructor)[] = [
  Uint8Array,
  Uint8ClampedArray,
];

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
