// From a graph to a program: the passes, the backend's own rewriting, the plan, and the backend's compiler.

import { optimize } from "../graph/passes/index.js";
import { makePlan, type Plan } from "../graph/plan.js";
import type { StateEntry } from "../graph/storage.js";
import type { Graph } from "../graph/trace.js";
import type { Backend, Program } from "./backend.js";
import { closeWhenDropped } from "./closeWhenDropped.js";

export interface CompiledGraph {
  /** After all passes. */
  readonly optimized: Graph;
  readonly plan: Plan;
  readonly program: Program;
}

/**
 * @param state placeholders of the graph that keep their values from run to run, with what each becomes
 * @param arrival as `Backend.compile` takes it
 */
export async function compileGraph(
  graph: Graph,
  backend: Backend,
  state: readonly StateEntry[] = [],
  arrival?: Promise<void>,
): Promise<CompiledGraph> {
  const whole = { ...graph, outputs: [...graph.outputs, ...state.map(({ next }) => next)] };
  const passed = optimize(whole);
  const rewritten = backend.rewrite?.(passed) ?? passed;
  const count = graph.outputs.length;
  const optimized = { ...rewritten, outputs: rewritten.outputs.slice(0, count) };
  const nexts = rewritten.outputs.slice(count);
  const plan = makePlan(
    optimized,
    state.map(({ tensor }, index) => ({ tensor, next: nexts[index]! })),
    { int8: backend.storesInt8 ?? false },
  );
  return { optimized, plan, program: closeWhenDropped(await backend.compile(plan, arrival)) };
}
