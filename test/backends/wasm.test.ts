import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../../src/backends/compile.js";
import { type WasmOptions, wasmBackend } from "../../src/backends/wasm/index.js";
import { kernels } from "../../src/backends/wasm/kernels/index.js";
import { BatchNormalization, Conv2D, Dense, Flatten, input } from "../../src/layers/index.js";
import { Adam } from "../../src/optim/index.js";
import {
  concat,
  matMul,
  maxPool2d,
  mean,
  oneHot,
  pad2d,
  reshape,
  slice,
  transpose,
} from "../../src/tensor/ops/index.js";
import { depthwiseConv2dInt8, dequantize, quantize } from "../../src/tensor/ops/int8/index.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { Sequential } from "../../src/train/sequential.js";
import { assortment } from "../support/assortment.js";
import { assertClose, randomTensor } from "../support/compare.js";
import { opCases } from "../support/opCases.js";
import { runConformance } from "./conformance.js";
import { wasmLeftToLoops } from "./leftToLoops.js";

/** Every plan is shared, and every block fused; all kernels are used, however little they have to do. */
const everywhere = { smallestSharedWork: 0, smallestFusedBlock: 0 };
const backends = [1, 2].map((threads) => ({ threads, backend: wasmBackend({ threads, ...everywhere }, kernels) }));

for (const { threads, backend } of backends) {
  runConformance({
    name: `wasm, ${threads} threads`,
    backend: () => backend,
    table: kernels,
    leftToLoops: wasmLeftToLoops,
  });
}

const nonBlocking = [
  { name: "workers alone", backend: wasmBackend({ threads: 2, ...everywhere, blocking: false }, kernels) },
  { name: "a worker alone", backend: wasmBackend({ threads: 1, ...everywhere, blocking: false }, kernels) },
  {
    name: "a worker alone, nothing shared",
    backend: wasmBackend({ ...everywhere, blocking: false, sharedMemory: false }, kernels),
  },
];

for (const { name, backend } of nonBlocking)
  runConformance({ name: `wasm, ${name}`, backend: () => backend, table: kernels, leftToLoops: wasmLeftToLoops });

test("wasm: training in workers changes the weights as training on the caller's thread does", async () => {
  const histories = [];
  for (const backend of [await backends[0]!.backend, ...(await Promise.all(nonBlocking.map((one) => one.backend)))]) {
    const model = new Sequential([
      input({ shape: [6, 6, 2] }),
      new Conv2D({ filters: 4, kernelSize: 3, activation: "relu" }),
      new BatchNormalization(),
      new Flatten(),
      new Dense({ units: 2, activation: "softmax" }),
    ]);
    model.compile({ optimizer: new Adam(), loss: "categoricalCrossentropy", backend });
    const x = randomTensor([10, 6, 6, 2], "x");
    const y = oneHot(
      Tensor.from(
        Float32Array.from({ length: 10 }, (_, i) => i % 2),
        [10],
      ),
      2,
    );
    const { history } = await model.fit(x, y, { epochs: 3, batchSize: 4 });
    histories.push([history.loss, ...[...model.getWeights().values()].map(({ values }) => [...values])]);
  }
  assert.equal(histories[1], histories[0]);
  assert.equal(histories[2], histories[0]);
});

test("wasm: what newer architectures have is served by kernels", async () => {
  const run = await compile(assortment, [[1, 96, 96, 3]], { backend: await wasmBackend({ threads: 1 }) });
  const x = randomTensor([1, 96, 96, 3], "pictures");
  const [found] = await run(x);
  assertClose(found!.values, assortment(x).values, 1e-5, "probabilities");
  const left = run.plan.steps.filter((_, index) => run.program.servedBy[index] === "reference");
  assert.equal(
    left.map(({ op }) => op.name),
    ["pad2d", "softmax"],
  );
  await run.program.close();
});

test("wasm: what stands between convolutions of int8 stays bytes, and is served by kernels", async () => {
  const int8 = { scale: 0.02, zeroPoint: -3 };
  const real = (x: Tensor): Tensor => dequantize(x, int8);
  const options = { ...int8, xZeroPoint: -3, low: -128, high: 127, strides: 2 };
  const weights = [
    randomTensor([3, 3, 16, 1], "kernel", (value) => Math.round(60 * value)),
    randomTensor([16], "bias", Math.round),
    randomTensor([16], "multiplier", (value) => (value + 3) / 2000),
  ] as const;
  const f = (x: Tensor): Tensor => {
    const padded = quantize(pad2d(real(quantize(x, int8)), [0, 1, 0, 1]), int8);
    const y = real(depthwiseConv2dInt8(padded, weights, options));
    const pooled = maxPool2d(y, { poolSize: 3, strides: 1, padding: "same" });
    const [left, right] = [slice(pooled, [0, 0, 0, 0], [1, 8, 8, 8]), slice(y, [0, 0, 0, 8], [1, 8, 8, 8])];
    const shuffled = transpose(reshape(concat([left, right]), [1, 64, 2, 8]), [0, 1, 3, 2]);
    return mean(real(quantize(shuffled, int8)), [1]);
  };
  const run = await compile(f, [[1, 16, 16, 16]], { backend: await backends[0]!.backend });
  const x = randomTensor([1, 16, 16, 16], "x");
  assertClose((await run(x))[0]!.values, f(x).values, 1e-6, "means");
  const steps = run.plan.steps.map(({ op, output }) => `${op.name} ${output.type}`);
  assert.equal(steps, [
    ...["quantize int8", "depthwiseConv2dInt8 int8", "maxPool2d int8", "slice int8", "slice int8", "concat int8"],
    ...["transpose int8", "dequantize float32", "mean float32"],
  ]);
  assert.not.ok(run.program.servedBy.includes("reference"));
  await run.program.close();
});

test("wasm: it says how it runs, and why not on more threads", async () => {
  const f = (x: Tensor): Tensor => matMul(x, x);
  const how = async (options: WasmOptions): Promise<string> => {
    const run = await compile(f, [[8, 8]], { backend: await wasmBackend(options) });
    await run.program.close();
    return run.program.describe();
  };
  assert.match(await how({ threads: 1 }), /SIMD, 1 thread \(one was asked for/);
  assert.match(await how({ threads: 2 }), /1 thread \(the work is too little to share\)/);
  assert.match(await how({ threads: 2, smallestSharedWork: 0 }), /SIMD, 2 threads$/);
  assert.match(await how({ threads: 2, smallestSharedWork: 0, blocking: false }), /2 threads in workers$/);
  assert.match(
    await how({ threads: 2, smallestSharedWork: 0, blocking: false, sharedMemory: false }),
    /1 thread in a worker \(there is no SharedArrayBuffer without cross-origin isolation\)/,
  );
});

test("wasm: the same bits from one thread and from two", async () => {
  for (const { name, inputs, f } of opCases) {
    const results = [];
    for (const { backend } of backends) {
      const shapes = inputs.map(({ shape }) => shape);
      const run = await compile(f, shapes, { backend: await backend });
      results.push(bitsOf((await run(...inputs))[0]!), bitsOf((await run(...inputs))[0]!));
      await run.program.close();
    }
    for (const values of results) assert.equal(values, results[0], name);
  }
});

/** One pattern for every NaN: an op's own loop may give it either sign, as JavaScript's compilers like. */
function bitsOf({ values }: Tensor): Uint32Array {
  const bits = new Uint32Array(values.slice().buffer);
  return bits.map((pattern, index) => (Number.isNaN(values[index]) ? 0x7fc00000 : pattern));
}

test("wasm: threads that are not asked for rightly", async () => {
  for (const threads of [0, 1.5, Number.NaN]) {
    const error = await wasmBackend({ threads }).then(
      () => null,
      (reason: Error) => reason,
    );
    assert.match(error?.message ?? "", /expected threads to be a whole number of 1 or more/);
  }
});

test.run();
