import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../../src/backends/compile.js";
import { type WasmOptions, wasmBackend } from "../../src/backends/wasm/index.js";
import { kernels } from "../../src/backends/wasm/kernels/index.js";
import { BatchNormalization, Conv2D, Dense, Flatten, input } from "../../src/layers/index.js";
import { Adam } from "../../src/optim/index.js";
import { matMul, oneHot } from "../../src/tensor/ops/index.js";
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
    /1 thread in a worker \(there is no SharedArrayBuffer: a page needs cross-origin isolation for it\)/,
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

/** NaN does not equal itself, but its bits do. */
function bitsOf({ values }: Tensor): Uint32Array {
  return new Uint32Array(values.slice().buffer);
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
