// Steps of an optimizer on weights whose gradients are given, without a model.

import * as assert from "uvu/assert";
import type { Backend } from "../../src/backends/backend.js";
import { compileGraph } from "../../src/backends/compileGraph.js";
import { graphOf } from "../../src/graph/trace.js";
import { applyGradients, initialSlots, slotShape } from "../../src/optim/applyGradients.js";
import type { Optimizer } from "../../src/optim/optimizer.js";
import type { Shape } from "../../src/tensor/shape.js";
import { Tensor } from "../../src/tensor/tensor.js";

export interface OptimizerRun {
  readonly backend: Backend;
  readonly shapes: readonly Shape[];
  /** The weights before the first step. */
  readonly start: readonly Float32Array[];
  readonly steps: number;
  /** The gradient of each weight in a step, counted from 0. */
  readonly gradients: (step: number) => readonly Float32Array[];
  /** Factors of the learning rate. Default: 1. */
  readonly multipliers?: readonly number[];
}

/** What an optimizer has made of each weight, in order. */
export interface OptimizerStep {
  readonly weights: readonly Float32Array[];
  /** The last of each weight's slots, if it has any: the average, where the optimizer keeps such. */
  readonly lastSlots: readonly Float32Array[];
}

/** The weights after each step; the plan must write new state over the old. */
export async function runOptimizer(optimizer: Optimizer, run: OptimizerRun): Promise<OptimizerStep[]> {
  const { backend, shapes, start, steps, gradients, multipliers = [] } = run;
  const [rate, step] = [Tensor.placeholder([]), Tensor.placeholder([])];
  const weights = shapes.map((shape, index) => ({
    parameter: Tensor.placeholder(shape, "weight"),
    gradient: Tensor.placeholder(shape),
    slots: initialSlots(optimizer, shape, "weight").map((initial) => Tensor.placeholder(slotShape(shape, initial))),
    rateMultiplier: multipliers[index] ?? 1,
  }));
  const updated = applyGradients(optimizer, weights, { learningRate: rate, step });
  const state = weights.flatMap(({ parameter, slots }, index) => [
    { tensor: parameter, next: updated[index]!.parameter },
    ...slots.map((tensor, slot) => ({ tensor, next: updated[index]!.slots[slot]! })),
  ]);
  const graph = graphOf([...weights.map(({ gradient }) => gradient), rate, step], []);
  const { program, plan } = await compileGraph(graph, backend, state);
  assert.is(plan.copies.length, 0, "new state is written over the old");
  await program.writeState(
    shapes.flatMap((shape, index) => [start[index]!, ...initialSlots(optimizer, shape, "weight")]),
  );
  const results: OptimizerStep[] = [];
  for (let count = 0; count < steps; count += 1) {
    const clock = [Float32Array.of(optimizer.learningRate.at(count)), Float32Array.of(count)];
    await program.run([...gradients(count), ...clock]);
    const values = await program.readState();
    const valuesOf = (of: Tensor | undefined) =>
      values[state.findIndex(({ tensor }) => tensor === of)]?.slice() ?? new Float32Array();
    results.push({
      weights: weights.map(({ parameter }) => valuesOf(parameter)),
      lastSlots: weights.map(({ slots }) => valuesOf(slots.at(-1))),
    });
  }
  await program.close();
  return results;
}
