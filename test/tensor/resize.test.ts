// Resizing against TensorFlow's (test/oracles/keras/resize.py), and what it refuses.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { LinnetError, ShapeError } from "../../src/tensor/errors.js";
import { type ResizeOptions, resize } from "../../src/tensor/resize.js";
import { resizeTaps } from "../../src/tensor/resizeTaps.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { assertClose, randomTensor } from "../support/compare.js";
import { type FixtureTensor, readFixture } from "../support/kerasFixture.js";

interface ResizeCase {
  readonly method: string;
  readonly antialias?: boolean;
  readonly old?: boolean;
  readonly alignCorners?: boolean;
  readonly box?: readonly [number, number, number, number];
  readonly y: FixtureTensor;
}

/** TensorFlow's plain bicubic takes its weights from a table of 1024, and drops what is outside only with half pixels. */
const methods: { readonly [method: string]: ResizeOptions } = {
  nearest: { interpolation: "nearest" },
  bilinear: { interpolation: "linear" },
  bicubic: { interpolation: "cubic", cubicCoefficient: -0.5, cubicSteps: 1024, excludeOutside: true },
  lanczos3: { interpolation: "lanczos3" },
  lanczos5: { interpolation: "lanczos5" },
  area: { interpolation: "area" },
  mitchellcubic: { interpolation: "mitchell" },
  gaussian: { interpolation: "gaussian" },
};

function optionsOf({ method, antialias = false, old = false, alignCorners = false, box }: ResizeCase): ResizeOptions {
  if (box !== undefined) {
    const [top, left, bottom, right] = box;
    const regions = [
      [top, bottom],
      [left, right],
    ] as const;
    return { ...methods[method], coordinates: "cropAndResize", regions, extrapolation: 2.5 };
  }
  if (!old) {
    const { cubicSteps = 0, ...exact } = methods[method]!;
    return antialias ? { ...exact, antialias, excludeOutside: true } : methods[method]!;
  }
  const coordinates = alignCorners ? "alignCorners" : "asymmetric";
  if (method === "nearest")
    return { interpolation: "nearest", coordinates, rounding: alignCorners ? "halfUp" : "floor" };
  if (method === "bicubic") return { interpolation: "cubic", coordinates, cubicSteps: 1024 };
  return { interpolation: "linear", coordinates };
}

interface Group {
  readonly x: FixtureTensor;
  readonly cases: readonly ResizeCase[];
}

for (const { x, cases } of readFixture<{ groups: readonly Group[] }>("resize").groups) {
  for (const one of cases) {
    const { y, ...described } = one;
    test(`${JSON.stringify(described)} of [${x.shape}] to [${y.shape}]`, () => {
      const made = resize(Tensor.from(Float32Array.from(x.values), x.shape), y.shape.slice(1, 3), optionsOf(one));
      assert.equal(made.shape, y.shape);
      assertClose(made.values, y.values, 2e-6, "pictures");
    });
  }
}

test("every axis can be resized, and a size that stays costs nothing", () => {
  const x = randomTensor([4, 3], "x");
  assert.equal(resize(x, [6], { axes: [-1] }).shape, [4, 6]);
  assert.is(resize(x, [4, 3], { axes: [0, 1] }), x);
});

test("ONNX's coordinates", () => {
  const centers = (options: Parameters<typeof resizeTaps>[0]): number[] =>
    resizeTaps(options).map((row) => row.reduce((sum, [index, weight]) => sum + index * weight, 0));
  assert.equal(centers({ from: 4, to: 1, coordinates: "pytorchHalfPixel" }), [0]);
  assert.equal(centers({ from: 4, to: 1, coordinates: "alignCorners" }), [0]);
  assert.equal(
    centers({ from: 2, to: 4, coordinates: "alignCorners", interpolation: "nearest", rounding: "halfDown" }),
    [...[0, 0, 1, 1]],
  );
  assert.equal(
    centers({ from: 4, to: 2, scale: 0.6, coordinates: "halfPixelSymmetric" }).map((x) => x.toFixed(4)),
    [...["0.6667", "2.3333"]],
  );
});

test("what is wrong is named", () => {
  const x = randomTensor([1, 4, 4, 1], "x");
  assert.throws(
    () => resize(x, [2, 2], { interpolation: "bilinear" as "linear" }),
    (error: unknown) => error instanceof LinnetError && /interpolation to be one of linear/.test(error.message),
  );
  assert.throws(() => resize(x, [2, 2], { coordinates: "half" as "halfPixel" }), /coordinates to be one of halfPixel/);
  for (const wrong of [() => resize(x, [2]), () => resize(x, [0, 2]), () => resize(x, [2], { axes: [4] })])
    assert.throws(
      wrong,
      (error: unknown) => error instanceof ShapeError && /a length of 1 or more/.test(error.message),
    );
});

test.run();
