// A page's workers begin while its thread still fills the memory that they share.

import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Backend } from "../../../../src/backends/backend.js";
import { compile } from "../../../../src/backends/compile.js";
import { wasmBackend } from "../../../../src/backends/wasm/index.js";
import { conv2d } from "../../../../src/tensor/ops/conv2d.js";
import { Tensor } from "../../../../src/tensor/tensor.js";

/** All different, so that each kernel is warmed up; enough of them to multiply for that, and to pack for one to come in between. */
const CHANNELS = [512, 640, 768, 512, 896, 1024, 512];
const shape = [1, 8, 8, CHANNELS[0]!];

const kernels = CHANNELS.slice(1).map((to, layer) => {
  const from = CHANNELS[layer]!;
  const values = Float32Array.from({ length: from * to }, (_, index) => Math.sin(index * (layer + 1)) / 16);
  return Tensor.from(values, [1, 1, from, to]);
});

async function outputOf(backend: Backend): Promise<Float32Array> {
  const run = await compile((x) => kernels.reduce((sum, kernel) => conv2d(sum, kernel), x), [shape], { backend });
  const x = Tensor.from(
    Float32Array.from({ length: 64 * CHANNELS[0]! }, (_, index) => Math.cos(index)),
    shape,
  );
  const [y] = await run(x);
  await run.program.close();
  return y!.values;
}

/** A list of what differs would take minutes to print. */
function isSame(a: Float32Array, b: Float32Array): boolean {
  return a.every((value, index) => value === b[index]);
}

test("workers that start while the weights are written leave them as they are", async () => {
  const expected = await outputOf(await wasmBackend({ threads: 2, blocking: true }));
  const inWorkers = await wasmBackend({ threads: 2, blocking: false, smallestSharedWork: 0 });
  // The first program waits for its workers, and later ones find them.
  for (let program = 0; program < 4; program += 1) assert.ok(isSame(await outputOf(inWorkers), expected));
});

test.run();
