// Every wasm kernel against the plain loops over random shapes, with numbers that are hard: NaN, infinities, denormals.

import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../../src/backends/compile.js";
import { compilePlan } from "../../src/backends/wasm/compile.js";
import { wasmBackend } from "../../src/backends/wasm/index.js";
import { kernels } from "../../src/backends/wasm/kernels/index.js";
import { evaluate } from "../../src/graph/evaluate.js";
import { gradients } from "../../src/graph/gradient.js";
import { makePlan } from "../../src/graph/plan.js";
import { graphOf } from "../../src/graph/trace.js";
import { Adam } from "../../src/optim/index.js";
import * as ops from "../../src/tensor/ops/index.js";
import type { Shape } from "../../src/tensor/shape.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { randomTensor } from "../support/compare.js";
import { engine } from "../support/runOnTarget.js";

const options = { smallestSharedWork: 0, smallestFusedBlock: 0 };
const backends = [wasmBackend({ threads: 1, ...options }), wasmBackend({ threads: 2, ...options })];

interface Case {
  readonly f: (...inputs: Tensor[]) => Tensor;
  readonly shapes: readonly Shape[];
  /** Inputs to take gradients by. */
  readonly by?: readonly number[];
  /** Numbers that are put at random places of the first input. */
  readonly hard: readonly number[];
  /** What has to serve the last step. */
  readonly servedBy?: string;
}

/** Runs it on one thread and on two: the same bits, close to the plain loops, and NaN and infinities where those have them. */
async function check({ f, shapes, by = [], hard, servedBy }: Case): Promise<void> {
  const inputs = shapes.map((shape, index) => randomTensor(shape, `input${index} ${shape}`));
  hard.forEach((value, index) => {
    const { values } = inputs[0]!;
    values[(7919 * (index + 1)) % values.length] = value;
  });
  const both = (...given: Tensor[]): Tensor[] => {
    const y = f(...given);
    const upstream = randomTensor(y.shape, "upstream");
    const wanted = by.map((index) => given[index]!);
    return wanted.length === 0 ? [y] : [y, ...gradients(y, wanted, upstream)];
  };
  const results: Float32Array[][] = [];
  let expected: readonly Float32Array[] = [];
  for (const backend of backends) {
    const run = await compile(both, shapes, { backend: await backend });
    results.push((await run(...inputs)).map(({ values }) => values));
    const { traced } = run.graph;
    expected = evaluate(traced.outputs, new Map(traced.inputs.map((input, index) => [input, inputs[index]!.values])));
    if (servedBy !== undefined) assert.is(run.program.servedBy.at(-1), servedBy);
    await run.program.close();
  }
  results[0]!.forEach((values, index) => {
    const differs = values.findIndex((value, at) => !Object.is(value, results[1]![index]![at]));
    assert.is(differs, -1, `output ${index}: one thread and two differ`);
  });
  expected.forEach((values, index) => assertSame(results[0]![index]!, values, `output ${index}`));
}

function assertSame(found: Float32Array, expected: Float32Array, what: string): void {
  assert.is(found.length, expected.length);
  const finite = expected.filter(Number.isFinite);
  const tolerance = 1e-5 * finite.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-30);
  expected.forEach((value, index) => {
    const close = Number.isFinite(value)
      ? Math.abs(found[index]! - value) <= tolerance
      : Object.is(found[index], value);
    if (!close) assert.unreachable(`${what}: expected ${value} at ${index}, got ${found[index]}`);
  });
}

const size = (max: number) => fc.integer({ min: 1, max });
const hard = fc.array(fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e-40, -1e-45), {
  maxLength: 3,
});
const padding = fc.constantFrom("same" as const, "valid" as const);
const activation = fc.constantFrom((x: Tensor): Tensor => x, ops.relu, ops.relu6);

function property<T>(name: string, numRuns: number, arbitrary: fc.Arbitrary<T>, makeCase: (value: T) => Case | null) {
  test(`wasm kernels: ${name}`, () =>
    fc.assert(
      fc.asyncProperty(arbitrary, async (value) => {
        const made = makeCase(value);
        if (made !== null) await check(made);
      }),
      { numRuns, seed: 1, includeErrorInReport: true } as fc.Parameters<[T]>,
    ));
}

property(
  "matrix product",
  40,
  fc.record({ rows: size(40), depth: size(40), columns: size(30), a: fc.boolean(), b: fc.boolean(), hard }),
  ({ rows, depth, columns, a, b, hard }) => ({
    shapes: [a ? [depth, rows] : [rows, depth], b ? [columns, depth] : [depth, columns]],
    f: (x, y) => ops.matMul(x, y, { transposeA: a, transposeB: b }),
    by: [0, 1],
    hard,
  }),
);

property(
  "pointwise convolution with bias, residual and activation",
  40,
  fc.record({
    height: size(9),
    width: size(9),
    inputs: size(40),
    outputs: size(30),
    residual: fc.boolean(),
    activation,
    hard,
  }),
  ({ height, width, inputs, outputs, residual, activation, hard }) => ({
    shapes: [[2, height, width, inputs], [1, 1, inputs, outputs], [outputs], [2, height, width, outputs]],
    f: (x, kernel, bias, other) => {
      const y = ops.add(ops.conv2d(x, kernel), bias);
      return activation(residual ? ops.add(y, other) : y);
    },
    hard,
  }),
);

const windows = fc.record({
  height: size(11),
  width: size(11),
  kernelHeight: size(5),
  kernelWidth: size(5),
  inputs: size(9),
  outputs: size(12),
  strides: size(3),
  padding,
  hard,
});

property("convolution and its gradients", 60, windows, (window) => {
  const { height, width, kernelHeight, kernelWidth, inputs, outputs, strides, padding, hard } = window;
  if (padding === "valid" && (kernelHeight > height || kernelWidth > width)) return null;
  return {
    shapes: [
      [2, height, width, inputs],
      [kernelHeight, kernelWidth, inputs, outputs],
    ],
    f: (x, kernel) => ops.conv2d(x, kernel, { strides, padding }),
    by: [0, 1],
    hard,
  };
});

property("depthwise convolution and its gradients", 60, windows, (window) => {
  const { height, width, kernelHeight, kernelWidth, inputs, strides, padding, hard } = window;
  if (padding === "valid" && (kernelHeight > height || kernelWidth > width)) return null;
  return {
    shapes: [
      [2, height, width, inputs],
      [kernelHeight, kernelWidth, inputs, 1],
    ],
    f: (x, kernel) => ops.depthwiseConv2d(x, kernel, { strides, padding }),
    by: [0, 1],
    hard,
  };
});

for (const [kernel, strides] of [
  [3, 1],
  [5, 1],
  [5, 2],
] as const) {
  test(`wasm kernels: the gradients of depthwise convolution ${kernel}x${kernel}, stride ${strides}, where a picture is several blocks`, () =>
    check({
      shapes: [
        [2, 40, 24, 6],
        [kernel, kernel, 6, 1],
      ],
      f: (x, weights) => ops.depthwiseConv2d(x, weights, { strides, padding: "same" }),
      by: [0, 1],
      hard: [],
      servedBy: "depthwiseKernelGradient",
    }));
}

property("pooling and its gradient", 40, windows, (window) => {
  const { height, width, kernelHeight, kernelWidth, inputs, strides, padding } = window;
  if (padding === "valid" && (kernelHeight > height || kernelWidth > width)) return null;
  const options = { poolSize: [kernelHeight, kernelWidth] as const, strides, padding };
  return {
    shapes: [[2, height, width, inputs]],
    f: (x) => ops.add(ops.averagePool2d(x, options), ops.maxPool2d(x, options)),
    by: [0],
    hard: [],
  };
});

property(
  "elementwise ops with broadcasting, and their gradients",
  60,
  fc.record({
    shape: fc.array(size(6), { minLength: 1, maxLength: 4 }),
    ones: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    hard,
  }),
  ({ shape, ones, hard }) => ({
    shapes: [shape, shape.map((length, axis) => (ones[axis] ? 1 : length))],
    f: (a, b) => ops.relu6(ops.sub(ops.mul(ops.add(a, b), a), ops.div(b, 3))),
    by: hard.length === 0 ? [0, 1] : [],
    hard,
  }),
);

property(
  "sums and means over any axes, and their gradients",
  60,
  fc.record({
    shape: fc.array(size(7), { minLength: 1, maxLength: 4 }),
    axes: fc.uniqueArray(fc.nat(3), { minLength: 1 }),
    keepDims: fc.boolean(),
    hard,
  }),
  ({ shape, axes, keepDims, hard }) => {
    const inside = axes.filter((axis) => axis < shape.length);
    if (inside.length === 0) return null;
    return {
      shapes: [shape],
      f: (x) => ops.add(ops.sum(x, inside, { keepDims }), ops.mean(x, inside, { keepDims })),
      by: [0],
      hard,
    };
  },
);

property(
  "inverted residuals as one kernel",
  50,
  fc.record({
    height: size(13),
    width: fc.integer({ min: 5, max: 13 }),
    inputs: size(6),
    expansion: size(4),
    outputs: size(9),
    first: fc.constantFrom(1, 3),
    kernel: fc.constantFrom(3, 5),
    strides: size(2),
    residual: fc.boolean(),
    hard,
  }),
  ({ height, width, inputs, expansion, outputs, first, kernel, strides, residual, hard }) => {
    const hidden = 4 * expansion;
    const isResidual = residual && strides === 1 && first === 1;
    const out = isResidual ? inputs : outputs;
    if (height < kernel) return null;
    const weights = {
      expand: randomTensor([first, first, inputs, hidden], "expand"),
      expandBias: randomTensor([hidden], "expandBias"),
      depthwise: randomTensor([kernel, kernel, hidden, 1], "depthwise"),
      depthwiseBias: randomTensor([hidden], "depthwiseBias"),
      project: randomTensor([1, 1, hidden, out], "project"),
      projectBias: randomTensor([out], "projectBias"),
    };
    return {
      shapes: [[2, height, width, inputs]],
      f: (x) => {
        const window = { strides: first === 3 ? 2 : 1, padding: "same" } as const;
        const expanded = ops.relu6(ops.add(ops.conv2d(x, weights.expand, window), weights.expandBias));
        const filtered = ops.depthwiseConv2d(expanded, weights.depthwise, { strides, padding: "same" });
        const middle = ops.relu6(ops.add(filtered, weights.depthwiseBias));
        const y = ops.add(ops.conv2d(middle, weights.project), weights.projectBias);
        return isResidual ? ops.add(y, x) : y;
      },
      hard,
      ...(first === 1 || Math.ceil(Math.min(height, width) / 2) > kernel ? { servedBy: "invertedResidual" } : {}),
    };
  },
);

property(
  "rows of elementwise steps, which become one kernel",
  60,
  fc.record({
    length: size(9000),
    calls: fc.array(fc.record({ op: fc.nat(4), left: fc.nat(20), right: fc.nat(20) }), { minLength: 2, maxLength: 9 }),
    hard,
  }),
  ({ length, calls, hard }) => ({
    shapes: [[length], [length], []],
    f: (...inputs) => {
      const values = [...inputs];
      for (const { op, left, right } of calls) {
        const [a, b] = [values[left % values.length]!, values[right % values.length]!];
        values.push([ops.add, ops.sub, ops.mul, ops.maximum, (x: Tensor) => ops.neg(x)][op]!(a, b));
      }
      return ops.add(values.at(-1)!, inputs[0]!);
    },
    hard,
  }),
);

property(
  "dropout",
  30,
  fc.record({ length: size(9000), rate: fc.double({ min: 0, max: 0.99, noNaN: true }), seed: fc.integer(), hard }),
  ({ length, rate, seed, hard }) => ({
    shapes: [[length]],
    f: (x) => ops.dropout(x, { rate, seed, step: Tensor.from(Float32Array.of(seed & 0xffff), []) }),
    hard,
  }),
);

test("wasm kernels: an Adam update is one pass over weights and moments", async () => {
  const shape = [7, 30];
  const [parameter, gradient, first, second] = ["parameter", "gradient", "first", "second"].map((name) =>
    Tensor.placeholder(shape, name),
  );
  const [learningRate, step] = [Tensor.placeholder([], "learningRate"), Tensor.placeholder([], "step")];
  const given = { parameter: parameter!, gradient: gradient!, slots: [first!, second!], learningRate, step };
  const updated = new Adam().update(given);
  const state = [
    { tensor: parameter!, next: updated.parameter },
    { tensor: first!, next: updated.slots[0]! },
    { tensor: second!, next: updated.slots[1]! },
  ];
  const plan = makePlan(graphOf([gradient!, learningRate, step], []), state);
  const { phases } = compilePlan(plan, { target: engine, threads: 1, table: kernels });
  // Four tensors and three numbers are read, three tensors written; the rate of the moments is no kernel.
  assert.equal(
    phases.map((phase) => phase.map(({ given: of }) => of.length)),
    [[], [10]],
  );
});

test.run();
