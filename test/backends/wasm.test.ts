import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../../src/backends/compile.js";
import { wasmBackend } from "../../src/backends/wasm/index.js";
import { kernelMakers } from "../../src/backends/wasm/kernels/index.js";
import { conv2d, matMul } from "../../src/tensor/ops/index.js";
import { randomTensor } from "../support/compare.js";
import { opCases } from "../support/opCases.js";
import { runConformance } from "./conformance.js";

const backends = [1, 2].map((threads) => ({ threads, backend: wasmBackend({ threads, smallestSharedWork: 0 }) }));

for (const { threads, backend } of backends) {
  runConformance({ name: `wasm, ${threads} threads`, backend: () => backend });
}

test("wasm: the same bits from one thread and from two", async () => {
  for (const { name, inputs, f } of opCases) {
    const results = [];
    for (const { backend } of backends) {
      const shapes = inputs.map(({ shape }) => shape);
      const run = await compile(f, shapes, { backend: await backend });
      results.push((await run(...inputs))[0]!.values, (await run(...inputs))[0]!.values);
      await run.program.close();
    }
    for (const values of results) assert.equal(values, results[0], name);
  }
});

test("wasm: ops that have kernels are not left to the plain loops", async () => {
  const backend = await backends[0]!.backend;
  const picture = randomTensor([2, 9, 7, 5], "x");
  const kernel = randomTensor([3, 3, 5, 6], "kernel");
  const run = await compile((x, k) => conv2d(x, k, { strides: 2, padding: "same" }), [picture.shape, kernel.shape], {
    backend,
  });
  assert.equal(run.program.servedBy, ["directConv2d"]);
  const product = await compile(
    (a, b) => matMul(a, b),
    [
      [3, 4],
      [4, 9],
    ],
    { backend },
  );
  assert.equal(product.program.servedBy, ["matMul"]);
  assert.ok(Object.keys(kernelMakers).length > 40);
});

test("wasm: threads that are not asked for rightly", async () => {
  for (const threads of [0, 1.5, Number.NaN]) {
    const error = await wasmBackend({ threads }).then(
      () => null,
      (reason: Error) => reason,
    );
    assert.match(error?.message ?? "", /expected threads as a whole number from 1 on/);
  }
});

test.run();
