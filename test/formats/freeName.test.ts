// Names that nothing else has.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { freeName, takeName } from "../../src/formats/freeName.js";

test("a name that is taken gets the first free number", () => {
  const taken = new Set(["dense", "dense_1", "dense:1"]);
  assert.is(freeName("conv", taken), "conv");
  assert.is(freeName("dense", taken), "dense_2");
  assert.is(freeName("dense", taken, ":"), "dense:2");
  assert.is(taken.size, 3);
});

test("a name that is taken from now on is given once", () => {
  const taken = new Set<string>();
  assert.equal([takeName("x", taken), takeName("x", taken), takeName("x_1", taken)], ["x", "x_1", "x_1_1"]);
});

test.run();
