import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  type FillMode,
  fillModes,
  ImageDataGenerator,
  noTransform,
  type Picture,
  type TransformParameters,
} from "../../src/data/index.js";
import { expected, height, parameters, width } from "./affineSamples.js";
import { anyPicture, largestDifference, patterned } from "./support.js";

const apply = (picture: Picture, changes: Partial<TransformParameters>, fillMode: FillMode = "nearest"): Float32Array =>
  new ImageDataGenerator({ fillMode, cval: 11 }).applyTransform(picture, { ...noTransform, ...changes });

for (const fillMode of fillModes) {
  test(`rotation, shift, shear and zoom together are Keras's, fill mode ${fillMode}`, () => {
    const gray = Array.from({ length: width * height }, (_, index) => (index * 37) % 256);
    const picture = { width, height, data: Uint8Array.from(gray.flatMap((value) => [value, value, value])) };
    const values = apply(picture, parameters, fillMode).filter((_, index) => index % 3 === 1);
    assert.ok(largestDifference(values, expected[fillMode]) < 1e-3);
  });
}

test("no transform gives the same picture", () =>
  fc.assert(
    fc.property(anyPicture, fc.constantFrom(...fillModes), (picture, fillMode) => {
      assert.equal([...apply(picture, {}, fillMode)], [...picture.data]);
    }),
  ));

test("a flip is a mirror, and two are none", () =>
  fc.assert(
    fc.property(anyPicture, fc.boolean(), fc.boolean(), (picture, flipHorizontal, flipVertical) => {
      const { width, height } = picture;
      const once = apply(picture, { flipHorizontal, flipVertical }, "constant");
      const expectedValues = once.map((_, index) => {
        const [row, column] = [Math.floor(index / 3 / width), Math.floor(index / 3) % width];
        const [fromRow, fromColumn] = [
          flipVertical ? height - 1 - row : row,
          flipHorizontal ? width - 1 - column : column,
        ];
        return picture.data[(fromRow * width + fromColumn) * 3 + (index % 3)]!;
      });
      assert.equal([...once], [...expectedValues]);
      const twice = apply({ width, height, data: Uint8Array.from(once) }, { flipHorizontal, flipVertical }, "constant");
      assert.equal([...twice], [...picture.data]);
    }),
  ));

test("a quarter turn of a square moves every pixel to its place, in every fill mode", () => {
  const side = 5;
  const picture = patterned(side, side);
  // Output (row, column) takes input (-column, row) about the center: Keras turns clockwise.
  const turned = Array.from({ length: side * side * 3 }, (_, index) => {
    const [row, column] = [Math.floor(index / 3 / side), Math.floor(index / 3) % side];
    return picture.data[((side - 1 - column) * side + row) * 3 + (index % 3)]!;
  });
  for (const fillMode of fillModes) {
    assert.ok(largestDifference(apply(picture, { theta: 90 }, fillMode), turned) < 1e-3, fillMode);
  }
});

test("a shift by whole pixels shows each fill mode", () => {
  const row = { width: 4, height: 1, data: Uint8Array.from([1, 2, 3, 4].flatMap((value) => [value, value, value])) };
  const shifted = (fillMode: FillMode, ty: number): number[] =>
    [...apply(row, { ty }, fillMode)].filter((_, index) => index % 3 === 0);
  assert.equal(shifted("nearest", 2), [3, 4, 4, 4]);
  assert.equal(shifted("constant", 2), [3, 4, 11, 11]);
  assert.equal(shifted("reflect", 2), [3, 4, 4, 3]);
  assert.equal(shifted("wrap", 2), [3, 4, 1, 2]);
  assert.equal(shifted("reflect", -6), [3, 4, 4, 3]);
  assert.equal(shifted("wrap", -5), [4, 1, 2, 3]);
});

test("values stay within the picture's, whatever the affine map", () =>
  fc.assert(
    fc.property(anyPicture, fc.integer(), fc.constantFrom("nearest", "reflect", "wrap"), (picture, seed, fillMode) => {
      const ranges = { rotationRange: 180, widthShiftRange: 0.9, heightShiftRange: 5, shearRange: 40, zoomRange: 0.8 };
      const generator = new ImageDataGenerator({ ...ranges, fillMode, seed });
      const values = generator.randomTransform(picture, { epoch: 1, index: 2 });
      const [least, largest] = [Math.min(...picture.data), Math.max(...picture.data)];
      assert.ok(values.every((value) => value >= least - 1e-3 && value <= largest + 1e-3));
    }),
  ));

test("channel shift keeps between the least and largest value, brightness multiplies and cuts at 255", () => {
  const picture = { width: 2, height: 1, data: Uint8Array.of(10, 50, 200, 100, 100, 100) };
  assert.equal([...apply(picture, { channelShift: 60 })], [70, 110, 200, 160, 160, 160]);
  assert.equal([...apply(picture, { channelShift: -60 })], [10, 10, 140, 40, 40, 40]);
  assert.equal([...apply(picture, { brightness: 2 })], [20, 100, 255, 200, 200, 200]);
});

test("parameters lie in their ranges, and depend on seed, epoch and index alone", () => {
  const options = {
    rotationRange: 20,
    zoomRange: 0.15,
    widthShiftRange: 0.2,
    heightShiftRange: 3,
    shearRange: 15,
    channelShiftRange: 9,
    brightnessRange: [0.5, 1.5] as const,
    horizontalFlip: true,
  };
  const generator = new ImageDataGenerator({ ...options, seed: 7 });
  const size = { width: 100, height: 50 };
  const all = Array.from({ length: 400 }, (_, index) => generator.getRandomTransform(size, { epoch: 0, index }));
  for (const one of all) {
    assert.ok(Math.abs(one.theta) <= 20 && Math.abs(one.shear) <= 15 && Math.abs(one.channelShift) <= 9);
    assert.ok(Math.abs(one.ty) <= 20 && [-2, -1, 0, 1, 2].includes(one.tx));
    assert.ok([one.zx, one.zy].every((zoom) => zoom >= 0.85 && zoom <= 1.15));
    assert.ok(one.brightness >= 0.5 && one.brightness <= 1.5 && !one.flipVertical);
  }
  const flips = all.filter(({ flipHorizontal }) => flipHorizontal).length;
  assert.ok(flips > 150 && flips < 250, `${flips} of 400 flipped`);
  assert.ok(new Set(all.map(({ theta }) => theta)).size > 390);
  const again = new ImageDataGenerator({ ...options, seed: 7 });
  assert.equal(again.getRandomTransform(size, { epoch: 0, index: 399 }), all[399]);
  assert.not.equal(again.getRandomTransform(size, { epoch: 1, index: 399 }), all[399]);
  const withoutFlip = new ImageDataGenerator({ ...options, horizontalFlip: false, seed: 7 });
  assert.is(withoutFlip.getRandomTransform(size, { epoch: 0, index: 5 }).brightness, all[5]!.brightness);
});

test("a list of shifts is chosen from, with either sign", () => {
  const generator = new ImageDataGenerator({ widthShiftRange: [3, 8] });
  const shifts = Array.from({ length: 200 }, (_, index) =>
    generator.getRandomTransform({ width: 9, height: 9 }, { epoch: 0, index }),
  );
  assert.equal(
    [...new Set(shifts.map(({ ty }) => ty))].sort((a, b) => a - b),
    [-8, -3, 3, 8],
  );
});

test("standardize calls the function and then rescales", () => {
  const generator = new ImageDataGenerator({
    rescale: 1 / 2,
    preprocessingFunction: (values) => values.map((value) => value + 1),
  });
  assert.equal([...generator.standardize(Float32Array.of(1, 3), { width: 1, height: 1 })], [1, 2]);
  const wrong = new ImageDataGenerator({ preprocessingFunction: () => new Float32Array(1) });
  assert.throws(() => wrong.standardize(new Float32Array(3), { width: 1, height: 1 }), /to give 3 values, got 1/);
});

test("arguments out of their range are refused by name", () => {
  assert.throws(
    () => new ImageDataGenerator({ rotationRange: -1 }),
    /rotationRange to be a number of 0 or more, got -1/,
  );
  assert.throws(() => new ImageDataGenerator({ zoomRange: 1.5 }), /zoomRange to be factors above 0/);
  assert.throws(() => new ImageDataGenerator({ brightnessRange: [2, 1] }), /brightnessRange.*got \[2,1\]/);
  assert.throws(() => new ImageDataGenerator({ widthShiftRange: Number.NaN }), /widthShiftRange/);
});

test.run();
