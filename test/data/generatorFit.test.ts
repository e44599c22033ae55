// Splines of every order, and what an ImageDataGenerator learns from a sample, beside Keras 3's.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { symmetricEigen } from "../../src/data/augment/symmetricEigen.js";
import { type FillMode, ImageDataGenerator, type TransformParameters } from "../../src/data/index.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { type FixtureTensor, readFixture } from "../support/kerasFixture.js";
import { camelCase, pictureOf } from "../support/kerasPictures.js";
import { largestDifference } from "./support.js";

interface Spline {
  readonly name?: string;
  readonly fillMode: FillMode;
  readonly order: number;
  readonly parameters: { readonly [name: string]: unknown };
  readonly output: FixtureTensor;
}

interface FitFixture {
  readonly picture: FixtureTensor;
  readonly splines: readonly Spline[];
  readonly narrow: FixtureTensor;
  readonly "narrow splines": readonly Spline[];
  readonly stretched: readonly (Pick<Spline, "parameters" | "output"> & { readonly cval: number })[];
  readonly samples: { readonly [name: string]: FixtureTensor };
  readonly fits: readonly {
    readonly sample: string;
    readonly options: { readonly [name: string]: unknown };
    readonly mean: readonly number[] | null;
    readonly std: readonly number[] | null;
    readonly output: FixtureTensor;
  }[];
}

const fixture = readFixture<FitFixture>("generator-fit");

for (const [picture, splines] of [
  [pictureOf(fixture.picture), fixture.splines],
  [pictureOf(fixture.narrow), fixture["narrow splines"]],
] as const) {
  for (const { name = "narrow", fillMode, order, parameters, output } of splines) {
    test(`a spline of order ${order}, fill mode ${fillMode}, ${name}, is Keras's`, () => {
      const generator = new ImageDataGenerator({ fillMode, cval: 11, interpolationOrder: order });
      const values = generator.applyTransform(picture, camelCase<Partial<TransformParameters>>(parameters));
      const largest = largestDifference(values, output.values);
      assert.ok(largest < 2e-4, `${largest}`);
    });
  }
}

for (const { parameters, cval, output } of fixture.stretched) {
  test(`brightness of values beyond bytes is Keras's, cval ${cval}`, () => {
    const generator = new ImageDataGenerator({ fillMode: "constant", cval });
    const values = generator.applyTransform(pictureOf(fixture.picture), camelCase(parameters));
    assert.ok(largestDifference(values, output.values) < 1e-3);
  });
}

for (const { sample, options, mean, std, output } of fixture.fits) {
  test(`what fit learns of ${sample} pictures with ${JSON.stringify(options)} is Keras's`, () => {
    const { shape, values } = fixture.samples[sample]!;
    const [, height = 0, width = 0] = shape;
    const generator = new ImageDataGenerator(camelCase(options));
    generator.fit(Tensor.from(Float32Array.from(values), shape));
    const close = (found: ArrayLike<number> | null, expected: readonly number[] | null, tolerance: number) => {
      if (expected === null) return assert.is(found, null);
      const largest = largestDifference(found!, expected);
      assert.ok(largest < tolerance * Math.max(...expected.map(Math.abs)), `${largest}`);
    };
    close(generator.mean, mean, 1e-6);
    close(generator.std, std, 1e-6);
    const length = height * width * 3;
    const one = Float32Array.from(values.slice(length, 2 * length));
    close(generator.standardize(one, { width, height }), output.values, 2e-5);
  });
}

test("eigenvectors rebuild their matrix, with equal values and zeros too", () => {
  const cases: (readonly number[])[] = [
    [4],
    [0, 0, 0, 0],
    [2, 0, 0, 2],
    [2, -1, 0, -1, 2, -1, 0, -1, 2],
    [1, 1, 1, 1, 1, 1, 1, 1, 1],
    Array.from({ length: 400 }, (_, place) => Math.cos((Math.floor(place / 20) + 1) * ((place % 20) + 1))),
  ];
  for (const entries of cases) {
    const size = Math.sqrt(entries.length);
    const { values, vectors } = symmetricEigen(Float64Array.from(entries), size);
    const rebuilt = entries.map((_, place) => {
      const [row, column] = [Math.floor(place / size), place % size];
      return values.reduce((sum, value, k) => sum + value * vectors[k * size + row]! * vectors[k * size + column]!, 0);
    });
    assert.ok(largestDifference(rebuilt, entries) < 1e-12);
    const norms = Array.from(values, (_, k) => Math.hypot(...vectors.subarray(k * size, (k + 1) * size)));
    assert.ok(
      largestDifference(
        norms,
        norms.map(() => 1),
      ) < 1e-12,
    );
  }
});

test.run();
