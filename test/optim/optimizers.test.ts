// Every optimizer against PyTorch's steps on one sequence of gradients.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { referenceBackend } from "../../src/backends/reference/index.js";
import { makePlan } from "../../src/graph/plan.js";
import { graphOf } from "../../src/graph/trace.js";
import { AdaGrad } from "../../src/optim/adaGrad.js";
import { AdaMax, Adam, AdamW } from "../../src/optim/adam.js";
import type { Optimizer } from "../../src/optim/optimizer.js";
import { RMSProp } from "../../src/optim/rmsProp.js";
import { inverseTimeDecay } from "../../src/optim/schedules.js";
import { SGD } from "../../src/optim/sgd.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { assertClose } from "../support/compare.js";
import { readGolden } from "../support/goldenCases.js";

const learningRate = 0.01;
const optimizers: { readonly [name: string]: Optimizer } = {
  adam: new Adam({ learningRate }),
  adamW: new AdamW({ learningRate, weightDecay: 0.1 }),
  adaMax: new AdaMax({ learningRate }),
  sgd: new SGD({ learningRate }),
  momentum: new SGD({ learningRate, momentum: 0.9 }),
  nesterov: new SGD({ learningRate, momentum: 0.9, nesterov: true }),
  adaGrad: new AdaGrad({ learningRate }),
  rmsProp: new RMSProp({ learningRate }),
  adamDecay: new Adam({ learningRate: inverseTimeDecay({ initial: learningRate, decay: 1e-3 }) }),
};

const { tensors } = readGolden("optimizers");

test("every optimizer of the golden file has a case", () => {
  const names = [...tensors.keys()].filter((name) => name !== "p0" && name !== "gradients");
  assert.equal(names.sort(), Object.keys(optimizers).sort());
});

for (const [name, optimizer] of Object.entries(optimizers)) {
  test(`${name} takes PyTorch's steps`, async () => {
    const p0 = tensors.get("p0")!;
    const [gradient, rate, step] = [Tensor.placeholder(p0.shape), Tensor.placeholder([]), Tensor.placeholder([])];
    const parameter = Tensor.placeholder(p0.shape);
    const initial = optimizer.initialSlots(p0.shape, "p0");
    const slots = initial.map(() => Tensor.placeholder(p0.shape));
    const updated = optimizer.update({ parameter, gradient, slots, learningRate: rate, step });
    const state = [
      { tensor: parameter, next: updated.parameter },
      ...slots.map((tensor, index) => ({ tensor, next: updated.slots[index]! })),
    ];
    const plan = makePlan(graphOf([gradient, rate, step], []), state);
    assert.is(plan.copies.length, 0, "new state is written over the old");
    const program = await referenceBackend.compile(plan);
    await program.writeState([p0.values, ...initial]);
    const size = p0.values.length;
    for (let index = 0; index < 12; index += 1) {
      const slope = tensors.get("gradients")!.values.subarray(index * size, (index + 1) * size);
      await program.run([slope, Float32Array.of(optimizer.learningRate.at(index)), Float32Array.of(index)]);
      const expected = tensors.get(name)!.values.subarray(index * size, (index + 1) * size);
      assertClose((await program.readState())[0]!, expected, 1e-6, `step ${index}`);
    }
  });
}

test("RMSProp with momentum takes the steps of its definition", async () => {
  const optimizer = new RMSProp({ learningRate, rho: 0.9, momentum: 0.8, epsilon: 1e-7 });
  const [parameter, gradient, rate] = [Tensor.placeholder([2]), Tensor.placeholder([2]), Tensor.placeholder([])];
  const slots = [Tensor.placeholder([2]), Tensor.placeholder([2])];
  const updated = optimizer.update({ parameter, gradient, slots, learningRate: rate, step: Tensor.placeholder([]) });
  const state = [parameter, ...slots].map((tensor, index) => ({
    tensor,
    next: [updated.parameter, ...updated.slots][index]!,
  }));
  const program = await referenceBackend.compile(makePlan(graphOf([gradient, rate], []), state));
  await program.writeState([Float32Array.of(1, -2), ...optimizer.initialSlots([2])]);
  const current = { weights: [1, -2], squares: [0, 0], velocities: [0, 0] };
  for (const gradients of [
    [0.5, -1],
    [0.25, 2],
    [-3, 0.1],
  ]) {
    await program.run([Float32Array.from(gradients), Float32Array.of(learningRate)]);
    gradients.forEach((slope, i) => {
      current.squares[i] = 0.9 * current.squares[i]! + 0.1 * slope * slope;
      current.velocities[i] =
        0.8 * current.velocities[i]! + (learningRate * slope) / (Math.sqrt(current.squares[i]!) + 1e-7);
      current.weights[i]! -= current.velocities[i]!;
    });
    assertClose((await program.readState())[0]!, current.weights, 1e-6, "weights");
  }
});

test("numbers that no optimizer can work with are named", () => {
  assert.throws(() => new Adam({ learningRate: Number.NaN }), /expected rate to be a number of 0 or more, got NaN/);
  assert.throws(() => new Adam({ beta1: 1 }), /Adam: expected beta1 to be a number from 0 to below 1, got 1/);
  assert.throws(() => new AdaMax({ epsilon: -1 }), /Adam: expected epsilon to be a number of 0 or more, got -1/);
  assert.throws(() => new AdamW({ weightDecay: -1 }), /AdamW: expected weightDecay/);
  assert.throws(() => new SGD({ momentum: -0.1 }), /SGD: expected momentum/);
  assert.throws(() => new RMSProp({ rho: 2 }), /RMSProp: expected rho/);
  assert.throws(() => new AdaGrad({ initialAccumulatorValue: -1 }), /AdaGrad: expected initialAccumulatorValue/);
});

test.run();
