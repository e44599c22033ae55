import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  type FillMode,
  fillModes,
  ImageDataGenerator,
  type Picture,
  type TransformParameters,
} from "../../src/data/index.js";
import { LinnetError } from "../../src/tensor/errors.js";
import { anyPicture, largestDifference, patterned } from "./support.js";

const apply = (picture: Picture, changes: Partial<TransformParameters>, fillMode: FillMode = "nearest"): Float32Array =>
  new ImageDataGenerator({ fillMode, cval: 11 }).applyTransform(picture, changes);

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
  // Output (row, column) takes input (column, -row) about the center: Keras 3 turns counterclockwise.
  const turned = Array.from({ length: side * side * 3 }, (_, index) => {
    const [row, column] = [Math.floor(index / 3 / side), Math.floor(index / 3) % side];
    return picture.data[(column * side + (side - 1 - row)) * 3 + (index % 3)]!;
  });
  for (const fillMode of fillModes) {
    assert.ok(largestDifference(apply(picture, { theta: 90 }, fillMode), turned) < 1e-3, fillMode);
  }
});

test("a shift by whole pixels shows each fill mode", () => {
  const row = { width: 4, height: 1, data: Uint8Array.from([1, 2, 3, 4].flatMap((value) => [value, value, value])) };
  const shifted = (fillMode: FillMode, tx: number): number[] =>
    [...apply(row, { tx }, fillMode)].filter((_, index) => index % 3 === 0);
  assert.equal(shifted("nearest", 2), [3, 4, 4, 4]);
  assert.equal(shifted("constant", 2), [3, 4, 11, 11]);
  assert.equal(shifted("reflect", 2), [3, 4, 4, 3]);
  assert.equal(shifted("wrap", 2), [3, 4, 2, 3]);
  assert.equal(shifted("reflect", -6), [3, 4, 4, 3]);
  assert.equal(shifted("wrap", -5), [2, 3, 4, 2]);
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

test("channel shift keeps between the least and largest value, brightness multiplies bytes and cuts at 255", () => {
  const picture = { width: 2, height: 1, data: Uint8Array.of(10, 50, 200, 100, 100, 100) };
  assert.equal([...apply(picture, { channelShiftIntensity: 60 })], [70, 110, 200, 160, 160, 160]);
  assert.equal([...apply(picture, { channelShiftIntensity: -60 })], [10, 10, 140, 40, 40, 40]);
  assert.equal([...apply(picture, { brightness: 2 })], [20, 100, 255, 200, 200, 200]);
  assert.equal([...apply(picture, { brightness: 1.25 })], [12, 62, 250, 125, 125, 125]);
  assert.equal([...apply(picture, { brightness: -1 })], [0, 0, 0, 0, 0, 0]);
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
    assert.ok(Math.abs(one.theta) <= 20 && Math.abs(one.shear) <= 15 && Math.abs(one.channelShiftIntensity!) <= 9);
    assert.ok(Math.abs(one.ty) <= 20 && [-2, -1, 0, 1, 2].includes(one.tx));
    assert.ok([one.zx, one.zy].every((zoom) => zoom >= 0.85 && zoom <= 1.15));
    assert.ok(one.brightness! >= 0.5 && one.brightness! <= 1.5 && !one.flipVertical);
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
  const size = { width: 1, height: 1 };
  assert.equal([...generator.standardize(Float32Array.of(1, 3, 5), size)], [1, 2, 3]);
  const wrong = new ImageDataGenerator({ preprocessingFunction: () => new Float32Array(1) });
  assert.throws(
    () => wrong.standardize(new Float32Array(3), size),
    /a Float32Array of 3 values, got a Float32Array of 1/,
  );
});

test("what Keras takes is taken: negative ranges, ranges from the larger number, zoom beyond 1", () => {
  const options = { rotationRange: -20, zoomRange: [2, 0.5], brightnessRange: [1.5, 0.5] } as const;
  const generator = new ImageDataGenerator({
    ...options,
    shearRange: -3,
    channelShiftRange: -4,
    widthShiftRange: -0.2,
  });
  const size = { width: 10, height: 10 };
  for (let index = 0; index < 100; index += 1) {
    const one = generator.getRandomTransform(size, { epoch: 0, index });
    assert.ok(Math.abs(one.theta) <= 20 && one.zx >= 0.5 && one.zx <= 2 && Math.abs(one.ty) <= 2);
    assert.ok(one.brightness! >= 0.5 && one.brightness! <= 1.5);
  }
  assert.equal(new ImageDataGenerator({ zoomRange: 1.5 }).settings.zoomRange, [-0.5, 2.5]);
  assert.equal(new ImageDataGenerator({ widthShiftRange: [] }).getRandomTransform(size, { epoch: 0, index: 0 }).ty, 0);
});

const wrong = (options: object, message: RegExp): void => {
  assert.throws(
    () => new ImageDataGenerator(options),
    (error: unknown) => {
      assert.instance(error, LinnetError);
      assert.match((error as Error).message, message);
      return true;
    },
  );
};

test("arguments that are unknown, of another kind or out of range are refused by name", () => {
  wrong({ rotation_range: 20 }, /unknown option rotation_range: did you mean rotationRange\?/);
  wrong({ data_format: "channels_first" }, /data_format cannot be chosen: pictures are \[height, width, channels\]/);
  wrong({ dtype: "float16" }, /dtype cannot be chosen: values are float32/);
  wrong({ rotationRange: Number.NaN }, /rotationRange to be a number, got NaN/);
  wrong({ widthShiftRange: Number.NaN }, /widthShiftRange to be a number or a list of numbers, got NaN/);
  wrong({ heightShiftRange: ["a"] }, /heightShiftRange to be a number or a list of numbers, got \["a"\]/);
  wrong({ zoomRange: [1, 2, 3] }, /zoomRange to be a number or two numbers, got \[1, 2, 3\]/);
  wrong({ zoomRange: null }, /zoomRange to be a number or an array, got null/);
  wrong({ brightnessRange: 2 }, /brightnessRange to be an array or null, got 2/);
  wrong({ brightnessRange: [1, null] }, /brightnessRange to be two numbers, got \[1, null\]/);
  wrong({ fillMode: "mirror" }, /fillMode to be one of nearest, constant, reflect, wrap, got "mirror"/);
  wrong({ interpolationOrder: 6 }, /interpolationOrder to be a whole number from 0 to 5, got 6/);
  wrong({ validationSplit: 1 }, /validationSplit to be 0 or more and below 1, got 1/);
  wrong({ rescale: Number.POSITIVE_INFINITY }, /rescale to be a finite number, got Infinity/);
  wrong({ horizontalFlip: 1 }, /horizontalFlip to be true or false, got 1/);
  wrong({ preprocessingFunction: "x / 255" }, /preprocessingFunction to be a function or null, got "x \/ 255"/);
  assert.throws(() => new ImageDataGenerator(null as never), /expected an object of options, got null/);
});

test("pictures, keys and parameters of another kind are refused by name", () => {
  const generator = new ImageDataGenerator();
  const picture = patterned(2, 2);
  const refused = (run: () => unknown, message: RegExp): void => {
    assert.throws(run, (error: unknown) => error instanceof LinnetError && message.test(error.message));
  };
  refused(() => generator.applyTransform(null as never, {}), /expected a picture \{ width, height, data \}, got null/);
  refused(() => generator.applyTransform(picture, { thetta: 1 } as never), /unknown option thetta: did you mean theta/);
  refused(() => generator.applyTransform(picture, { theta: "90" } as never), /theta to be a number, got "90"/);
  refused(() => generator.getRandomTransform({ width: 2, height: Number.NaN }, { epoch: 0, index: 0 }), /2 x NaN/);
  refused(() => generator.getRandomTransform(picture, undefined as never), /an object of options, got undefined/);
  refused(() => generator.fit([]), /at least one picture, got none/);
  refused(() => generator.fit("photographs" as never), /expected pictures or a tensor, got "photographs"/);
  refused(() => generator.fit([picture], { rounds: 0 }), /rounds to be a whole number of 1 or more, got 0/);
  const whitened = new ImageDataGenerator({ zcaWhitening: true });
  refused(() => whitened.fit([picture, patterned(3, 2)]), /pictures of one size for zcaWhitening/);
  whitened.fit([picture, patterned(2, 2)]);
  refused(() => whitened.standardize(new Float32Array(3), { width: 1, height: 1 }), /the 12 values .* of fit, got 3/);
});

test("fit learns of changed pictures if it is told to, the same of the same seed", () => {
  const generator = new ImageDataGenerator({ featurewiseCenter: true, brightnessRange: [0, 0.1] });
  const pictures = [patterned(4, 4), patterned(4, 3)];
  generator.fit(pictures);
  const plain = generator.mean!;
  generator.fit(pictures, { augment: true, rounds: 3 });
  const changed = generator.mean!;
  assert.ok(changed.every((mean, channel) => mean < plain[channel]! / 5));
  generator.fit(pictures, { augment: true, rounds: 3, seed: 0 });
  assert.equal(generator.mean, changed);
});

test.run();
