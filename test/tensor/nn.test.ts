import { test } from "uvu";
import * as assert from "uvu/assert";
import { hardSigmoid, hardSwish } from "../../src/tensor/swish.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { assertClose } from "../support/compare.js";

const x = Tensor.from(Float32Array.of(-4, -3, -1.5, 0, 1.5, 3, 4), [7]);

test("hardSigmoid is a line from 0 at -3 to 1 at 3, and flat beyond", () => {
  assertClose(hardSigmoid(x).values, [0, 0, 0.25, 0.5, 0.75, 1, 1], 1e-6, "hardSigmoid");
});

test("hardSwish is x times hardSigmoid", () => {
  assertClose(hardSwish(x).values, [0, 0, -0.375, 0, 1.125, 3, 4], 1e-6, "hardSwish");
  assert.ok(Number.isNaN(hardSwish(Tensor.from(Float32Array.of(Number.NaN), [1])).item()));
});

test.run();
