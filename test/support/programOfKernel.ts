// A program of one kernel that a test has written itself, to see what threads do with it.

import { compilePlan } from "../../src/backends/wasm/compile.js";
import { kernels } from "../../src/backends/wasm/kernels/index.js";
import { blockingProgram } from "../../src/backends/wasm/run/blockingProgram.js";
import { KernelPool } from "../../src/backends/wasm/run/kernelPool.js";
import { PAGE } from "../../src/backends/wasm/run/layout.js";
import type { ThreadedProgram } from "../../src/backends/wasm/run/threadedProgram.js";
import { makePlan } from "../../src/graph/plan.js";
import { trace } from "../../src/graph/trace.js";
import { relu } from "../../src/tensor/ops/index.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { engine } from "./runOnTarget.js";

interface KernelOfTest {
  readonly name: string;
  /** From a thread's first argument, 0, to the next one's. */
  readonly threadBytes: number;
  /** The module's bytes. @param flags where a page of memory lies that nothing else uses */
  write(flags: number): Uint8Array<ArrayBuffer>;
}

/** A program of two units for two threads, the caller's and a helper's. It takes four numbers. */
export async function programOfKernel(
  { name, threadBytes, write }: KernelOfTest,
  { sharesFirstRun }: { readonly sharesFirstRun: boolean },
): Promise<{ readonly program: ThreadedProgram; readonly flags: Int32Array }> {
  const plan = makePlan(trace((x: Tensor) => relu(x), [Tensor.placeholder([4], "x")]));
  const compiled = compilePlan(plan, { target: engine, threads: 2, table: kernels });
  const place = compiled.layout.pages * PAGE;
  const pages = compiled.layout.pages + 1;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const phases = [[{ name, given: [0], threadBytes: [threadBytes], units: 2 }]];
  const module = await WebAssembly.compile(write(place));
  const parts = { plan, compiled: { ...compiled, phases }, module, memory, threads: 2, warmUp: 0, sharesFirstRun };
  const program = await blockingProgram(parts, new KernelPool(1));
  return { program, flags: new Int32Array(memory.buffer, place, 2) };
}
