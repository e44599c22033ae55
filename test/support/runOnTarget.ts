// A graph in WebAssembly as another engine would run it, on the caller's thread.

import * as assert from "uvu/assert";
import { compilePlan } from "../../src/backends/wasm/compile.js";
import { findInt8 } from "../../src/backends/wasm/dotProduct.js";
import { findEngine } from "../../src/backends/wasm/engine.js";
import type { Int8Target, Target } from "../../src/backends/wasm/kernel.js";
import { kernels } from "../../src/backends/wasm/kernels/index.js";
import { blockingProgram } from "../../src/backends/wasm/run/blockingProgram.js";
import { evaluate } from "../../src/graph/evaluate.js";
import { makePlan } from "../../src/graph/plan.js";
import { type Graph, trace } from "../../src/graph/trace.js";
import { Tensor } from "../../src/tensor/tensor.js";

/** The engine that tests run in. */
export const engine: Target = { ...findEngine(), int8: findInt8() };
const ways: readonly Int8Target[] = [
  { dot: "none", offset: 128 },
  { dot: "none", offset: 0 },
  ...(engine.int8.dot === "none" ? [] : [engine.int8]),
];

/** Engines that keep and multiply bytes in all the ways that this one can. */
const int8Targets: readonly Target[] = ways.map((int8) => ({ ...engine, int8 }));

/** Runs a graph on a target, and says what served its steps. */
export async function runOnTarget(graph: Graph, inputs: readonly Tensor[], target: Target) {
  const plan = makePlan(graph, [], { int8: true });
  const compiled = compilePlan(plan, { target, threads: 1, table: kernels });
  const memory = new WebAssembly.Memory({ initial: compiled.layout.pages, maximum: 65536 });
  const module = await WebAssembly.compile(compiled.bytes);
  const program = await blockingProgram(
    { plan, compiled, module, memory, threads: 1, warmUp: 0, sharesFirstRun: true },
    null,
  );
  return { results: await program.run(inputs.map(({ values }) => values)), servedBy: compiled.servedBy };
}

/** Runs it on every target, served by the given kernels, and expects the very numbers of the ops' own loops. */
export async function assertSameNumbers(
  f: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  servedBy: readonly string[],
  targets = int8Targets,
): Promise<void> {
  const graph = trace(
    f,
    inputs.map(({ shape }) => Tensor.placeholder(shape)),
  );
  const feeds = new Map(graph.inputs.map((input, index) => [input, inputs[index]!.values]));
  const [expected] = evaluate(graph.outputs, feeds);
  for (const target of targets) {
    const found = await runOnTarget(graph, inputs, target);
    const how = `${JSON.stringify(target.int8)}, ${inputs.map(({ shape }) => shape).join("; ")}`;
    assert.equal(found.servedBy, servedBy, how);
    assertSameBits(found.results[0]!, expected!, how);
  }
}

/** NaN is any NaN. */
export function assertSameBits(found: Float32Array, expected: Float32Array, name: string): void {
  const differs = expected.findIndex((value, index) => !Object.is(value, found[index]));
  assert.is(differs, -1, `${name}: at ${differs} ${found[differs]} instead of ${expected[differs]}`);
}
