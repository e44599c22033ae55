// Batch norm's statistics of data far from zero, against float64.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../../src/backends/compile.js";
import * as ops from "../../src/tensor/ops/index.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { randomTensor } from "../support/compare.js";

/** Thousands of rows, an outlier first, and numbers of columns that fill vectors of four and do not. */
const shapes = [
  [4, 48, 48, 16],
  [1, 1, 20_000, 3],
  [300, 5],
];

for (const backend of ["wasm", "gpu", "reference"] as const) {
  test(`${backend}: mean and variance of data far from zero`, async () => {
    for (const shape of shapes) {
      for (const offset of [0, 100, 1000, 10_000]) {
        const x = randomTensor(shape, "far", (value) => offset + value);
        x.values[0] = offset + 50;
        await checkStatistics(x, backend);
      }
    }
  });
}

async function checkStatistics(x: Tensor, backend: "wasm" | "gpu" | "reference"): Promise<void> {
  const channels = x.shape.at(-1)!;
  const [ones, zeros] = [1, 0].map((value) => Tensor.from(new Float32Array(channels).fill(value), [channels]));
  const statistics = await compile(
    (input) => {
      const { mean, variance } = ops.batchNormTraining(input, ones!, zeros!);
      return [mean, variance];
    },
    [x.shape],
    { backend },
  );
  const [mean, variance] = await statistics(x);
  await statistics.program.close();
  for (let c = 0; c < channels; c += 1) {
    const column = Float64Array.from({ length: x.size / channels }, (_, row) => x.values[row * channels + c]!);
    const average = column.reduce((sum, value) => sum + value, 0) / column.length;
    const spread = column.reduce((sum, value) => sum + (value - average) ** 2, 0) / column.length;
    const deviation = Math.sqrt(spread);
    // A float32 mean may be wrong by half of its last digit, and no more.
    const rounding = Math.abs(average) * 2 ** -24;
    assert.ok(Math.abs(mean!.values[c]! - average) <= 1e-5 * deviation + rounding, `mean of ${x.shape}`);
    assert.ok(Math.abs(variance!.values[c]! / spread - 1) < 1e-5, `variance of ${x.shape}, ${average}`);
  }
}

test.run();
