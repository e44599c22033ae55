// A short plan runs alone the first time, and threads join it later.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Compiled, compile } from "../../../../src/backends/compile.js";
import { compileGraph } from "../../../../src/backends/compileGraph.js";
import { signed } from "../../../../src/backends/wasm/assembler/encode.js";
import { i32 } from "../../../../src/backends/wasm/assembler/expression.js";
import { forLoop } from "../../../../src/backends/wasm/assembler/function.js";
import { ModuleBuilder } from "../../../../src/backends/wasm/assembler/module.js";
import { wasmBackend } from "../../../../src/backends/wasm/index.js";
import { graphOf } from "../../../../src/graph/trace.js";
import { matMul, relu } from "../../../../src/tensor/ops/index.js";
import { Tensor } from "../../../../src/tensor/tensor.js";
import { programOfKernel } from "../../../support/programOfKernel.js";
import { startedThreads, withoutNewThreads } from "../../../support/startedThreads.js";

const size = 200;
const matrix = Tensor.from(
  Float32Array.from({ length: size * size }, (_, index) => Math.sin(index)),
  [size, size],
);

/** Sixteen million multiply-adds: enough to share, too few to wait for threads. */
async function compileProduct(threads: number, blocking: boolean): Promise<Compiled> {
  const backend = await wasmBackend({ threads, blocking });
  return compile((x: Tensor) => relu(matMul(x, matMul(x, x))), [matrix.shape], { backend });
}

async function valuesOf(run: Compiled): Promise<Float32Array> {
  return (await run(matrix))[0]!.values;
}

async function expectedValues(): Promise<Float32Array> {
  return valuesOf(await compileProduct(1, true));
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

/** Threads that a program starts with its first run, and with its second. What bundles the sources of threads may have one, too. */
const ways = [
  { name: "a caller that takes part", blocking: true, first: 0, second: 2 },
  { name: "a page", blocking: false, first: 1, second: 2 },
];

for (const { name, blocking, first, second } of ways) {
  test(`${name}: other threads are started by the second run, and join when they can`, async () => {
    const expected = await expectedValues();
    const before = startedThreads.length;
    const run = await compileProduct(3, blocking);
    assert.equal(await valuesOf(run), expected);
    const afterFirst = startedThreads.length;
    if (first === 0) assert.is(afterFirst, before);
    assert.equal(await valuesOf(run), expected);
    assert.ok(startedThreads.length >= afterFirst + second);
    // They come to life between two of these.
    for (let count = 0; count < 10; count += 1) {
      assert.equal(await valuesOf(run), expected);
      await pause();
    }
    assert.match(run.program.describe(), /3 threads/);
    await run.program.close();
  });

  test(`${name}: calls without a pause do without late threads' answers`, async () => {
    const expected = await expectedValues();
    const run = await compileProduct(2, blocking);
    for (let count = 0; count < 50; count += 1) assert.equal(await valuesOf(run), expected);
    await run.program.close();
  });

  test(`${name}: a program that is closed while its threads come to life lets them forget it`, async () => {
    const run = await compileProduct(2, blocking);
    await run(matrix);
    await run(matrix);
    await run.program.close();
    const next = await compileProduct(2, blocking);
    assert.equal(await valuesOf(next), await valuesOf(next));
    await next.program.close();
  });

  test(`${name}: after the death of a late thread the next run works, and another one is started`, async () => {
    const run = await compileProduct(2, blocking);
    const expected = await valuesOf(run);
    await run(matrix);
    const thread = startedThreads.at(-1)!;
    await new Promise((resolve) => thread.once("message", resolve));
    await thread.terminate();
    await pause();
    const before = startedThreads.length;
    for (let count = 0; count < 3; count += 1) assert.equal(await valuesOf(run), expected);
    assert.ok(startedThreads.length > before);
    await run.program.close();
  });
}

for (const { name, blocking } of ways)
  test(`${name}: where others cannot start late, every prediction is made all the same`, async () => {
    const run = await compileProduct(3, blocking);
    const expected = await valuesOf(run);
    await withoutNewThreads(async () => {
      for (let count = 0; count < 4; count += 1) assert.equal(await valuesOf(run), expected);
    });
    assert.match(run.program.describe(), /1 thread \(threads could not start: no more threads\)$/);
    await run.program.close();
  });

test("what keeps a state has all its threads before the first run", async () => {
  const [x, total] = [Tensor.placeholder([8, 8], "x"), Tensor.placeholder([8, 8], "total")];
  const next = matMul(x, total);
  const backend = await wasmBackend({ threads: 2, smallestSharedWork: 100 });
  const before = startedThreads.length;
  const { program } = await compileGraph(graphOf([x], [next]), backend, [{ tensor: total, next }]);
  assert.is(startedThreads.length, before + 1);
  await program.close();
});

/** A kernel that takes a while, and sets the word behind `flags` that belongs to the thread which runs it. */
function slowKernel(flags: number): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const atomicStore = [0xfe, 0x17, 2, 0];
  module.addFunction("slow", (builder) => {
    for (let parameter = 0; parameter < 3; parameter += 1) builder.parameter("i32");
    builder.emit({ code: [0x20, 0, 0x41, signed(flags), 0x6a, 0x41, 1, atomicStore] });
    builder.emit(forLoop(builder.local("i32"), { from: i32.constant(0), to: i32.constant(3e6), step: 1 }));
  });
  return module.encode({ initial: 1, shared: true });
}

test("late threads take their part of the work", async () => {
  const kernel = { name: "slow", threadBytes: 4, write: slowKernel };
  const { program, flags: took } = await programOfKernel(kernel, { sharesFirstRun: false });
  await program.run([new Float32Array(4)]);
  assert.equal([...took], [1, 0]);
  // As many seconds as a busy machine may need to start a thread.
  for (const start = performance.now(); took[1] === 0 && performance.now() - start < 20_000; await pause())
    await program.run([new Float32Array(4)]);
  assert.equal([...took], [1, 1]);
  await program.close();
});

test.run();
