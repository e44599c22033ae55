// A short plan runs alone the first time, and threads join it later.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Compiled, compile } from "../../../../src/backends/compile.js";
import { wasmBackend } from "../../../../src/backends/wasm/index.js";
import { matMul, relu } from "../../../../src/tensor/ops/index.js";
import { Tensor } from "../../../../src/tensor/tensor.js";
import { startedThreads } from "../../../support/startedThreads.js";

const size = 200;
const matrix = Tensor.from(
  Float32Array.from({ length: size * size }, (_, index) => Math.sin(index)),
  [size, size],
);

/** Sixteen million multiply-adds: enough to share, too few to wait for threads. */
async function compileProduct(threads: number): Promise<Compiled> {
  const backend = await wasmBackend({ threads });
  return compile((x: Tensor) => relu(matMul(x, matMul(x, x))), [matrix.shape], { backend });
}

async function valuesOf(run: Compiled): Promise<Float32Array> {
  return (await run(matrix))[0]!.values;
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

test("threads are started by the second run, and join when they can", async () => {
  const expected = await valuesOf(await compileProduct(1));
  const before = startedThreads.length;
  const run = await compileProduct(3);
  assert.equal(await valuesOf(run), expected);
  assert.is(startedThreads.length, before);
  assert.equal(await valuesOf(run), expected);
  // What bundles the sources of threads may have one of its own.
  assert.ok(startedThreads.length >= before + 2);
  // They come to life between two of these.
  for (let count = 0; count < 10; count += 1) {
    assert.equal(await valuesOf(run), expected);
    await pause();
  }
  await run.program.close();
});

test("a program whose caller never pauses does without late threads' answers", async () => {
  const expected = await valuesOf(await compileProduct(1));
  const run = await compileProduct(2);
  for (let count = 0; count < 50; count += 1) assert.equal(await valuesOf(run), expected);
  await run.program.close();
});

test("a program that is closed while its threads come to life lets them forget it", async () => {
  const run = await compileProduct(2);
  await run(matrix);
  await run(matrix);
  await run.program.close();
  const next = await compileProduct(2);
  assert.equal(await valuesOf(next), await valuesOf(next));
  await next.program.close();
});

test("a late thread that dies is missed by nobody, and another one is started", async () => {
  const run = await compileProduct(2);
  const expected = await valuesOf(run);
  await run(matrix);
  const thread = startedThreads.at(-1)!;
  await new Promise((resolve) => thread.once("message", resolve));
  await thread.terminate();
  await pause();
  const before = startedThreads.length;
  for (let count = 0; count < 3; count += 1) assert.equal(await valuesOf(run), expected);
  assert.is(startedThreads.length, before + 1);
  await run.program.close();
});

test.run();
