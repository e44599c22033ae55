// Resized pictures beside Keras's load_img (Pillow) and image_dataset_from_directory (TensorFlow), from
// test/golden/keras/images-*.json.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { type ResizeMethod, resize } from "../../src/data/index.js";
import { type Interpolation, methodsOfInterpolations } from "../../src/data/resizeMethods.js";
import { type FixtureTensor, readFixture } from "../support/kerasFixture.js";
import { pictureOf } from "../support/kerasPictures.js";
import { largestDifference } from "./support.js";

interface ImagesFixture {
  readonly pictures: { readonly [name: string]: FixtureTensor };
  readonly resized: readonly {
    readonly picture: string;
    readonly function: "load_img" | "image_dataset_from_directory";
    readonly interpolation: string;
    readonly size: readonly [height: number, width: number];
    readonly output: FixtureTensor;
  }[];
}

const fixture = readFixture<ImagesFixture>("images");

for (const { picture, function: source, interpolation, size, output } of fixture.resized) {
  const [height, width] = size;
  test(`${picture} at ${width} x ${height}, ${interpolation}, is that of ${source}`, () => {
    const isLoaded = source === "load_img";
    const method = isLoaded ? methodsOfInterpolations[interpolation as Interpolation] : (interpolation as ResizeMethod);
    const { data } = resize(pictureOf(fixture.pictures[picture]!), { width, height }, method);
    // TensorFlow gives fractions and goes beyond bytes; ours are rounded and cut.
    const expected = output.values.map((value) => Math.min(Math.max(value, 0), 255));
    const largest = largestDifference(data, expected);
    assert.ok(largest <= (isLoaded ? 0 : 0.51), `${largest}`);
  });
}

test.run();
