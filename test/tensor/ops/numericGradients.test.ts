// Every op's gradient against central differences in float64.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { evaluateFloat64 } from "../../../src/graph/evaluate.js";
import { gradients } from "../../../src/graph/gradient.js";
import { mul } from "../../../src/tensor/ops/binary.js";
import { sum } from "../../../src/tensor/ops/reduce.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { relativeError } from "../../support/compare.js";
import { opCases } from "../../support/opCases.js";

const STEP = 1e-5;
/** The error of central differences is of the order of the step's square, and of rounding divided by the step. */
const TOLERANCE = 1e-7;

const smooth = opCases.filter(({ differentiable, upstream }) => differentiable.length > 0 && upstream === undefined);

for (const { name, inputs, f, differentiable } of smooth) {
  test(`numeric gradient of ${name}`, () => {
    const placeholders = inputs.map(({ shape }) => Tensor.placeholder(shape));
    const y = f(...placeholders);
    // A weighted sum, so that every element of y counts and none alike.
    const weights = Tensor.from(
      Float32Array.from({ length: y.size }, (_, i) => Math.cos(3 * i + 1)),
      y.shape,
    );
    const loss = sum(mul(y, weights));
    const feeds = new Map(
      placeholders.map((placeholder, index) => [placeholder, Float64Array.from(inputs[index]!.values)]),
    );
    const wrt = differentiable.map((index) => placeholders[index]!);
    const found = evaluateFloat64(gradients(loss, wrt), feeds);
    wrt.forEach((placeholder, position) => {
      const values = feeds.get(placeholder)!;
      const expected = values.map((_, i) => {
        const lossAt = (value: number): number => {
          const moved = values.slice();
          moved[i] = value;
          return evaluateFloat64([loss], new Map([...feeds, [placeholder, moved]]))[0]![0]!;
        };
        return (lossAt(values[i]! + STEP) - lossAt(values[i]! - STEP)) / (2 * STEP);
      });
      const error = relativeError(found[position]!, expected);
      assert.ok(
        error < TOLERANCE || Math.max(...expected.map(Math.abs)) < 1e-9,
        `input ${position}: relative error ${error}`,
      );
    });
  });
}

test.run();
