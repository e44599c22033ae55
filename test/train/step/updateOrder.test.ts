// Updates follow the gradients, the last layers first.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { Tensor } from "../../../src/tensor/tensor.js";
import type { StepState } from "../../../src/train/step/stepState.js";
import { updateOrder } from "../../../src/train/step/updateOrder.js";

function state(name: string, shape: readonly number[]): StepState {
  const tensor = Tensor.placeholder(shape);
  return { tensor, next: tensor, initial: new Float32Array(), name, parameter: null, averageOf: null };
}

test("the last weights are updated first, but what stands behind a large kernel after it", () => {
  const weights = [
    state("first/kernel", [3, 3, 3, 8]),
    state("first_norm/gamma", [8]),
    state("expand/kernel", [1, 1, 8, 16]),
    state("filter/kernel", [3, 3, 16, 1]),
    state("project/kernel", [1, 1, 16, 8]),
    state("dense/kernel", [8, 2]),
  ];
  const states = [...weights, ...weights.map(({ name, tensor }) => state(`${name}/slot0`, tensor.shape))];
  const names = updateOrder(states).map((index) => states[index]!.name);
  const [first, gamma, expand, filter, project, dense] = weights.map(({ name }) => name);
  const withSlots = (...some: string[]): string[] => [...some, ...some.map((name) => `${name}/slot0`)];
  assert.equal(names, [
    ...withSlots(filter!),
    ...withSlots(project!, dense!),
    ...withSlots(first!),
    ...withSlots(gamma!, expand!),
  ]);
  const withoutLarge = [weights[4]!, weights[5]!, states[10]!, states[11]!];
  assert.equal(updateOrder(withoutLarge), [0, 1, 2, 3]);
});

test.run();
