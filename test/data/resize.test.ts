import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { centerCrop, crop, type Picture, type ResizeMethod, resize } from "../../src/data/index.js";
import { LinnetError } from "../../src/tensor/errors.js";
import { anyPicture, patterned } from "./support.js";

const methods: readonly ResizeMethod[] = ["bilinear", "antialias", "nearest", "area", "pillowBilinear", "pillowBox"];
const gray = (width: number, height: number, values: readonly number[]): Picture => ({
  width,
  height,
  data: Uint8Array.from(values.flatMap((value) => [value, value, value])),
});
const grayValues = ({ data }: Picture): number[] => [...data].filter((_, index) => index % 3 === 0);

test("bilinear is PyTorch's interpolate with align_corners=False", () => {
  // torch.nn.functional.interpolate(torch.tensor([[[[0., 100, 200, 40]]]]), (1, n), mode="bilinear")
  const row = gray(4, 1, [0, 100, 200, 40]);
  assert.equal(grayValues(resize(row, { width: 8, height: 1 })), [0, 25, 75, 125, 175, 160, 80, 40]);
  assert.equal(grayValues(resize(row, { width: 2, height: 1 })), [50, 120]);
  const long = gray(9, 1, [0, 10, 20, 30, 40, 50, 60, 70, 80]);
  assert.equal(grayValues(resize(long, { width: 3, height: 1 })), [10, 40, 70]);
});

test("antialias is Pillow's BILINEAR", () => {
  // Image.fromarray(row).resize((n, 1), Image.BILINEAR), Pillow 9.4
  const long = gray(9, 1, [0, 90, 0, 90, 0, 90, 0, 90, 0]);
  assert.equal(grayValues(resize(long, { width: 3, height: 1 }, "antialias")), [45, 40, 45]);
  assert.equal(grayValues(resize(long, { width: 4, height: 1 }, "antialias")), [39, 46, 46, 39]);
});

test("nearest takes the pixel below the output center", () => {
  const row = gray(5, 1, [1, 2, 3, 4, 5]);
  assert.equal(grayValues(resize(row, { width: 3, height: 1 }, "nearest")), [1, 3, 5]);
  assert.equal(grayValues(resize(row, { width: 10, height: 1 }, "nearest")), [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
});

test("a resized picture stays within the values of the original, and an even one stays even", () =>
  fc.assert(
    fc.property(
      anyPicture,
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 30 }),
      fc.constantFrom(...methods),
      (picture, width, height, method) => {
        const result = resize(picture, { width, height }, method);
        assert.is(result.data.length, width * height * 3);
        const least = Math.min(...picture.data);
        const largest = Math.max(...picture.data);
        assert.ok(result.data.every((value) => value >= least && value <= largest));
        const even = { ...picture, data: new Uint8Array(picture.data.length).fill(77) };
        assert.ok(resize(even, { width, height }, method).data.every((value) => value === 77));
      },
    ),
  ));

test("resizing commutes with mirroring", () =>
  fc.assert(
    fc.property(
      anyPicture,
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 20 }),
      (picture, width, height) => {
        const size = { width, height };
        const [one, other] = [mirror(resize(picture, size, "antialias")), resize(mirror(picture), size, "antialias")];
        assert.ok(one.data.every((value, index) => Math.abs(value - other.data[index]!) <= 1));
      },
    ),
  ));

function mirror({ width, height, data }: Picture): Picture {
  const turned = data.map((_, index) => {
    const pixel = Math.floor(index / 3);
    const column = pixel % width;
    return data[(pixel - column + width - 1 - column) * 3 + (index % 3)]!;
  });
  return { width, height, data: turned };
}

test("centerCrop keeps the middle square of that part of the shorter side", () => {
  const picture = patterned(10, 6);
  const middle = centerCrop(picture, 0.5);
  assert.equal([middle.width, middle.height], [3, 3]);
  assert.equal([...middle.data], [...crop(picture, { left: 3, top: 1, width: 3, height: 3 }).data]);
  assert.is(middle.data[0], picture.data[(1 * 10 + 3) * 3]);
});

test("sizes and regions that cannot be are refused", () => {
  const picture = patterned(4, 4);
  assert.throws(
    () => resize(picture, { width: 0, height: 3 }),
    /resize: expected a width and height of 1 or more pixels, got 0 x 3/,
  );
  assert.throws(
    () => crop(picture, { left: 2, top: 0, width: 3, height: 1 }),
    /within 4 x 4 pixels, got 3 x 1 at \(2, 0\)/,
  );
  const refused = (run: () => unknown, message: RegExp): void => {
    assert.throws(run, (error: unknown) => error instanceof LinnetError && message.test(error.message));
  };
  refused(() => resize(null as never, { width: 1, height: 1 }), /resize: expected a picture .*, got null/);
  refused(() => resize(picture, null as never), /resize: expected a size { width, height }, got null/);
  refused(() => resize(picture, { width: "2", height: 2 } as never), /got "2" x 2/);
  refused(
    () => resize(picture, picture, "lanczos3" as never),
    /resize: method: expected one of bilinear, .*"lanczos3"/,
  );
  refused(() => crop(picture, null as never), /crop: expected an object of options, got null/);
  refused(() => crop(picture, { left: 0, top: 0, right: 2 } as never), /crop: unknown option right/);
  refused(() => centerCrop(picture, "half" as never), /fraction above 0 and at most 1, got "half"/);
  assert.throws(() => centerCrop(picture, 1.5), /fraction above 0 and at most 1, got 1.5/);
});

test.run();
