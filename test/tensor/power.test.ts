import { test } from "uvu";
import * as assert from "uvu/assert";
import { power } from "../../src/tensor/power.js";

test("powers are the engine's own to its last digits", () => {
  for (const [base, exponent] of [
    [0.9, 1],
    [0.999, 1000],
    [0.96, 1 / 3],
    [0.5, 2.5],
    [2, -1],
    [0, 3],
    [0, 0.5],
    [7, 0],
    [-2, 3],
  ] as const) {
    const expected = base ** exponent;
    const found = power(base, exponent);
    assert.ok(Math.abs(found - expected) <= 1e-13 * Math.abs(expected), `${base}^${exponent}: ${found}, ${expected}`);
  }
});

test.run();
