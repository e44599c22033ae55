import { test } from "uvu";
import * as assert from "uvu/assert";
import { mul, scaleChannels } from "../../../src/tensor/ops/binary.js";
import { seededRandom } from "../../../src/tensor/random.js";
import { Tensor } from "../../../src/tensor/tensor.js";

test("weights are scaled to the bits of mul", () => {
  const random = seededRandom("scales");
  const numbers = (length: number): Float32Array => Float32Array.from({ length }, () => 3 * random() - 1);
  const kernel = Tensor.from(numbers(3 * 3 * 4 * 5), [3, 3, 4, 5]);
  for (const scale of [Tensor.from(numbers(5), [5]), Tensor.from(numbers(1), [1]), Tensor.from(numbers(1), [])]) {
    const found = scaleChannels(kernel, scale);
    assert.equal(found.shape, kernel.shape);
    assert.equal(found.values, mul(kernel, scale).values);
  }
});

test.run();
