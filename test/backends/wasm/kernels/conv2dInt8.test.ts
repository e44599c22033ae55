// Products of bytes give the very numbers of their op's own loop, however the engine multiplies bytes.

import * as fc from "fast-check";
import { test } from "uvu";
import { conv2dInt8, dequantize, quantize } from "../../../../src/tensor/ops/int8/index.js";
import type { Shape } from "../../../../src/tensor/shape.js";
import type { Tensor } from "../../../../src/tensor/tensor.js";
import type { WindowOptions } from "../../../../src/tensor/window.js";
import { randomTensor } from "../../../support/compare.js";
import { assertSameNumbers, engine } from "../../../support/runOnTarget.js";

const unit = { scale: 1, zeroPoint: 0 };
const served = ["quantize", "conv2dInt8", "dequantize"];

interface Case extends WindowOptions {
  /** What all of x and all weights are. Default: anything. */
  readonly all?: readonly [x: number, weight: number];
  /** What random weights go up to. Default: 128. */
  readonly most?: number;
  /** Default: -3. */
  readonly xZeroPoint?: number;
  /** Default: what brings sums of random numbers to about a hundred. */
  readonly multiplier?: number;
  readonly low?: number;
  readonly high?: number;
}

/** The convolution of whole numbers, and what it is given. */
function convolution(x: Shape, kernel: Shape, { all, most = 128, multiplier, ...options }: Case) {
  const depth = kernel.slice(0, 3).reduce((product, length) => product * length, 1);
  const scale = multiplier ?? 0.02 / Math.sqrt(depth);
  const numbers = [
    randomTensor(kernel, `kernel ${kernel}`, (value) => all?.[1] ?? Math.floor((most / 2) * value)),
    randomTensor([kernel[3]!], "bias", (value) => Math.round(2000 * value)),
    randomTensor([kernel[3]!], "multiplier", (value) => scale * (1 + value / 2)),
  ] as const;
  const settings = { xZeroPoint: -3, scale: 1, zeroPoint: 7, low: -128, high: 127, ...options };
  return {
    f: (input: Tensor): Tensor => dequantize(conv2dInt8(quantize(input, unit), numbers, settings), unit),
    x: randomTensor(x, `x ${x}`, (value) => all?.[0] ?? Math.floor(64 * value)),
  };
}

const cases: { readonly [name: string]: readonly [x: Shape, kernel: Shape, options?: Case] } = {
  "MobileNetV2's first block": [
    [1, 28, 28, 16],
    [1, 1, 16, 96],
  ],
  "a thousand classes": [
    [1, 1, 1, 1280],
    [1, 1, 1280, 1000],
  ],
  "two rows of a great depth": [
    [2, 1, 1, 5003],
    [1, 1, 5003, 3],
  ],
  "a photograph": [[1, 31, 32, 3], [3, 3, 3, 16], { padding: "same", strides: 2 }],
  "runs of more than four vectors": [[1, 5, 5, 70], [3, 3, 70, 9], { padding: "same" }],
  "padding on one side": [[1, 10, 6, 4], [3, 2, 4, 8], { padding: [0, 2, 3, 0] }],
  "the largest sums": [[1, 3, 3, 2048], [1, 1, 2048, 8], { all: [-128, -127], xZeroPoint: 127, multiplier: 1e-6 }],
  "the lowest sums": [[1, 3, 3, 2048], [1, 1, 2048, 8], { all: [127, -128], xZeroPoint: -128, multiplier: 1e-6 }],
  "uint8 less its zero point": [[1, 9, 9, 5], [3, 3, 5, 11], { padding: "same", most: 255 }],
  "the largest sums of uint8": [
    [1, 3, 3, 2048],
    [1, 1, 2048, 8],
    { all: [-128, -255], xZeroPoint: 127, multiplier: 1e-6 },
  ],
  "sums far beyond a byte": [[1, 6, 6, 32], [1, 1, 32, 16], { multiplier: 40_000 }],
};

for (const [name, [shape, kernel, options = {}]] of Object.entries(cases)) {
  test(`conv2dInt8: ${name}`, () => {
    const { f, x } = convolution(shape, kernel, options);
    return assertSameNumbers(f, [x], served);
  });
}

test("conv2dInt8: any sizes, windows and bounds", async () => {
  const length = (max: number) => fc.integer({ min: 1, max });
  const byte = fc.integer({ min: -128, max: 127 });
  const arbitrary = fc.record({
    x: fc.tuple(length(2), length(19), length(19), length(40)),
    cells: fc.constantFrom([1, 1] as const, [1, 1] as const, [3, 3] as const, [2, 5] as const),
    columns: length(40),
    strides: length(2),
    dilation: length(2),
    xZeroPoint: byte,
    bounds: fc.constantFrom([-128, 127] as const, [-20, 31] as const),
    most: fc.constantFrom(128, 255),
  });
  await fc.assert(
    fc.asyncProperty(arbitrary, async ({ x: shape, cells, columns, strides, dilation, bounds, ...others }) => {
      const [low, high] = bounds;
      const kernel = [...cells, shape[3], columns];
      const options: Case = { padding: "same", strides, dilation: strides > 1 ? 1 : dilation, ...others, low, high };
      const { f, x } = convolution(shape, kernel, options);
      await assertSameNumbers(f, [x], served);
    }),
    { seed: 1, numRuns: 80, includeErrorInReport: true },
  );
});

test("conv2dInt8: bytes with a sign, of numbers that are the same without one", async () => {
  if (engine.int8.dot === "none") return;
  const { f, x } = convolution([1, 9, 9, 8], [3, 3, 8, 8], { padding: "same", xZeroPoint: 5 });
  x.values.forEach((value, index) => {
    x.values[index] = Math.abs(value) % 128;
  });
  await assertSameNumbers(f, [x], served, [{ ...engine, int8: { dot: "signed", offset: 0 } }]);
});

test("conv2dInt8: sums that 32 bits may not hold are left to the op's loop", async () => {
  const options = { all: [-128, -128], xZeroPoint: 127, multiplier: 1e-8 } as const;
  const { f, x } = convolution([1, 1, 1, 70_000], [1, 1, 70_000, 1], options);
  await assertSameNumbers(f, [x], ["quantize", "reference", "dequantize"]);
});

test.run();
