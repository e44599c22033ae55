// Every way of multiplying bytes comes to the very numbers of the op's own loop.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { compilePlan } from "../../../../src/backends/wasm/compile.js";
import { findEngine } from "../../../../src/backends/wasm/engine.js";
import type { Int8Target } from "../../../../src/backends/wasm/kernel.js";
import { kernels } from "../../../../src/backends/wasm/kernels/index.js";
import { blockingProgram } from "../../../../src/backends/wasm/run/blockingProgram.js";
import { evaluate } from "../../../../src/graph/evaluate.js";
import { makePlan } from "../../../../src/graph/plan.js";
import { trace } from "../../../../src/graph/trace.js";
import { conv2dInt8, dequantize, quantize } from "../../../../src/tensor/ops/int8/index.js";
import type { Shape } from "../../../../src/tensor/shape.js";
import { Tensor } from "../../../../src/tensor/tensor.js";
import type { WindowOptions } from "../../../../src/tensor/window.js";
import { randomTensor } from "../../../support/compare.js";

const engine = findEngine();
const unit = { scale: 1, zeroPoint: 0 };

/** A convolution of whole numbers, by the kernels for a target; also of what its op's loop makes of them. */
async function both(f: (x: Tensor) => Tensor, x: Tensor, int8: Int8Target) {
  const whole = (input: Tensor): Tensor => dequantize(f(quantize(input, unit)), unit);
  const graph = trace(whole, [Tensor.placeholder(x.shape)]);
  const plan = makePlan(graph, [], { int8: true });
  const compiled = compilePlan(plan, { target: { ...engine, int8 }, threads: 1, table: kernels });
  const served = compiled.servedBy[plan.steps.findIndex(({ op }) => op.name === "conv2dInt8")];
  const memory = new WebAssembly.Memory({ initial: compiled.layout.pages, maximum: compiled.layout.pages });
  compiled.layout.fill(memory);
  const module = await WebAssembly.compile(compiled.bytes);
  const program = await blockingProgram({ plan, compiled, module, memory, threads: 1 }, null);
  const [found] = await program.run([x.values]);
  const [expected] = evaluate(graph.outputs, new Map([[graph.inputs[0]!, x.values]]));
  return { served, found: found!, expected: expected! };
}

function assertSame(found: Float32Array, expected: Float32Array, name: string): void {
  assert.is(found.length, expected.length);
  const wrong = found.findIndex((value, index) => value !== expected[index]);
  assert.is(wrong, -1, `${name}: number ${wrong} is ${found[wrong]}, not ${expected[wrong]}`);
}

interface Case {
  readonly x: Shape;
  readonly kernel: Shape;
  readonly window?: WindowOptions;
  /** What all of x and all weights are. Default: anything. */
  readonly all?: readonly [x: number, weight: number];
  readonly xZeroPoint?: number;
  /** Default: what brings sums of random numbers to about a hundred. */
  readonly multiplier?: number;
  readonly bounds?: readonly [low: number, high: number];
}

const same = { padding: "same" } as const;

const cases: { readonly [name: string]: Case } = {
  "MobileNetV2's first block": { x: [1, 28, 28, 16], kernel: [1, 1, 16, 96] },
  "rows that threads divide, a narrow last panel": { x: [2, 19, 17, 24], kernel: [1, 1, 24, 29] },
  "one number a pixel": { x: [1, 9, 9, 1], kernel: [1, 1, 1, 5] },
  "an odd depth": { x: [1, 7, 7, 13], kernel: [1, 1, 13, 12] },
  "a thousand classes": { x: [1, 1, 1, 1280], kernel: [1, 1, 1280, 1000] },
  "two rows of a great depth": { x: [2, 1, 1, 5003], kernel: [1, 1, 5003, 3] },
  "long runs": { x: [1, 5, 5, 70], kernel: [3, 3, 70, 9], window: same },
  "a photograph": { x: [1, 31, 32, 3], kernel: [3, 3, 3, 16], window: { ...same, strides: 2 } },
  "padding on one side": { x: [1, 10, 6, 4], kernel: [3, 2, 4, 8], window: { padding: [0, 2, 3, 0] } },
  "a kernel wider than the picture": { x: [1, 3, 2, 6], kernel: [5, 5, 6, 7], window: same },
  "gaps, and strides that differ": {
    x: [1, 12, 13, 5],
    kernel: [3, 3, 5, 8],
    window: { dilation: 2, strides: [1, 2] },
  },
  "a pixel in two": { x: [1, 20, 20, 9], kernel: [1, 1, 9, 8], window: { strides: 2 } },
  "the largest sums": {
    x: [1, 3, 3, 2048],
    kernel: [1, 1, 2048, 8],
    all: [-128, -127],
    xZeroPoint: 127,
    multiplier: 1e-6,
  },
  "the lowest sums": {
    x: [1, 3, 3, 2048],
    kernel: [1, 1, 2048, 8],
    all: [127, -128],
    xZeroPoint: -128,
    multiplier: 1e-6,
  },
  "full bytes of one sign": { x: [1, 3, 3, 64], kernel: [1, 1, 64, 8], all: [127, 127], multiplier: 1e-4 },
  bounds: { x: [1, 6, 6, 32], kernel: [1, 1, 32, 16], bounds: [-20, 31] },
  "sums far beyond a byte": { x: [1, 6, 6, 32], kernel: [1, 1, 32, 16], multiplier: 40 },
};

const targets: readonly Int8Target[] = [
  { dot: "none", offset: 128 },
  { dot: "none", offset: 0 },
  ...(engine.int8.dot === "none" ? [] : [engine.int8]),
];

for (const [name, { x, kernel, window, all, xZeroPoint = -3, multiplier, bounds = [-128, 127] }] of Object.entries(
  cases,
)) {
  test(`conv2dInt8: ${name}`, async () => {
    const outputs = kernel[3]!;
    const whole = (value: number): number => Math.max(-128, Math.min(127, Math.round(64 * value)));
    const depth = kernel.slice(0, 3).reduce((product, length) => product * length, 1);
    const scale = multiplier ?? 0.02 / Math.sqrt(depth);
    const numbers = [
      randomTensor(kernel, "kernel", (value) => all?.[1] ?? whole(value)),
      randomTensor([outputs], "bias", (value) => Math.round(2000 * value)),
      randomTensor([outputs], "multiplier", (value) => scale * (1 + value / 2)),
    ] as const;
    const pixels = randomTensor(x, "x", (value) => all?.[0] ?? whole(value));
    const output = { scale: 1, zeroPoint: 7, low: bounds[0], high: bounds[1] };
    for (const target of targets) {
      const f = (input: Tensor): Tensor => conv2dInt8(input, numbers, { ...window, xZeroPoint, ...output });
      const { served, found, expected } = await both(f, pixels, target);
      assert.is(served, "conv2dInt8");
      assertSame(found, expected, `dot ${target.dot}, offset ${target.offset}`);
    }
  });
}

if (engine.int8.dot !== "none") {
  test("conv2dInt8: bytes with a sign, of numbers that are the same without one", async () => {
    const numbers = [
      randomTensor([3, 3, 8, 8], "kernel", (value) => Math.round(63 * value)),
      Tensor.from(new Float32Array(8), [8]),
      Tensor.from(new Float32Array(8).fill(0.002), [8]),
    ] as const;
    const output = { scale: 1, zeroPoint: 7, low: -128, high: 127 };
    const f = (x: Tensor): Tensor => conv2dInt8(x, numbers, { padding: "same", xZeroPoint: 5, ...output });
    const x = randomTensor([1, 9, 9, 8], "x", (value) => Math.round(63 * Math.abs(value)));
    const { served, found, expected } = await both(f, x, { dot: "signed", offset: 0 });
    assert.is(served, "conv2dInt8");
    assertSame(found, expected, "dot signed");
  });
}

test("conv2dInt8: sums that 32 bits may not hold are left to the op's loop", async () => {
  const depth = 70_000;
  const numbers = [
    Tensor.from(new Float32Array(depth).fill(-128), [1, 1, depth, 1]),
    Tensor.from(new Float32Array(1), [1]),
    Tensor.from(new Float32Array(1).fill(1e-8), [1]),
  ] as const;
  const output = { scale: 1, zeroPoint: 0, low: -128, high: 127 };
  const f = (x: Tensor): Tensor => conv2dInt8(x, numbers, { xZeroPoint: 127, ...output });
  const x = Tensor.from(new Float32Array(depth).fill(-128), [1, 1, 1, depth]);
  const { served, found, expected } = await both(f, x, engine.int8);
  assert.is(served, "reference");
  assertSame(found, expected, "loop");
  assert.is(found[0], 23);
});

test.run();
