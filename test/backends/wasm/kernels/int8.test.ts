// Kernels of bytes give the very numbers of the ops' own loops, however the engine multiplies bytes.

import * as fc from "fast-check";
import { test } from "uvu";
import * as ops from "../../../../src/tensor/ops/index.js";
import { addInt8, depthwiseConv2dInt8, dequantize, quantize } from "../../../../src/tensor/ops/int8/index.js";
import { type Shape, sizeOf } from "../../../../src/tensor/shape.js";
import { Tensor } from "../../../../src/tensor/tensor.js";
import { randomTensor } from "../../../support/compare.js";
import { assertSameNumbers } from "../../../support/runOnTarget.js";

const int8 = fc.integer({ min: -128, max: 127 });
const zeroPoint = fc.oneof(int8, fc.constantFrom(-128, 0, 127));
const bounds = fc.oneof(
  fc.constant([-128, 127] as const),
  fc.tuple(int8, int8).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
);
/** Of bytes, and of uint8 less its zero point. */
const mostWeight = fc.constantFrom(128, 255);
const scale = fc.float({ min: Math.fround(0.01), max: 2, noNaN: true });
const unit = { scale: 1, zeroPoint: 0 };

/** Runs a property over graphs. */
function property<T>(name: string, numRuns: number, arbitrary: fc.Arbitrary<T>, check: (value: T) => Promise<void>) {
  const options: fc.Parameters<[T]> = { numRuns, seed: 1, includeErrorInReport: true };
  test(`int8 kernels: ${name}`, () => fc.assert(fc.asyncProperty(arbitrary, check), options));
}

property(
  "depthwise convolution",
  150,
  fc.record({
    batch: fc.integer({ min: 1, max: 2 }),
    size: fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 12 })),
    channels: fc.oneof(fc.constantFrom(1, 3, 8, 9, 16), fc.integer({ min: 1, max: 40 })),
    kernel: fc.constantFrom([3, 3] as const, [5, 5] as const, [1, 1] as const, [2, 4] as const, [3, 5] as const),
    strides: fc.integer({ min: 1, max: 3 }),
    dilation: fc.constantFrom(1, 1, 1, 2),
    padding: fc.constantFrom("same" as const, "valid" as const),
    zeroPoints: fc.tuple(zeroPoint, zeroPoint),
    bounds,
    multiplier: fc.constantFrom(0.0005, 0.01, 3, 1e6),
    most: mostWeight,
  }),
  async ({ batch, size, channels, kernel, strides, dilation, padding, zeroPoints, bounds, multiplier, most }) => {
    const isTooSmall = kernel.some((cells, axis) => (cells - 1) * dilation >= size[axis]!);
    if (isTooSmall && (padding === "valid" || dilation > 1)) return;
    const [xZeroPoint, zero] = zeroPoints;
    const numbers = [
      randomTensor([...kernel, channels, 1], `kernel ${kernel}`, (value) => Math.floor((most / 2) * value)),
      randomTensor([channels], "bias", (value) => Math.round(20_000 * value)),
      randomTensor([channels], "multiplier", (value) => multiplier * (value + 2.5)),
    ] as const;
    const output = { scale: 1, zeroPoint: zero, low: bounds[0], high: bounds[1] };
    const options = { strides, dilation: strides > 1 ? 1 : dilation, padding, xZeroPoint, ...output };
    await assertSameNumbers(
      (x) => dequantize(depthwiseConv2dInt8(quantize(x, unit), numbers, options), unit),
      [randomTensor([batch, ...size, channels], `x ${size}`, (value) => 65 * value)],
      ["quantize", "depthwiseConv2dInt8", "dequantize"],
    );
  },
);

const hard = [
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1e-40, 3e38, -3e38],
  ...[
    0.5,
    1.5,
    2.5,
    -0.5,
    -1.5,
    -2.5,
    126.5,
    127.5,
    -127.5,
    -128.5,
    2 ** 22,
    2 ** 22 + 0.5,
    2 ** 23 + 1,
    -(2 ** 31),
    2 ** 31,
  ],
];

property(
  "quantize and dequantize",
  80,
  fc.record({
    length: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 4090, max: 8200 })),
    shift: fc.nat(40),
    from: fc.record({ scale: fc.oneof(fc.constant(1), scale), zeroPoint }),
    to: fc.record({ scale, zeroPoint }),
  }),
  async ({ length, shift, from, to }) => {
    const x = randomTensor([length], "x", (value) => 80 * value);
    hard.forEach((value, index) => {
      x.values[(shift + 3 * index) % length] = value;
    });
    await assertSameNumbers((value) => dequantize(quantize(value, from), to), [x], ["quantize", "dequantize"]);
  },
);

property(
  "sums",
  80,
  fc.record({
    length: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 4090, max: 8200 })),
    multipliers: fc.tuple(fc.float({ min: -3, max: 3, noNaN: true }), fc.constantFrom(0.5, 0.25, 1e-3, 30_000)),
    zeroPoints: fc.tuple(zeroPoint, zeroPoint),
    zeroPoint,
    bounds,
  }),
  async ({ length, multipliers, zeroPoints, zeroPoint, bounds: [low, high] }) => {
    const sum = { multipliers, zeroPoints, zeroPoint, low, high, scale: 1 };
    await assertSameNumbers(
      (a, b) => dequantize(addInt8(quantize(a, unit), quantize(b, unit), sum), unit),
      ["a", "b"].map((name) => randomTensor([length], name, (value) => 65 * value)),
      ["quantize", "quantize", "addInt8", "dequantize"],
    );
  },
);

property(
  "joining, cutting and the largest of windows",
  80,
  fc.record({
    shape: fc.tuple(...[3, 7, 7, 40].map((max) => fc.integer({ min: 1, max }))),
    axis: fc.nat(3),
    poolSize: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    strides: fc.integer({ min: 1, max: 2 }),
    padding: fc.constantFrom("same" as const, "valid" as const),
  }),
  async ({ shape, axis, poolSize, strides, padding }) => {
    if (padding === "valid" && (poolSize[0] > shape[1]! || poolSize[1] > shape[2]!)) return;
    const [first, second] = ["a", "b"].map((name) => randomTensor(shape, name, (value) => 65 * value));
    const begin = shape.map((_, at) => (at === axis ? 1 : 0));
    await assertSameNumbers(
      (a, b) => {
        const joined = ops.concat([quantize(a, unit), quantize(b, unit)], axis);
        return dequantize(ops.slice(joined, begin, shape), unit);
      },
      [first!, second!],
      ["quantize", "quantize", "concat", "slice", "dequantize"],
    );
    await assertSameNumbers(
      (x) => dequantize(ops.maxPool2d(quantize(x, unit), { poolSize, strides, padding }), unit),
      [first!],
      ["quantize", "maxPool2d", "dequantize"],
    );
  },
);

property(
  "axes in another order",
  120,
  fc.record({
    shape: fc.tuple(...[3, 4, 5, 40].map((max) => fc.integer({ min: 1, max }))),
    permutation: fc.constantFrom([0, 1, 3, 2], [0, 2, 1, 3], [2, 3, 0, 1], [0, 3, 1, 2], [0, 2, 3, 1], [1, 2, 3, 0]),
    isTwo: fc.boolean(),
  }),
  async ({ shape: [first, second, third, last], permutation, isTwo }) => {
    const shape = [first, second, isTwo ? 2 : third, last] as readonly number[];
    const x = randomTensor(shape, "x", (value) => 65 * value);
    await assertSameNumbers((value) => ops.transpose(value, permutation), [x], ["transpose"]);
    await assertSameNumbers(
      (value) => dequantize(ops.transpose(quantize(value, unit), permutation), unit),
      [x],
      ["quantize", "transpose", "dequantize"],
    );
  },
);

function filled(value: number, shape: Shape): Tensor {
  return Tensor.from(new Float32Array(sizeOf(shape)).fill(value), shape);
}

test("int8 kernels: weights that are not whole, beyond 16 bits, or known only in a run, are left to the op's own loop", async () => {
  const shape = [1, 4, 4, 8];
  const numbers = (weight: number) => [filled(weight, [3, 3, 8, 1]), filled(0, [8]), filled(1, [8])] as const;
  const options = { xZeroPoint: 3, zeroPoint: 1, low: -128, high: 127, scale: 1 };
  const run = (x: Tensor, weights: readonly [Tensor, Tensor, Tensor]): Tensor =>
    dequantize(depthwiseConv2dInt8(quantize(x, unit), weights, options), unit);
  const x = randomTensor(shape, "x", (value) => 65 * value);
  const served = ["quantize", "reference", "dequantize"];
  for (const weight of [0.5, 40_000]) await assertSameNumbers((value) => run(value, numbers(weight)), [x], served);
  const [kernel, ...rest] = numbers(2);
  await assertSameNumbers((value, given) => run(value, [given, ...rest]), [x, kernel], served);
});

test.run();
