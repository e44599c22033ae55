// A graph in WebAssembly as another engine would run it, on the caller's thread.

import * as assert from "uvu/assert";
import { compilePlan } from "../../src/backends/wasm/compile.js";
import { findEngine } from "../../src/backends/wasm/engine.js";
import type { Int8Target, Target } from "../../src/backends/wasm/kernel.js";
import { kernels } from "../../src/backends/wasm/kernels/index.js";
import { blockingProgram } from "../../src/backends/wasm/run/blockingProgram.js";
import { evaluate } from "../../src/graph/evaluate.js";
import { makePlan } from "../../src/graph/plan.js";
import { trace } from "../../src/graph/trace.js";
import { Tensor } from "../../src/tensor/tensor.js";

const engine = findEngine();
const ways: readonly Int8Target[] = [
  { dot: "none", offset: 128 },
  { dot: "none", offset: 0 },
  ...(engine.int8.dot === "none" ? [] : [engine.int8]),
];

/** Engines that keep and multiply bytes in all the ways that this one can. */
export const int8Targets: readonly Target[] = ways.map((int8) => ({ ...engine, int8 }));

/** Runs it on every one of them, served by kernels alone, and expects the very numbers of the ops' own loops. */
export async function assertSameNumbers(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  servedBy: readonly string[],
): Promise<void> {
  const placeholders = inputs.map(({ shape }) => Tensor.placeholder(shape));
  const graph = trace(f, placeholders);
  const feeds = inputs.map(({ values }) => values);
  const [expected] = evaluate(graph.outputs, new Map(graph.inputs.map((input, index) => [input, feeds[index]!])));
  const plan = makePlan(graph, [], { int8: true });
  for (const target of int8Targets) {
    const compiled = compilePlan(plan, { target, threads: 1, table: kernels });
    const memory = new WebAssembly.Memory({ initial: compiled.layout.pages, maximum: 65536 });
    compiled.layout.fill(memory);
    const module = await WebAssembly.compile(compiled.bytes);
    const program = await blockingProgram({ plan, compiled, module, memory, threads: 1 }, null);
    const [found] = await program.run(feeds);
    const how = `${JSON.stringify(target.int8)}, ${inputs.map(({ shape }) => shape).join("; ")}`;
    assert.equal(compiled.servedBy, servedBy, how);
    const differs = expected!.findIndex((value, index) => !Object.is(value, found![index]));
    assert.is(differs, -1, `${how}: at ${differs} ${found![differs]} instead of ${expected![differs]}`);
  }
}
