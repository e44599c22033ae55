// Every optimizer against Keras's on TensorFlow: the cases of test/oracles/keras/optimizers.py.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { referenceBackend } from "../../src/backends/reference/index.js";
import { wasmBackend } from "../../src/backends/wasm/index.js";
import {
  Adadelta,
  Adagrad,
  Adam,
  Adamax,
  AdamW,
  Lion,
  Nadam,
  type Optimizer,
  RMSprop,
  SGD,
} from "../../src/optim/index.js";
import { exponentialDecay, piecewiseConstant } from "../../src/optim/schedules/schedules.js";
import { camelCase } from "../support/camelCase.js";
import { assertClose } from "../support/compare.js";
import { readFixture } from "../support/kerasFixture.js";
import { runOptimizer } from "../support/optimizerRun.js";

interface OptimizerCase {
  readonly keras: keyof typeof classes;
  readonly options: object;
  /** A class and its arguments, or null for a constant rate. */
  readonly schedule: readonly [string, { readonly [argument: string]: number }] | null;
  readonly scale: number;
  readonly sparse: boolean;
  readonly steps: number;
  /** The weights, flattened, after so many steps. */
  readonly after: Snapshots;
  /** The averages of the weights, where the optimizer keeps such. */
  readonly averages?: Snapshots;
}

interface Snapshots {
  readonly [step: string]: readonly (readonly number[])[];
}

const classes = { Adadelta, Adagrad, Adam, AdamW, Adamax, Lion, Nadam, RMSprop, SGD };

const { cases, initial, shapes } = readFixture<{
  readonly cases: readonly OptimizerCase[];
  readonly initial: readonly (readonly number[])[];
  readonly shapes: readonly (readonly number[])[];
}>("optimizers");

/** The number that the fixture's formula gives element `i` of a weight's gradient. */
function gradientAt(step: number, weight: number, i: number, { scale, sparse }: OptimizerCase): number {
  let hash = (step * 1000003 + weight * 7919 + i * 104729 + 12345) >>> 0;
  hash = (Math.imul(hash, 1664525) + 1013904223) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 2246822519) >>> 0;
  hash = (hash ^ (hash >>> 13)) >>> 0;
  if (sparse && hash % 3 !== 0) return 0;
  return Math.fround(scale) * ((hash >>> 8) / 2 ** 23 - 1);
}

function optimizerOf({ keras, options, schedule }: OptimizerCase): Optimizer {
  return new classes[keras]({
    ...camelCase(options),
    ...(schedule !== null && { learningRate: scheduleOf(schedule) }),
  });
}

function scheduleOf([name, { initial_learning_rate, decay_rate, decay_steps }]: NonNullable<
  OptimizerCase["schedule"]
>) {
  assert.is(name, "ExponentialDecay");
  return exponentialDecay({ initial: initial_learning_rate!, decayRate: decay_rate!, decaySteps: decay_steps! });
}

const start = initial.map((values) => Float32Array.from(values));
const backends = await Promise.all([referenceBackend, wasmBackend({ threads: 1 })]);

for (const given of cases) {
  const { keras, options, schedule, scale, sparse, steps, after, averages = {} } = given;
  const scheduled = schedule === null ? "" : ` under ${schedule[0]}`;
  test(`${keras} ${JSON.stringify(options)}${scheduled}, ${sparse ? "sparse " : ""}gradients of ${scale}`, async () => {
    const gradients = (step: number) =>
      start.map((values, weight) => values.map((_, i) => gradientAt(step, weight, i, given)));
    for (const backend of backends) {
      const found = await runOptimizer(optimizerOf(given), { backend, shapes, start, steps, gradients });
      for (const [key, snapshots] of [["weights", after] as const, ["lastSlots", averages] as const])
        for (const [step, weights] of Object.entries(snapshots))
          weights.forEach((expected, weight) => {
            const what = `${key} of ${backend.name}, ${step}`;
            assertMoved(found[Number(step) - 1]![key][weight]!, expected, { weight, after, what });
          });
    }
  });
}

interface Movement extends Pick<OptimizerCase, "after"> {
  readonly weight: number;
  readonly what: string;
}

/**
 * Each element has moved as far as Keras's, to 1e-5 of its largest movement. To that come, where it did not begin at 0,
 * the roundings of float32 sums that go another way in 50 steps.
 */
function assertMoved(found: Float32Array, expected: readonly number[], { weight, after, what }: Movement): void {
  const from = start[weight]!;
  const largest = Math.max(...[...from, ...expected].map(Math.abs));
  found.forEach((value, i) => {
    const movement = Math.max(...Object.values(after).map((weights) => Math.abs(weights[weight]![i]! - from[i]!)));
    const tolerance = 1e-5 * movement + (from[i] === 0 ? 0 : 1e-6 * largest);
    const error = Math.abs(value - expected[i]!);
    assert.ok(error <= tolerance, `${what}: weight ${weight}, ${i}: expected ${expected[i]}, got ${value}`);
  });
}

test("a velocity holds each gradient times the rate of its own step", async () => {
  const learningRate = piecewiseConstant({ boundaries: [0], values: [1, 0.1] });
  const run = { shapes: [[1]], start: [Float32Array.of(0)], steps: 3 };
  const gradients = (step: number) => [Float32Array.of(step === 0 ? 1 : 0)];
  for (const [nesterov, expected] of [
    [false, [-1, -1.9, -2.71]],
    [true, [-1.9, -2.71, -3.439]],
  ] as const) {
    const optimizer = new SGD({ learningRate, momentum: 0.9, nesterov });
    const found = await runOptimizer(optimizer, { ...run, backend: referenceBackend, gradients });
    assertClose(
      found.map(({ weights }) => weights[0]![0]!),
      expected,
      1e-6,
      `nesterov ${nesterov}`,
    );
  }
});

/** From small.json: one weight at 0 after one, two and three steps of one gradient. */
const smallest = {
  "Adam, 1e-3": [new Adam(), 1e-3, [-0.000996841, -0.0019946, -0.00299277]],
  "Adam, 1e-6": [new Adam(), 1e-6, [-0.000240251, -0.000549212, -0.000902986]],
  "Adam, 1e-8": [new Adam(), 1e-8, [-3.15229e-6, -7.60336e-6, -1.3048e-5]],
  "RMSprop, 1e-3": [new RMSprop(), 1e-3, [-0.00223607, -0.00409302, -0.00573479]],
  "RMSprop, 1e-6": [new RMSprop(), 1e-6, [-3.16228e-6, -6.32455e-6, -9.48682e-6]],
  "Adagrad, 1e-3": [new Adagrad({ initialAccumulatorValue: 0 }), 1e-3, [-0.000953463, -0.00164353, -0.00221149]],
  "Adagrad, 1e-6": [new Adagrad({ initialAccumulatorValue: 0 }), 1e-6, [-3.16226e-6, -6.32451e-6, -9.48674e-6]],
} as const;

for (const [name, [optimizer, gradient, expected]] of Object.entries(smallest)) {
  test(`${name}: epsilon stands where Keras has it`, async () => {
    const run = { shapes: [[1]], start: [Float32Array.of(0)], steps: 3 };
    const gradients = () => [Float32Array.of(gradient)];
    const found = await runOptimizer(optimizer, { ...run, backend: referenceBackend, gradients });
    assertClose(
      found.map(({ weights }) => weights[0]![0]!),
      expected,
      1e-5,
      name,
    );
  });
}

test.run();
