// Clipping, accumulation and rate multipliers, against loops over plain numbers, on every backend that trains.

import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Backend } from "../../src/backends/backend.js";
import { referenceBackend } from "../../src/backends/reference/index.js";
import { wasmBackend } from "../../src/backends/wasm/index.js";
import { AdaGrad, AdaMax, Adam, AdamW, type Optimizer, RMSProp, SGD } from "../../src/optim/index.js";
import { cosineDecay } from "../../src/optim/schedules/schedules.js";
import { assertClose, randomTensor } from "../support/compare.js";
import { runOptimizer } from "../support/optimizerRun.js";

/** A kernel, and a bias: long enough for several blocks of rows, and with no even share for two threads. */
const shapes = [[300, 7], [7]] as const;
const STEPS = 7;
const learningRate = 0.1;

const start = shapes.map((shape, weight) => randomTensor(shape, `start ${weight}`).values);
const slopes = Array.from({ length: STEPS }, (_, step) =>
  shapes.map((shape, weight) => randomTensor(shape, `slope ${step} ${weight}`).values),
);

const backends = await Promise.all([
  referenceBackend,
  wasmBackend({ threads: 1 }),
  wasmBackend({ threads: 2, smallestSharedWork: 0 }),
]);

/** The weights after each step. */
async function run(optimizer: Optimizer, backend: Backend, multipliers = [1, 1]) {
  const given = { backend, shapes, start, multipliers, steps: STEPS };
  const steps = await runOptimizer(optimizer, { ...given, gradients: (step) => slopes[step]! });
  return steps.map(({ weights }) => weights);
}

type Gradients = readonly (readonly number[])[];

const norm = (numbers: readonly number[]): number => Math.sqrt(numbers.reduce((total, x) => total + x * x, 0));
const shorten = (numbers: readonly number[], own: number, most: number): number[] =>
  numbers.map((x) => (own > most ? (x * most) / own : x));

/** Plain descent with gradients that `treat` has changed; null where a step makes no update. */
function descend(treat: (step: number, gradients: Gradients) => Gradients | null, multipliers = [1, 1]): number[][][] {
  const weights = start.map((values) => [...values]);
  return slopes.map((given, step) => {
    const gradients = treat(
      step,
      given.map((values) => [...values]),
    );
    gradients?.forEach((values, weight) => {
      values.forEach((slope, i) => (weights[weight]![i]! -= learningRate * multipliers[weight]! * slope));
    });
    return weights.map((values) => [...values]);
  });
}

interface Case {
  readonly optimizer: Optimizer;
  readonly expected: number[][][];
  readonly multipliers?: number[];
}

const sums = (from: number, to: number): number[][] =>
  shapes.map((_, weight) =>
    Array.from(slopes[0]![weight]!, (_, i) => slopes.slice(from, to).reduce((sum, s) => sum + s[weight]![i]!, 0)),
  );

const cases: { readonly [name: string]: Case } = {
  clipvalue: {
    optimizer: new SGD({ learningRate, clipvalue: 0.7 }),
    expected: descend((_, gradients) => gradients.map((of) => of.map((x) => Math.min(Math.max(x, -0.7), 0.7)))),
  },
  // The bias's gradient is at times shorter than this, the kernel's never.
  clipnorm: {
    optimizer: new SGD({ learningRate, clipnorm: 3 }),
    expected: descend((_, gradients) => gradients.map((of) => shorten(of, norm(of), 3))),
  },
  globalClipnorm: {
    optimizer: new SGD({ learningRate, globalClipnorm: 5 }),
    expected: descend((_, gradients) => gradients.map((of) => shorten(of, norm(gradients.flat()), 5))),
  },
  "a norm that is long enough": {
    optimizer: new SGD({ learningRate, globalClipnorm: 1e6 }),
    expected: descend((_, gradients) => gradients),
  },
  gradientAccumulationSteps: {
    optimizer: new SGD({ learningRate, gradientAccumulationSteps: 3 }),
    expected: descend((step) => (step % 3 === 2 ? sums(step - 2, step + 1).map((of) => of.map((x) => x / 3)) : null)),
  },
  "a mean that is clipped": {
    optimizer: new SGD({ learningRate, gradientAccumulationSteps: 2, clipvalue: 0.2 }),
    expected: descend((step) =>
      step % 2 === 1 ? sums(step - 1, step + 1).map((of) => of.map((x) => Math.min(Math.max(x / 2, -0.2), 0.2))) : null,
    ),
  },
  "rate multipliers": {
    optimizer: new SGD({ learningRate }),
    multipliers: [0.25, 1],
    expected: descend((_, gradients) => gradients, [0.25, 1]),
  },
};

for (const [name, { optimizer, expected, multipliers }] of Object.entries(cases)) {
  test(`${name}: the steps of the definition, with the same bits on one thread and two`, async () => {
    const found = [];
    for (const backend of backends) found.push(await run(optimizer, backend, multipliers));
    for (const weights of found.flatMap((steps) => steps.map((values, step) => ({ values, step })))) {
      weights.values.forEach((values, weight) =>
        assertClose(values, expected[weights.step]![weight]!, 1e-5, `step ${weights.step}, weight ${weight}`),
      );
    }
    assert.equal(found[2], found[1]);
  });
}

test("with accumulation, Adam counts updates and its schedule batches, as in Keras", async () => {
  const rate = cosineDecay({ initial: 0.1, decaySteps: 8 });
  const optimizer = new Adam({ learningRate: rate, gradientAccumulationSteps: 2 });
  const found = await run(optimizer, backends[1]!);
  const weights = start.map((values) => [...values]);
  const [first, second] = [0, 0].map(() => start.map((values) => [...values].fill(0))) as [number[][], number[][]];
  for (let update = 0; update < 3; update += 1) {
    sums(2 * update, 2 * update + 2).forEach((gradient, weight) => {
      gradient.forEach((sum, i) => {
        first[weight]![i] = 0.9 * first[weight]![i]! + 0.1 * (sum / 2);
        second[weight]![i] = 0.999 * second[weight]![i]! + 0.001 * (sum / 2) ** 2;
        const correction = Math.sqrt(1 - 0.999 ** (update + 1)) / (1 - 0.9 ** (update + 1));
        const deviation = Math.sqrt(second[weight]![i]!) + 1e-7;
        weights[weight]![i]! -= (rate.at(2 * update + 1) * correction * first[weight]![i]!) / deviation;
      });
    });
    weights.forEach((values, weight) =>
      assertClose(found[2 * update + 1]![weight]!, values, 1e-5, `update ${update}, weight ${weight}`),
    );
    if (update < 2) assert.equal(found[2 * update + 2], found[2 * update + 1], "no update in between");
  }
});

test("every optimizer takes these arguments, and tells them", () => {
  const given = { clipnorm: 1, gradientAccumulationSteps: 4 };
  for (const Class of [AdaGrad, AdaMax, Adam, AdamW, RMSProp, SGD]) {
    const optimizer = new Class(given);
    assert.equal(optimizer.gradientArguments, given);
    assert.is(optimizer.config().clipnorm, 1);
    assert.is(optimizer.config().gradientAccumulationSteps, 4);
    assert.not.ok("clipvalue" in optimizer.config());
  }
});

test("arguments that make no sense are named", () => {
  assert.throws(() => new Adam({ clipnorm: 0 }), /Adam: expected clipnorm to be a number above 0, got 0/);
  assert.throws(() => new SGD({ clipvalue: Number.NaN }), /SGD: expected clipvalue to be a number above 0, got NaN/);
  assert.throws(
    () => new SGD({ clipvalue: 1, globalClipnorm: 1 }),
    /SGD: expected one way to clip, got clipvalue and globalClipnorm/,
  );
  assert.throws(
    () => new RMSProp({ gradientAccumulationSteps: 1.5 }),
    /RMSProp: expected gradientAccumulationSteps to be a whole number of 1 or more, got 1.5/,
  );
});

test.run();
