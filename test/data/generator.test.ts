// ImageDataGenerator beside Keras 3's, on the pictures of test/golden/keras/generator-*.json and small.json.

import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  type FillMode,
  ImageDataGenerator,
  type ImageDataGeneratorOptions,
  noTransform,
  type Picture,
  type TransformParameters,
} from "../../src/data/index.js";
import { type FixtureTensor, readFixture } from "../support/kerasFixture.js";
import { camelCase, pictureOf } from "../support/kerasPictures.js";
import { largestDifference } from "./support.js";

interface Figures {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
  readonly distinct: readonly number[] | null;
}

interface GeneratorFixture {
  readonly pictures: { readonly [name: string]: FixtureTensor };
  readonly transforms: readonly {
    readonly picture: string;
    readonly name: string;
    readonly fillMode: FillMode;
    readonly cval: number;
    readonly order: number;
    readonly parameters: { readonly [name: string]: number };
    readonly output: FixtureTensor;
  }[];
  readonly standardize: readonly {
    readonly options: { readonly [name: string]: unknown };
    readonly output: FixtureTensor;
  }[];
  readonly random: readonly {
    readonly options: { readonly [name: string]: unknown };
    readonly size: readonly [height: number, width: number];
    readonly figures: { readonly [name: string]: Figures };
  }[];
}

const fixture = readFixture<GeneratorFixture>("generator");

for (const { picture, name, fillMode, cval, order, parameters, output } of fixture.transforms) {
  test(`${name} of ${picture} is Keras's, fill mode ${fillMode}, order ${order}`, () => {
    const generator = new ImageDataGenerator({ fillMode, cval, interpolationOrder: order });
    const changes = camelCase<Partial<TransformParameters>>(parameters);
    const values = generator.applyTransform(pictureOf(fixture.pictures[picture]!), changes);
    // Brightness drops fractions, so a value beside a whole one may fall to either side.
    const tolerance = "brightness" in parameters && Object.keys(parameters).length > 1 ? 1 : 2e-4;
    assert.ok(largestDifference(values, output.values) <= tolerance);
    const differing = values.filter((value, index) => Math.abs(value - output.values[index]!) > 2e-4).length;
    assert.ok(differing <= values.length / 100, `${differing} of ${values.length} differ`);
  });
}

for (const { options, output } of fixture.standardize) {
  test(`standardize with ${JSON.stringify(options)} is Keras's`, () => {
    const { preprocessing_function: preprocessing, ...others } = options;
    const preprocessingFunction = (values: Float32Array) => values.map((value) => value / 127.5 - 1);
    const generator = new ImageDataGenerator({
      ...camelCase<ImageDataGeneratorOptions>(others),
      ...(preprocessing !== undefined && { preprocessingFunction }),
    });
    const picture = pictureOf(fixture.pictures["noise 7x9"]!);
    const values = generator.standardize(Float32Array.from(picture.data), picture);
    const scale = Math.max(...output.values.map(Math.abs));
    assert.ok(largestDifference(values, output.values) < 2e-6 * scale);
  });
}

for (const { options, size, figures } of fixture.random) {
  test(`random transforms with ${JSON.stringify(options)} are spread as Keras's`, () => {
    const generator = new ImageDataGenerator({ ...camelCase<ImageDataGeneratorOptions>(options), seed: 1 });
    const [height, width] = size;
    const drawn = Array.from({ length: 4000 }, (_, index) =>
      generator.getRandomTransform({ width, height }, { epoch: 0, index }),
    );
    for (const [snake, expected] of Object.entries(figures)) {
      // Python's 1.0 is a part of a pixel, its 1 none; JavaScript has one 1.
      if (snake === "tx" && options.height_shift_range === 1) continue;
      const [name] = Object.keys(camelCase<TransformParameters>({ [snake]: 0 })) as [keyof TransformParameters];
      const values = drawn.map((parameters) => Number(parameters[name]));
      const span = expected.max - expected.min;
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
      if (expected.distinct !== null) {
        const distinct = [...new Set(values.map((value) => value + 0))].sort((a, b) => a - b);
        assert.equal(distinct, expected.distinct, name);
      }
      assert.ok(Math.abs(Math.min(...values) - expected.min) <= 0.01 * span, `${name}: least`);
      assert.ok(Math.abs(Math.max(...values) - expected.max) <= 0.01 * span, `${name}: most`);
      assert.ok(Math.abs(mean - expected.mean) <= 0.03 * span, `${name}: mean ${mean} for ${expected.mean}`);
      assert.ok(Math.abs(std - expected.std) <= 0.03 * span, `${name}: std ${std} for ${expected.std}`);
    }
    const unset = Object.keys(noTransform).filter((name) => drawn[0]![name as keyof TransformParameters] === null);
    const given = Object.keys(camelCase<object>(figures));
    assert.equal(
      unset,
      Object.keys(noTransform).filter((name) => !given.includes(name)),
    );
  });
}

/** The lines of small.json about pictures: `{'tx': 1} nearest [[10.0, ...]]`. */
const small = readFixture<string[]>("small").flatMap((line) => {
  const match = /^\{'(\w+)': ([\d.]+)\} (\w+) (\[.*\])$/.exec(line);
  return match === null ? [] : [match.slice(1) as [string, string, FillMode, string]];
});

function grey(width: number, values: readonly number[]): Picture {
  const data = Uint8Array.from(values.flatMap((value) => [value, value, value]));
  return { width, height: values.length / width, data };
}

const applied = (
  picture: Picture,
  parameters: Partial<TransformParameters>,
  fillMode: FillMode = "nearest",
): number[] =>
  [...new ImageDataGenerator({ fillMode }).applyTransform(picture, parameters)].filter((_, index) => index % 3 === 0);

test("the smallest pictures that show a difference are Keras's", () => {
  assert.is(small.length, 6);
  const square = grey(3, [0, 10, 20, 30, 40, 50, 60, 70, 80]);
  for (const [name, value, fillMode, rows] of small) {
    const expected = (JSON.parse(rows) as number[][]).flat();
    const found = applied(square, { [name]: Number(value) }, fillMode);
    assert.ok(largestDifference(found, expected) < 1e-3, `${name} ${fillMode}: ${found}`);
  }
  const oblong = grey(3, [0, 10, 20, 30, 40, 50]);
  assert.ok(largestDifference(applied(oblong, { theta: 90 }), [30, 45, 45, 20, 35, 35]) < 1e-3);
  assert.equal(applied(grey(1, [101]), { brightness: 1.5 }), [151]);
});

test.run();
