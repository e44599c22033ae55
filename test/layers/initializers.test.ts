// Initializers: their deviations and limits are Keras's (test/oracles/keras/initializers.py), their forms the mathematics.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { type InitializerOption, initializer } from "../../src/layers/initializers.js";
import { type FixtureTensor, readFixture } from "../support/kerasFixture.js";

interface InitializerFigures {
  readonly initializer: "glorot_uniform" | "he_normal" | "zeros" | "ones";
  readonly shape: FixtureTensor["shape"];
  readonly std: number;
  readonly max: number;
  readonly quantiles: readonly number[];
}

for (const figures of readFixture<{ initializers: readonly InitializerFigures[] }>("initializers").initializers) {
  test(`${figures.initializer} of [${figures.shape}] is spread as Keras's`, () => {
    const values = initializer(figures.initializer, 1)(figures.shape, "weight");
    const { deviation, largest } = spreadOf(values);
    // Two samples of n numbers differ by about their deviation over sqrt(n).
    const tolerance = 4 / Math.sqrt(values.length);
    assert.ok(Math.abs(deviation - figures.std) <= tolerance * figures.std, `${deviation}, Keras ${figures.std}`);
    assert.ok(largest <= figures.max * 1.001 || figures.max < 0, `${largest}, Keras ${figures.max}`);
    const median = values.slice().sort()[values.length >> 1]!;
    assert.ok(Math.abs(median - figures.quantiles[3]!) <= tolerance * 2 * Math.max(figures.std, 1e-9));
  });
}

const deviations: readonly (readonly [InitializerOption, number])[] = [
  ["random_normal", 0.05],
  [{ name: "randomNormal", stddev: 2 }, 2],
  [{ name: "truncatedNormal", stddev: 1 }, 0.8796],
  ["randomUniform", 0.05 / Math.sqrt(3)],
  ["glorotNormal", Math.sqrt(2 / 500)],
  ["heUniform", Math.sqrt(2 / 300)],
  ["lecunNormal", Math.sqrt(1 / 300)],
  ["lecun_uniform", Math.sqrt(1 / 300)],
  [{ name: "varianceScaling", scale: 3, mode: "fan_out", distribution: "untruncated_normal" }, Math.sqrt(3 / 200)],
  ["varianceScaling", Math.sqrt(1 / 300)],
];

for (const [given, expected] of deviations) {
  test(`the deviation of ${JSON.stringify(given)}`, () => {
    const { deviation } = spreadOf(initializer(given)([300, 200], "weight"));
    assert.ok(Math.abs(deviation / expected - 1) < 0.02, `expected ${expected}, got ${deviation}`);
  });
}

test("orthogonal vectors stand at right angles, whichever side is longer", () => {
  for (const [rows, columns] of [
    [7, 4],
    [4, 7],
    [5, 5],
  ] as const) {
    const values = initializer({ name: "orthogonal", gain: 2 })([rows, columns], "weight");
    const at = (vector: number, place: number): number =>
      rows < columns ? values[vector * columns + place]! : values[place * columns + vector]!;
    const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
    for (let a = 0; a < count; a += 1) {
      for (let b = 0; b < count; b += 1) {
        const product = Array.from({ length }, (_, place) => at(a, place) * at(b, place)).reduce((x, y) => x + y);
        assert.ok(Math.abs(product - (a === b ? 4 : 0)) < 1e-5, `${a} and ${b}: ${product}`);
      }
    }
  }
});

test("constants, the identity, seeds and functions", () => {
  assert.equal([...initializer({ name: "constant", value: 3 })([2], "w")], [3, 3]);
  assert.equal([...initializer("identity")([2, 3], "w")], [1, 0, 0, 0, 1, 0]);
  const ofSeed = (seed: number) => initializer({ name: "randomNormal", seed }, 9)([4], "w");
  assert.equal(ofSeed(1), initializer("randomNormal", 1)([4], "w"), "its own seed goes before the layer's");
  assert.not.equal(ofSeed(1), ofSeed(2));
  assert.equal([...initializer((shape) => new Float32Array(shape[0]!).fill(7))([2], "w")], [7, 7]);
  assert.throws(
    () => initializer("orthogonal")([3], "w"),
    /orthogonal: expected a weight of two axes or more, got \[3\]/,
  );
  assert.throws(() => initializer("glorot" as "ones"), /initializer: expected one of zeros, ones,/);
});

function spreadOf(values: Float32Array): { deviation: number; largest: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { deviation: Math.sqrt(variance), largest: values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) };
}

test.run();
