// Every optimiser against PyTorch's steps on one sequence of gradients.

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

const { tensors } = readGolden("optimisers");

test("every optimiser of the golden file has a case", () => {
  const names = [...tensors.keys()].filter((name) => name !== "p0" && name !== "gradients");
  assert.equal(names.sort(), Object.keys(optimizers).sort());
});

for (const [name, optimizer] of Object.entries(optimizers)) {
  test(`${name} takes PyTorch's steps`, async () => {
    const p0 = tensors.get("p0")!;
    const [gradient, rate, step] = [Tensor.placeholder(p0.shape), Tensor.placeholder([]), Tensor.placeholder([])];
    const parameter = Tensor.placeholder(p0.shape);
    const initial = optimizer.initialSlots(p0.shape);
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

test.run();
