// Turning photographs upright, against EXIF 2.3's table 6 pixel by pixel.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { turnUpright } from "../../src/data/exif.js";
import { dropAlpha } from "../../src/data/picture.js";

const [width, height] = [75, 41];

/** Where the stored picture has what the upright one has in a row and column, by orientation. */
const places: readonly ((row: number, column: number) => readonly [row: number, column: number])[] = [
  (row, column) => [row, column],
  (row, column) => [row, width - 1 - column],
  (row, column) => [height - 1 - row, width - 1 - column],
  (row, column) => [height - 1 - row, column],
  (row, column) => [column, row],
  (row, column) => [height - 1 - column, row],
  (row, column) => [height - 1 - column, width - 1 - row],
  (row, column) => [column, width - 1 - row],
];

for (const [index, placeOf] of places.entries())
  test(`orientation ${index + 1}: every pixel is where it should be, with and without a fourth channel`, () => {
    const rgba = { width, height, data: Uint8Array.from({ length: width * height * 4 }, (_, place) => place % 251) };
    const stored = dropAlpha(rgba);
    const upright = turnUpright(stored, index + 1);
    assert.equal([upright.width, upright.height], index < 4 ? [width, height] : [height, width]);
    for (let place = 0; place < upright.data.length; place += 3) {
      const pixel = place / 3;
      const [row, column] = placeOf(Math.floor(pixel / upright.width), pixel % upright.width);
      const from = (row * width + column) * 3;
      assert.equal(upright.data.subarray(place, place + 3), stored.data.subarray(from, from + 3));
    }
    assert.equal(turnUpright(rgba, index + 1), upright);
  });

test.run();
