// What becomes of a program when one of its threads dies: before a run, and in the middle of one.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Compiled, compile } from "../../../../src/backends/compile.js";
import { compileGraph } from "../../../../src/backends/compileGraph.js";
import { signed } from "../../../../src/backends/wasm/assembler/encode.js";
import { ModuleBuilder } from "../../../../src/backends/wasm/assembler/module.js";
import { type WasmOptions, wasmBackend } from "../../../../src/backends/wasm/index.js";
import { outliveThreads, type ThreadedProgram } from "../../../../src/backends/wasm/run/threadedProgram.js";
import { graphOf } from "../../../../src/graph/trace.js";
import { ThreadError } from "../../../../src/tensor/errors.js";
import { add, matMul, relu } from "../../../../src/tensor/ops/index.js";
import { Tensor } from "../../../../src/tensor/tensor.js";
import { rejection } from "../../../data/support.js";
import { programOfKernel } from "../../../support/programOfKernel.js";
import { startedThreads } from "../../../support/startedThreads.js";

const size = 500;
const matrix = Tensor.from(
  Float32Array.from({ length: size * size }, (_, index) => Math.sin(index)),
  [size, size],
);

/** Some tenths of a second of work. */
function compileProduct(options: WasmOptions): Promise<Compiled> {
  return wasmBackend({ smallestSharedWork: 0, ...options }).then((backend) =>
    compile((x: Tensor) => relu(matMul(x, matMul(x, matMul(x, x)))), [matrix.shape], { backend }),
  );
}

const threadsAfter = async <T>(start: () => Promise<T>) => {
  const before = startedThreads.length;
  const result = await start();
  return { result, threads: startedThreads.slice(before) };
};

const ways: readonly (WasmOptions & { readonly name: string })[] = [
  { name: "two workers that share memory", threads: 2, blocking: false },
  { name: "a worker that shares the caller's memory", threads: 1, blocking: false },
  { name: "a worker with a memory of its own", threads: 2, blocking: false, sharedMemory: false },
];

for (const { name, ...options } of ways)
  test(`${name}: a death in a run rejects it, and the next one works`, async () => {
    const alone = await compileProduct({ threads: 1 });
    const expected = (await alone(matrix))[0]!.values;
    const { result: run, threads } = await threadsAfter(() => compileProduct(options));
    assert.equal((await run(matrix))[0]!.values, expected);
    const pending = rejection(run(matrix));
    await new Promise((resolve) => setTimeout(resolve, 5));
    await threads.at(-1)!.terminate();
    const error = await pending;
    assert.instance(error, ThreadError);
    assert.match(error.message, /^wasm backend: a thread died: /);
    assert.equal((await run(matrix))[0]!.values, expected);
    await run.program.close();
  });

test("a caller that works too: after a helper's death the next run works, and so on new threads", async () => {
  const { result: run, threads } = await threadsAfter(() => compileProduct({ threads: 2 }));
  const expected = (await run(matrix))[0]!.values;
  await threads[0]!.terminate();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const { result, threads: later } = await threadsAfter(() => run(matrix));
  assert.equal(result[0]!.values, expected);
  assert.is(later.length, 1);
  await later[0]!.terminate();
  await run.program.close();
});

test("a helper that dies while the caller does not look is missed by nobody, or the run is rejected", async () => {
  const { result: run, threads } = await threadsAfter(() => compileProduct({ threads: 2 }));
  const expected = (await run(matrix))[0]!.values;
  void threads[0]!.terminate();
  const found = await run(matrix).catch((error) => error);
  if (found instanceof Error) assert.instance(found, ThreadError);
  else assert.equal(found[0].values, expected);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal((await run(matrix))[0]!.values, expected);
});

/** A kernel whose second thread dies of its piece, and whose first ends its own only when the second has begun. */
function fatalKernel(flag: number): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const atomicLoad = [0xfe, 0x10, 2, 0];
  const atomicStore = [0xfe, 0x17, 2, 0];
  module.addFunction("fatal", (builder) => {
    for (let parameter = 0; parameter < 3; parameter += 1) builder.parameter("i32");
    const address = [0x41, signed(flag)];
    const isSecond = [0x20, 0];
    const beginAndDie = [address, 0x41, 1, atomicStore, 0x00];
    const awaitSecond = [0x03, 0x40, address, atomicLoad, 0x45, 0x0d, 0, 0x0b];
    builder.emit({ code: [isSecond, 0x04, 0x40, beginAndDie, 0x05, awaitSecond, 0x0b] });
  });
  return module.encode({ initial: 1, shared: true });
}

test("a caller that waits for a helper which died of its piece is told", async () => {
  const kernel = { name: "fatal", threadBytes: 1, write: fatalKernel };
  const { program } = await programOfKernel(kernel, { sharesFirstRun: true });
  const error = await rejection(program.run([new Float32Array(4)]));
  assert.instance(error, ThreadError);
  assert.match(error.message, /^wasm backend: a thread died: unreachable/);
  assert.ok(program.isLost());
});

test("what a program keeps goes on where its threads died between two runs", async () => {
  const [x, total] = [Tensor.placeholder([1], "x"), Tensor.placeholder([1], "total")];
  const next = add(x, total);
  const backend = await wasmBackend({ threads: 2, smallestSharedWork: 0 });
  const { result, threads } = await threadsAfter(() =>
    compileGraph(graphOf([x], [next]), backend, [{ tensor: total, next }]),
  );
  const { program } = result;
  await program.writeState([Float32Array.of(10)]);
  await program.run([Float32Array.of(1)]);
  await threads[0]!.terminate();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.is((await program.run([Float32Array.of(2)]))[0]![0], 13);
  assert.is((await program.readState())[0]![0], 13);
  await program.close();
});

test("what a program keeps has to be set anew where its threads died in a run", async () => {
  let opened = 0;
  const open = async (): Promise<ThreadedProgram> => {
    opened += 1;
    let isLost = false;
    let state: Float32Array[] = [];
    return {
      isLost: () => isLost,
      run: async () => {
        isLost = opened === 1;
        if (isLost) throw new ThreadError("wasm backend", "died", "for this test");
        return [];
      },
      readState: async () => state,
      writeState: async (values) => {
        state = [...values];
      },
      close: async () => {},
    };
  };
  const program = await outliveThreads(open, true);
  assert.match((await rejection(program.run([]))).message, /for this test/);
  for (const use of [() => program.run([]), () => program.readState()])
    assert.match((await rejection(use())).message, /must be set anew/);
  await program.writeState([Float32Array.of(5)]);
  await program.run([]);
  assert.is((await program.readState())[0]![0], 5);
  assert.is(opened, 2);
});

test.run();
