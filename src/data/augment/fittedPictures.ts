// The pictures that an ImageDataGenerator is fitted to.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { formatShape } from "../../tensor/shape.js";
import { Tensor } from "../../tensor/tensor.js";
import type { Picture } from "../picture.js";
import { checkPixels, type Pixels } from "./pixels.js";

/** @throws LinnetError if they are no pictures */
export function pixelsOf(pictures: readonly Picture[] | Tensor): readonly Pixels[] {
  if (pictures instanceof Tensor) {
    const { shape, values } = pictures;
    const [count = 0, height = 0, width = 0, channels] = shape;
    if (shape.length !== 4 || channels !== 3)
      throw new LinnetError(`ImageDataGenerator.fit: expected [count, height, width, 3], got ${formatShape(shape)}`);
    const length = height * width * 3;
    return Array.from({ length: count }, (_, place) => {
      return { width, height, data: values.subarray(place * length, (place + 1) * length) };
    });
  }
  if (!Array.isArray(pictures))
    throw new LinnetError(`ImageDataGenerator.fit: expected pictures or a tensor, got ${describe(pictures)}`);
  for (const picture of pictures) checkPixels("ImageDataGenerator.fit", picture);
  return pictures;
}

/** @throws LinnetError if there is nothing to learn from */
export function checkRows(rows: readonly Float32Array[], isWhitened: boolean): void {
  const [first] = rows;
  if (first === undefined) throw new LinnetError("ImageDataGenerator.fit: expected at least one picture, got none");
  if (isWhitened && rows.some(({ length }) => length !== first.length))
    throw new LinnetError("ImageDataGenerator.fit: expected pictures of one size for zcaWhitening");
  if (rows.some((row) => row.some((value) => !Number.isFinite(value))))
    throw new LinnetError("ImageDataGenerator.fit: expected finite values");
}
