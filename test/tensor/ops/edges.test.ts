// Infinities, NaN and signed zeros, forward and back, as Keras on TensorFlow has them.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { evaluate } from "../../../src/graph/evaluate.js";
import { gradients } from "../../../src/graph/gradient.js";
import { Tensor } from "../../../src/tensor/tensor.js";
import { assertClose, assertSameSpecials } from "../../support/compare.js";
import { edgeCases } from "../../support/edgeCases.js";

for (const { name, inputs, f, differentiable, upstream, output, gradients: slopes } of edgeCases) {
  test(`${name} is Keras's`, () => {
    const placeholders = inputs.map(({ shape }) => Tensor.placeholder(shape));
    const y = f(...placeholders);
    const wanted = differentiable.map((index) => placeholders[index]!);
    const feeds = new Map(placeholders.map((placeholder, index) => [placeholder, inputs[index]!.values]));
    const found = evaluate([y, ...gradients(y, wanted, upstream)], feeds);
    [output, ...slopes].forEach(({ values }, index) => {
      assertClose(found[index]!, values, 1e-6, `output ${index}`);
      assertSameSpecials(found[index]!, values, `output ${index}`);
    });
    assert.is(found.length, 1 + slopes.length);
  });
}

test.run();
