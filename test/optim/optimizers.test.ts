// Every optimizer against PyTorch's steps on one sequence of gradients; Keras's arguments and their defaults; what is refused.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { referenceBackend } from "../../src/backends/reference/index.js";
import { wasmBackend } from "../../src/backends/wasm/index.js";
import { makePlan } from "../../src/graph/plan.js";
import { graphOf } from "../../src/graph/trace.js";
import { Adadelta } from "../../src/optim/adadelta.js";
import { Adafactor } from "../../src/optim/adafactor.js";
import { AdaGrad } from "../../src/optim/adaGrad.js";
import { AdaMax } from "../../src/optim/adaMax.js";
import { Adam, AdamW } from "../../src/optim/adam.js";
import { Ftrl } from "../../src/optim/ftrl.js";
import { Lamb } from "../../src/optim/lamb.js";
import { Lion } from "../../src/optim/lion.js";
import { Muon } from "../../src/optim/muon.js";
import { Nadam } from "../../src/optim/nadam.js";
import type { Optimizer } from "../../src/optim/optimizer.js";
import { RMSProp } from "../../src/optim/rmsProp.js";
import { polynomialDecay } from "../../src/optim/schedules/polynomialDecay.js";
import { cosineDecay, inverseTimeDecay, piecewiseConstant } from "../../src/optim/schedules/schedules.js";
import { SGD } from "../../src/optim/sgd.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { camelCase } from "../support/camelCase.js";
import { assertClose } from "../support/compare.js";
import { readGolden } from "../support/goldenCases.js";
import { readFixture } from "../support/kerasFixture.js";
import { runOptimizer } from "../support/optimizerRun.js";

const learningRate = 0.01;
const optimizers: { readonly [name: string]: Optimizer } = {
  adam: new Adam({ learningRate, epsilonForm: "paper" }),
  adamW: new AdamW({ learningRate, weightDecay: 0.1, epsilonForm: "paper" }),
  adaMax: new AdaMax({ learningRate }),
  sgd: new SGD({ learningRate }),
  momentum: new SGD({ learningRate, momentum: 0.9 }),
  nesterov: new SGD({ learningRate, momentum: 0.9, nesterov: true }),
  adaGrad: new AdaGrad({ learningRate }),
  rmsProp: new RMSProp({ learningRate }),
  adamDecay: new Adam({ epsilonForm: "paper", learningRate: inverseTimeDecay({ initial: learningRate, decay: 1e-3 }) }),
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
        0.8 * current.velocities[i]! + (learningRate * slope) / Math.sqrt(current.squares[i]! + 1e-7);
      current.weights[i]! -= current.velocities[i]!;
    });
    assertClose((await program.readState())[0]!, current.weights, 1e-6, "weights");
  }
});

test("numbers that no optimizer can work with are named", () => {
  assert.throws(() => new Adam({ learningRate: Number.NaN }), /expected rate to be a number of 0 or more, got NaN/);
  assert.throws(() => new Adam({ beta1: 1 }), /Adam: expected beta1 to be a number from 0 to below 1, got 1/);
  assert.throws(() => new AdaMax({ epsilon: -1 }), /AdaMax: expected epsilon to be a number of 0 or more, got -1/);
  assert.throws(() => new AdamW({ weightDecay: -1 }), /AdamW: expected weightDecay/);
  assert.throws(() => new SGD({ momentum: -0.1 }), /SGD: expected momentum/);
  assert.throws(() => new RMSProp({ rho: 2 }), /RMSProp: expected rho/);
  assert.throws(() => new AdaGrad({ initialAccumulatorValue: -1 }), /AdaGrad: expected initialAccumulatorValue/);
});

test("a learning rate of 0 leaves every weight as it is, and a schedule that ends at 0 leaves Ftrl where it was", async () => {
  const options = { learningRate: 0, weightDecay: 0.1 };
  const classes = [Adadelta, Adafactor, AdaGrad, Adam, AdamW, AdaMax, Ftrl, Lamb, Lion, Muon, Nadam, RMSProp, SGD];
  const start = Float32Array.of(1, -2, 0, 3);
  const run = { shapes: [[2, 2]], start: [start], gradients: () => [Float32Array.of(0.5, 0, 1, -1)] };
  const ends = [
    cosineDecay({ initial: 0.1, decaySteps: 3 }),
    polynomialDecay({ initial: 0.1, decaySteps: 3, end: 0 }),
    piecewiseConstant({ boundaries: [2], values: [0.1, 1e-40] }),
  ];
  for (const backend of await Promise.all([referenceBackend, wasmBackend({ threads: 1 })])) {
    for (const Class of classes) {
      const optimizer = new Class(options);
      const [, last] = await runOptimizer(optimizer, { ...run, backend, steps: 2 });
      assert.equal(last!.weights[0], start, `${optimizer.name} on ${backend.name}`);
    }
    for (const learningRate of ends) {
      const optimizer = new Ftrl({ learningRate, beta: 1, l2ShrinkageRegularizationStrength: 0.1 });
      const steps = await runOptimizer(optimizer, { ...run, backend, steps: 5 });
      const { weights, lastSlots } = steps[2]!;
      assert.ok(weights[0]!.every(Number.isFinite));
      assert.not.equal(weights[0], start);
      for (const step of steps.slice(3))
        assert.equal(step, { weights, lastSlots }, JSON.stringify(learningRate.config()));
    }
  }
});

test("Ftrl forgets a weight that has had no gradient, also if its sum of squares begins at 0", async () => {
  const run = { shapes: [[2]], start: [Float32Array.of(1, -2)], steps: 2, backend: referenceBackend };
  for (const options of [{}, { learningRatePower: 0 }]) {
    const optimizer = new Ftrl({ learningRate: 0.1, initialAccumulatorValue: 0, ...options });
    const steps = await runOptimizer(optimizer, { ...run, gradients: () => [Float32Array.of(0.5, 0)] });
    for (const { weights } of steps) assert.ok(weights[0]!.every(Number.isFinite), JSON.stringify(options));
  }
});

test("Muon leaves to AdamW what is no matrix, an embedding, or excluded", () => {
  const slots = (options: object, shape: readonly number[], name: string) =>
    new Muon(options).initialSlots(shape, name).length;
  assert.is(slots({}, [3, 4], "dense/kernel"), 1);
  assert.is(slots({}, [4], "dense/bias"), 2);
  assert.is(slots({}, [3, 3, 1, 4], "conv2d/kernel"), 2);
  assert.is(slots({}, [3, 4], "Embedding/table"), 2);
  assert.is(slots({ excludeEmbeddings: false }, [3, 4], "embedding/table"), 1);
  assert.is(slots({ excludeLayers: ["head.*kernel"] }, [3, 4], "head_1/kernel"), 2);
  assert.throws(
    () => new Muon({ excludeLayers: ["("] }),
    /Muon: expected excludeLayers to be regular expressions, got "\("/,
  );
});

test("unknown options and values of another kind are named", () => {
  const refused = (make: () => unknown, message: RegExp) => assert.throws(make, message);
  refused(() => new Adam({ lr: 0.1 } as never), /Adam: unknown option lr: did you mean learningRate\?/);
  refused(
    () => new AdamW({ weight_decay: 0.1 } as never),
    /AdamW: unknown option weight_decay: did you mean weightDecay\?/,
  );
  refused(() => new RMSProp({ epsilon: [1] } as never), /RMSProp: expected epsilon to be a number, got an array of 1/);
  refused(() => new SGD({ nesterov: 1 } as never), /SGD: expected nesterov to be true or false, got 1/);
  refused(() => new SGD({ learningRate: "fast" } as never), /SGD: expected learningRate to be a number or an object/);
  refused(() => new SGD({ loss_scale_factor: 2 } as never), /SGD: unknown option loss_scale_factor/);
  refused(
    () => new Adam({ epsilonForm: "torch" } as never),
    /Adam: expected epsilonForm to be "keras" or "paper", got "torch"/,
  );
  refused(
    () => new Adafactor({ beta_2_decay: -1 } as never),
    /Adafactor: unknown option beta_2_decay: did you mean beta2Decay\?/,
  );
  refused(() => new Adafactor({ clipThreshold: 0 }), /Adafactor: expected clipThreshold to be a number above 0, got 0/);
  refused(
    () => new Ftrl({ learningRatePower: 1 }),
    /Ftrl: expected learningRatePower to be a number of 0 or less, got 1/,
  );
  refused(() => new Adam(null as never), /Adam: expected an object of options, got null/);
  refused(() => new Adam({ emaMomentum: 0.9 }), /Adam: expected useEma: true beside emaMomentum/);
  refused(
    () => new Adam({ useEma: true, emaMomentum: 2 }),
    /Adam: expected emaMomentum to be a number from 0 to 1, got 2/,
  );
  refused(
    () => new Adam({ useEma: true, emaOverwriteFrequency: 0 }),
    /Adam: expected emaOverwriteFrequency to be a whole/,
  );
});

interface Signature {
  readonly [argument: string]: string | null;
}

/** Keras's arguments that are refused: mixed precision, and names of variables. */
const refused = ["loss_scale_factor", "name", "kwargs"];

test("arguments and defaults are those of Keras's signatures", () => {
  const signatures = readFixture<{ readonly [name: string]: Signature }>("signatures");
  const classes = {
    ...{ Adadelta, Adafactor, Adagrad: AdaGrad, Adam, AdamW, Adamax: AdaMax, Ftrl, Lamb, Lion, Muon, Nadam },
    ...{ RMSprop: RMSProp, SGD },
  };
  for (const [name, Class] of Object.entries(classes)) {
    const defaults = Object.entries(signatures[name]!)
      .filter(([argument]) => !refused.includes(argument))
      .map(([argument, value]) => [argument, literalOf(value!)]);
    const given = Object.entries(camelCase(Object.fromEntries(defaults))).filter(([, value]) => value !== null);
    const isIdle = (argument: string) => argument === "emaMomentum";
    const options = Object.fromEntries(given.filter(([argument]) => !isIdle(argument)));
    assert.equal(new Class(options).config(), new Class().config(), name);
  }
  assert.is(new Adam({ useEma: true }).weightAverage!.emaMomentum, Number(signatures.Adam!.ema_momentum));
});

/** A literal of Python. */
function literalOf(text: string): boolean | number | null {
  if (text === "None") return null;
  return text === "True" || text === "False" ? text === "True" : Number(text);
}

test.run();
