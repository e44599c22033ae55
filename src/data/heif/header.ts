// The size of a HEIC or AVIF photograph, from the properties of the pictures in its file (ISO 23008-12, 6.5).

import { DecodeError } from "../decodeError.js";
import type { PictureSize } from "../picture.js";

/** Boxes that hold boxes, on the way to the properties, with the bytes before the first of them. */
const containers: { readonly [name: string]: number } = { meta: 4, iprp: 0, ipco: 0 };

/** Boxes that are looked at. */
const MOST_BOXES = 1000;

/**
 * The size of the largest picture in the file, upright: the others are its tiles and its thumbnail.
 * @throws DecodeError naming the file, if it says no size
 */
export function readHeifHeader(bytes: Uint8Array, file: string): PictureSize {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sizes: PictureSize[] = [];
  let isTurned = false;
  let boxes = 0;
  const visit = (start: number, end: number): void => {
    for (let at = start; at + 8 <= end && boxes < MOST_BOXES; boxes += 1) {
      const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
      const boxEnd = Math.min(end, view.getUint32(at) < 8 ? end : at + view.getUint32(at));
      const before = Object.hasOwn(containers, name) ? containers[name]! : null;
      if (before !== null) visit(at + 8 + before, boxEnd);
      // Version and flags stand before width and height.
      if (name === "ispe" && at + 20 <= boxEnd)
        sizes.push({ width: view.getUint32(at + 12), height: view.getUint32(at + 16) });
      if (name === "irot" && at + 9 <= boxEnd) isTurned ||= (view.getUint8(at + 8) & 1) === 1;
      at = boxEnd;
    }
  };
  visit(0, bytes.length);
  const [largest] = sizes.sort((a, b) => b.width * b.height - a.width * a.height);
  if (largest === undefined) throw new DecodeError(file, "the file says no size of its picture");
  return isTurned ? { width: largest.height, height: largest.width } : largest;
}
