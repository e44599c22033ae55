// Kernels of whole numbers that are the bytes of a file, in whatever order: packed as they are, with the same results.

import * as fc from "fast-check";
import { test } from "uvu";
import { conv2dInt8, depthwiseConv2dInt8, dequantize, quantize } from "../../../../src/tensor/ops/int8/index.js";
import { int8Constant, StoredInt8 } from "../../../../src/tensor/ops/int8/storedInt8.js";
import { type Shape, sizeOf } from "../../../../src/tensor/shape.js";
import type { Tensor } from "../../../../src/tensor/tensor.js";
import { randomTensor } from "../../../support/compare.js";
import { assertSameNumbers } from "../../../support/runOnTarget.js";

const unit = { scale: 1, zeroPoint: 0 };
const settings = { xZeroPoint: -3, scale: 1, zeroPoint: 7, low: -128, high: 127, padding: "same" } as const;

/** Of a kernel as a file has it, whose axis `order[i]` is axis i of linnet's. */
function kernelOf(shape: Shape, order: readonly number[]): Tensor {
  const source = new Array<number>(4);
  order.forEach((from, axis) => {
    source[from] = shape[axis]!;
  });
  const bytes = Int8Array.from({ length: sizeOf(shape) }, (_, index) => (index * index * 31 + 7 * index) % 256);
  return int8Constant(new StoredInt8(bytes, source).transposed(order));
}

const length = (max: number) => fc.integer({ min: 1, max });
const arbitrary = fc.record({
  cells: fc.constantFrom([1, 1], [3, 3], [2, 5]),
  channels: length(20),
  outputs: length(20),
  order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
  multiplier: fc.constantFrom(1e-3, 0.2, 40_000),
  kind: fc.constantFrom("full", "depthwise", "several outputs a channel"),
});

test("any sizes, orders and multipliers", async () => {
  const property = fc.asyncProperty(arbitrary, async ({ cells, channels, outputs, order, multiplier, kind }) => {
    const isDepthwise = kind !== "full";
    const last = kind === "full" ? outputs : kind === "depthwise" ? 1 : 2;
    const count = isDepthwise ? channels * last : outputs;
    const numbers = [
      kernelOf([...cells, channels, last], order),
      randomTensor([count], "bias", (value) => Math.round(2000 * value)),
      randomTensor([count], "multiplier", (value) => multiplier * (1 + value / 2)),
    ] as const;
    const run = isDepthwise ? depthwiseConv2dInt8 : conv2dInt8;
    const f = (x: Tensor): Tensor => dequantize(run(quantize(x, unit), numbers, settings), unit);
    const x = randomTensor([1, 6, 7, channels], "x", (value) => Math.floor(64 * value));
    const served = last === 2 && isDepthwise ? "reference" : isDepthwise ? "depthwiseConv2dInt8" : "conv2dInt8";
    await assertSameNumbers(f, [x], ["quantize", served, "dequantize"]);
  });
  await fc.assert(property, { seed: 1, numRuns: 60, includeErrorInReport: true });
});

const columns: readonly (readonly [cells: readonly [number, number], channels: number, outputs: number])[] = [
  [[1, 1], 8, 1],
  [[1, 1], 24, 17],
  [[1, 1], 8, 2500],
  [[1, 1], 1280, 100],
  [[3, 3], 8, 9],
  [[3, 3], 3, 16],
  [[1, 1], 8192, 9],
  [[1, 1], 8200, 9],
];

for (const [cells, channels, outputs] of columns)
  test(`a column after the other: ${cells.join("x")}x${channels} to ${outputs}`, async () => {
    const numbers = [
      kernelOf([...cells, channels, outputs], [1, 2, 3, 0]),
      randomTensor([outputs], "bias", (value) => Math.round(2000 * value)),
      randomTensor([outputs], "multiplier", (value) => (1 + value / 2) / 1000),
    ] as const;
    const f = (x: Tensor): Tensor => dequantize(conv2dInt8(quantize(x, unit), numbers, settings), unit);
    const x = randomTensor([1, 2, 3, channels], "x", (value) => Math.floor(64 * value));
    await assertSameNumbers(f, [x], ["quantize", "conv2dInt8", "dequantize"]);
  });

test.run();
