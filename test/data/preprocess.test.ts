import { test } from "uvu";
import * as assert from "uvu/assert";
import { createPicture, type PreprocessMode, preprocessInput } from "../../src/data/index.js";
import { preprocessValues } from "../../src/data/preprocess.js";
import { imagenetMean } from "../../src/formats/imagenetColors.js";
import { type FixtureTensor, readFixture } from "../support/kerasFixture.js";
import { largestDifference, patterned } from "./support.js";

const picture = createPicture(2, 1, Uint8Array.of(0, 127, 255, 10, 20, 30));

test("minusOneToOne maps 0..255 to -1..1, under its former name too", () => {
  const expected = [-1, 127 / 127.5 - 1, 1, 10 / 127.5 - 1, 20 / 127.5 - 1, 30 / 127.5 - 1];
  assert.ok(largestDifference(preprocessInput(picture, "minusOneToOne"), expected) < 1e-6);
  assert.equal(preprocessInput(picture, "mobilenetV2"), preprocessInput(picture, "minusOneToOne"));
});

test("imagenetMean takes the means off and keeps red first", () => {
  const [red, green, blue] = imagenetMean;
  const expected = [-red, 127 - green, 255 - blue, 10 - red, 20 - green, 30 - blue];
  assert.ok(largestDifference(preprocessInput(picture, "imagenetMean"), expected) < 1e-4);
});

test("tf, caffe and torch are Keras's", () => {
  const { preprocess } = readFixture<{
    preprocess: { input: FixtureTensor; outputs: { [name: string]: FixtureTensor } };
  }>("images");
  const modes: { readonly [name: string]: PreprocessMode } = {
    mobilenet_v2: "tf",
    mobilenet: "tf",
    "caffe (resnet50)": "caffe",
    "torch (densenet)": "torch",
  };
  for (const [name, { values: expected }] of Object.entries(preprocess.outputs)) {
    const values = Float32Array.from(preprocess.input.values);
    preprocessValues(values, modes[name]!);
    assert.ok(largestDifference(values, expected) < 1e-5, name);
  }
});

test("caffe is imagenetMean with the channels reversed", () => {
  const [rgb, bgr] = [preprocessInput(picture, "imagenetMean"), preprocessInput(picture, "caffe")];
  assert.equal([...bgr], [rgb[2], rgb[1], rgb[0], rgb[5], rgb[4], rgb[3]]);
});

test("several pictures make a batch, none an empty one, unequal ones an error", () => {
  assert.equal([...preprocessInput([picture, picture], "none")], [...picture.data, ...picture.data]);
  assert.is(preprocessInput([], "none").length, 0);
  assert.throws(() => preprocessInput([picture, patterned(1, 1)], "none"), /picture 0 is 2 x 1, picture 1 is 1 x 1/);
});

test("a mode that is not known is refused", () => {
  assert.throws(
    () => preprocessInput(picture, "keras" as "none"),
    /expected one of tf, caffe, torch, minusOneToOne, .*, got "keras"/,
  );
});

test("what is no picture is refused by name", () => {
  const refused = (input: unknown, message: RegExp): void => {
    assert.throws(() => preprocessInput(input as never, "none"), message);
  };
  refused(null, /preprocessInput: expected a picture { width, height, data }, got null/);
  refused(["a.jpg"], /expected a picture { width, height, data }, got "a.jpg"/);
  refused({ width: 1, height: Number.NaN, data: new Uint8Array(3) }, /got 1 x NaN/);
  refused({ width: 1, height: 1, data: [1, 2, 3] }, /data in a Uint8Array or Uint8ClampedArray, got an array of 3/);
});

test("a picture whose data does not fit its size is refused", () => {
  assert.throws(() => createPicture(2, 2, new Uint8Array(9)), /expected 12 values for \[2, 2, 3\], got 9/);
});

test.run();
