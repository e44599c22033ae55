// Small things that the tests of src/data share.

import * as fc from "fast-check";
import * as assert from "uvu/assert";
import type { Picture } from "../../src/data/index.js";
import { readJpegHeader } from "../../src/data/jpeg/header.js";
import { decodeWithJpegJs as decode } from "../../src/data/jpeg/jpegJs.js";

/** A picture whose every value is another, as far as 256 values go. */
export function patterned(width: number, height: number): Picture {
  return { width, height, data: Uint8Array.from({ length: width * height * 3 }, (_, index) => (index * 37) % 256) };
}

/** A picture of one of several sizes with any values. */
export const anyPicture: fc.Arbitrary<Picture> = fc
  .record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }) })
  .chain(({ width, height }) =>
    fc
      .uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 })
      .map((data) => ({ width, height, data })),
  );

/** The error that a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    assert.instance(error, Error);
    return error as Error;
  }
  throw new Error("expected a rejection, got a result");
}

export function largestDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  assert.is(found.length, expected.length);
  let largest = 0;
  for (let index = 0; index < found.length; index += 1) {
    largest = Math.max(largest, Math.abs(found[index]! - expected[index]!));
  }
  return largest;
}

/** A JPEG as it is decoded where there is no mozjpeg. */
export function decodeWithJpegJs(bytes: Uint8Array): Picture {
  return decode(bytes, readJpegHeader(bytes, "sample"));
}
