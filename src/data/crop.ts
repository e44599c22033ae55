// Cutting a rectangle out of a picture.

import { checkOptions, type OptionKinds } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import { checkPicture, type Picture, type PictureSize } from "./picture.js";

/** A rectangle in whole pixels. */
export interface Region extends PictureSize {
  readonly left: number;
  readonly top: number;
}

/** @throws LinnetError if the region is not within the picture */
export function crop(picture: Picture, region: Region): Picture {
  checkPicture("crop", picture);
  checkOptions("crop", region, regionKinds);
  const { left, top, width, height } = region;
  const whole = [left, top, width, height].every(Number.isInteger) && left >= 0 && top >= 0 && width > 0 && height > 0;
  if (!whole || left + width > picture.width || top + height > picture.height) {
    const asked = `${width} x ${height} at (${left}, ${top})`;
    throw new LinnetError(`crop: expected a region within ${picture.width} x ${picture.height} pixels, got ${asked}`);
  }
  const data = new Uint8Array(width * height * 3);
  for (let row = 0; row < height; row += 1) {
    const from = ((top + row) * picture.width + left) * 3;
    data.set(picture.data.subarray(from, from + width * 3), row * width * 3);
  }
  return { width, height, data };
}

/**
 * The square in the middle whose side is this part of the picture's shorter side, as ImageNet's accuracies are measured
 * (0.875). Sides are rounded to the nearest pixel and odd remainders go right and below.
 * @throws LinnetError if the fraction is not above 0 and at most 1
 */
export function centerCrop(picture: Picture, fraction = 0.875): Picture {
  checkPicture("centerCrop", picture);
  checkCropFraction("centerCrop", fraction);
  const side = Math.max(1, Math.round(Math.min(picture.width, picture.height) * fraction));
  const left = Math.floor((picture.width - side) / 2);
  const top = Math.floor((picture.height - side) / 2);
  return crop(picture, { left, top, width: side, height: side });
}

/** @throws LinnetError naming the function that was asked, if the fraction is not above 0 and at most 1 */
export function checkCropFraction(where: string, fraction: number): void {
  if (typeof fraction === "number" && fraction > 0 && fraction <= 1) return;
  throw new LinnetError(`${where}: expected a fraction above 0 and at most 1, got ${describe(fraction)}`);
}

const regionKinds: OptionKinds<Region> = { left: "number", top: "number", width: "number", height: "number" };
