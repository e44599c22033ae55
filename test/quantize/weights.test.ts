import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Constant } from "../../src/formats/opGraphTypes.js";
import { dequantizedNumbers } from "../../src/opGraph/quantizedValue.js";
import { leastKernelScales, roundedBias, roundedConstant, roundedKernel } from "../../src/quantize/weights.js";

const kernel = (shape: readonly number[], values: readonly number[]): Constant => ({
  type: "float32",
  shape,
  values: Float32Array.from(values),
});

test("each output of a kernel has its own scale, and whole numbers from -127 to 127", () => {
  const { constant, quantization } = roundedKernel(kernel([2, 1, 1, 2], [1.2, -2, 0.01, 0.0051]), 0, [0, 0]);
  assert.equal([...constant.values], [76, -127, 127, 65]);
  assert.equal(quantization, {
    type: "int8",
    scale: [Math.fround(2 / 127), Math.fround(Math.fround(0.01) / 127)],
    zeroPoint: [0, 0],
    axis: 0,
  });
});

test("the outputs of a depthwise kernel are its last axis", () => {
  const { constant, quantization } = roundedKernel(kernel([1, 2, 1, 2], [1, 8, -1, 4]), 3, [0, 0]);
  assert.equal([...constant.values], [127, 127, -127, 64]);
  assert.equal(quantization.scale, [1 / 127, 8 / 127].map(Math.fround));
});

test("real numbers are at most half a step from what they were", () => {
  fc.assert(
    fc.property(fc.array(fc.float({ noNaN: true, min: -100, max: 100 }), { minLength: 6, maxLength: 6 }), (values) => {
      const { constant, quantization } = roundedKernel(kernel([3, 2], values), 0, [0, 0, 0]);
      dequantizedNumbers(constant.values as Float64Array, constant.shape, quantization).forEach((value, index) => {
        const step = quantization.scale[Math.floor(index / 2)]!;
        assert.ok(Math.abs(value - values[index]!) <= 0.5001 * step + 1e-12);
      });
    }),
  );
});

test("a bias that is large beside its kernel still fits into 32 bits", () => {
  const bias = Float32Array.of(1000, 0);
  const least = leastKernelScales(bias, 1e-6);
  const { quantization } = roundedKernel(kernel([2, 1], [1e-9, 1]), 0, least);
  const { constant } = roundedBias(bias, 1e-6, quantization.scale);
  assert.ok(Math.abs((constant.values as Float64Array)[0]!) < 2 ** 31);
  assert.is(constant.values[1], 0);
});

test("a constant among activations takes the scale that is asked for, or its own", () => {
  const constant = kernel([3], [0, 1, 2.55]);
  assert.equal([...roundedConstant(constant).constant.values], [-128, -28, 127]);
  const given = roundedConstant(constant, { scale: 1, zeroPoint: 3 });
  assert.equal([...given.constant.values], [3, 4, 6]);
  assert.equal(given.quantization, { type: "int8", scale: [1], zeroPoint: [3], axis: 0 });
});

test.run();
