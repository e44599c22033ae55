// Convolutions of three by three by products of patches, against the plain loops: they round otherwise, so the sums are close.

import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { evaluate } from "../../../../src/graph/evaluate.js";
import { gradients } from "../../../../src/graph/gradient.js";
import { optimize } from "../../../../src/graph/passes/index.js";
import { trace } from "../../../../src/graph/trace.js";
import { add, conv2d, relu6 } from "../../../../src/tensor/ops/index.js";
import { Tensor } from "../../../../src/tensor/tensor.js";
import { randomTensor } from "../../../support/compare.js";
import { assertSameBits, engine, runOnTarget } from "../../../support/runOnTarget.js";

const channels = fc.integer({ min: 16, max: 37 });
const side = fc.integer({ min: 1, max: 11 });
const cells = fc.integer({ min: 0, max: 2 });

const sizes = fc.record({
  batch: fc.integer({ min: 1, max: 4 }),
  height: side,
  width: side,
  inputs: channels,
  outputs: channels,
  padding: fc.tuple(cells, cells, cells, cells),
});

test("two by two outputs at a time, with gradients: close to the plain loops, the same bits with every tile", async () => {
  const property = fc.asyncProperty(sizes, async ({ batch, height, width, inputs, outputs, padding }) => {
    const [top, bottom, left, right] = padding;
    fc.pre(height + top + bottom >= 3 && width + left + right >= 3);
    const output = [batch, height + top + bottom - 2, width + left + right - 2, outputs];
    const given = [[batch, height, width, inputs], [3, 3, inputs, outputs], [outputs], output].map((shape, index) =>
      randomTensor(shape, `input ${index}`),
    );
    const constant = randomTensor([3, 3, inputs, outputs], "constant");
    const traced = trace(
      (x, kernel, bias, residual) => {
        const y = conv2d(x, kernel, { padding });
        const upstream = randomTensor(y.shape, "upstream");
        const fused = relu6(add(add(conv2d(x, constant, { padding }), bias), residual));
        return [fused, y, ...gradients(y, [x, kernel], upstream)];
      },
      given.map(({ shape }) => Tensor.placeholder(shape)),
    );
    const graph = optimize(traced);
    const [four, six] = await Promise.all([4, 6].map((tileRows) => runOnTarget(graph, given, { ...engine, tileRows })));
    for (const name of ["winogradConv2d", "winogradInputGradient"]) assert.ok(four!.servedBy.includes(name), name);
    const expected = evaluate(
      traced.outputs,
      new Map(traced.inputs.map((input, index) => [input, given[index]!.values])),
    );
    four!.results.forEach((values, index) => {
      assertSameBits(values, six!.results[index]!, `output ${index}`);
      const largest = expected[index]!.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const error = values.reduce((most, value, at) => Math.max(most, Math.abs(value - expected[index]![at]!)), 0);
      assert.ok(error <= 1e-5 * largest, `output ${index}: off by ${error} of ${largest}`);
    });
  });
  await fc.assert(property, { numRuns: 25 });
});

test("no pictures at all give no outputs, and gradients of zeros", async () => {
  const shapes = [
    [0, 8, 8, 16],
    [3, 3, 16, 16],
  ];
  const graph = trace(
    (x, kernel) => {
      const y = conv2d(x, kernel, { padding: "same" });
      return [y, ...gradients(y, [x, kernel], y)];
    },
    shapes.map((shape) => Tensor.placeholder(shape)),
  );
  const given = shapes.map((shape) => randomTensor(shape, `empty ${shape}`));
  const { results } = await runOnTarget(optimize(graph), given, engine);
  assert.equal(
    results.map((values) => values.length),
    [0, 0, 3 * 3 * 16 * 16],
  );
  assert.ok(results[2]!.every((value) => value === 0));
});

test.run();
