// Optimizers that look at whole weights against Keras's on TensorFlow: the cases of test/oracles/keras/optimizersMore.py.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { referenceBackend } from "../../src/backends/reference/index.js";
import { wasmBackend } from "../../src/backends/wasm/index.js";
import { Adafactor, Ftrl, Lamb, Muon } from "../../src/optim/index.js";
import { exponentialDecay } from "../../src/optim/schedules/schedules.js";
import { type Shape, sizeOf } from "../../src/tensor/shape.js";
import { camelCase } from "../support/camelCase.js";
import { readFixture } from "../support/kerasFixture.js";
import { runOptimizer } from "../support/optimizerRun.js";

const classes = { Adafactor, Ftrl, Lamb, Muon };

interface OptimizerCase {
  readonly keras: keyof typeof classes;
  readonly options: { readonly [argument: string]: unknown };
  /** Whether the rate is `falling`. */
  readonly falls: boolean;
  /** The weights after the first and the last step, by seed. */
  readonly seeds: readonly { readonly [When in "first" | "last"]: readonly (readonly number[])[] }[];
}

const { cases, shapes, steps, falling } = readFixture<{
  readonly cases: readonly OptimizerCase[];
  readonly shapes: readonly Shape[];
  readonly steps: number;
  readonly falling: { readonly [argument: string]: number };
}>("optimizers-more");

/** The script's `hashed`: a number from 0 to 1. */
function hashed(key: number): number {
  let hash = key >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return ((hash ^ (hash >>> 16)) >>> 8) / 2 ** 24;
}

function drawn(key: number, weight: number, scale: (element: number) => number): Float32Array {
  const unit = (element: number) => 2 * hashed(key + weight * 101 + element) - 1;
  return Float32Array.from({ length: sizeOf(shapes[weight]!) }, (_, element) => unit(element) * scale(element));
}

const startOf = (seed: number) => shapes.map((_, weight) => drawn(seed * 1000003, weight, () => (seed > 0 ? 1 : 0)));

function gradientsOf(seed: number, count: number, step: number): Float32Array[] {
  const scale = seed === count - 1 ? () => 1 : (element: number) => 10 ** ((element % 12) - 8);
  return shapes.map((_, weight) => drawn(seed * 1000003 + (step + 1) * 1009, weight, scale));
}

/** Python's null for a decay is our 0. */
function optimizerOf({ keras, options, falls }: OptimizerCase) {
  const given = Object.entries(options).map(([name, value]) => [
    name,
    value === null && /decay/.test(name) ? 0 : value,
  ]);
  const rate = exponentialDecay({
    initial: falling.initial_learning_rate!,
    decayRate: falling.decay_rate!,
    decaySteps: falling.decay_steps!,
  });
  return new classes[keras]({ ...camelCase(Object.fromEntries(given)), ...(falls && { learningRate: rate }) });
}

const backends = await Promise.all([referenceBackend, wasmBackend({ threads: 1 })]);

for (const given of cases) {
  const { keras, options, falls, seeds } = given;
  test(`${keras} ${JSON.stringify(options)}${falls ? " under a falling rate" : ""}: Keras's weights`, async () => {
    for (const [seed, expected] of seeds.entries())
      for (const backend of backends) {
        const run = { backend, shapes, start: startOf(seed), steps };
        const found = await runOptimizer(optimizerOf(given), {
          ...run,
          gradients: (step) => gradientsOf(seed, seeds.length, step),
        });
        for (const when of ["first", "last"] as const) {
          const { weights } = found.at(when === "first" ? 0 : -1)!;
          weights.forEach((values, weight) => {
            const [own, what] = [expected[when][weight]!, `${backend.name}, seed ${seed}, ${when}, weight ${weight}`];
            assertMoved(values, own, { start: run.start[weight]!, alone: keras === "Ftrl", what });
          });
        }
      }
  });
}

test("Adafactor leaves a weight finite whose first gradient is 0 along a row and a column", async () => {
  for (const backend of backends) {
    const run = { backend, shapes: [[3, 3]], start: [new Float32Array(9).fill(1)], steps: 2 };
    const gradient = Float32Array.of(0, 0, 0, 0, 1, 2, 0, 3, 4);
    const found = await runOptimizer(new Adafactor({}), { ...run, gradients: () => [gradient] });
    const { weights } = found.at(-1)!;
    assert.equal([...weights[0]!].map(Number.isFinite), new Array(9).fill(true), backend.name);
    assert.is(weights[0]![0], 1);
  }
});

interface Movement {
  readonly start: Float32Array;
  /** Whether each number of a weight moves by itself. */
  readonly alone: boolean;
  readonly what: string;
}

/**
 * Each number has moved as far as Keras's, to 2e-5 of its movement or of the largest one in its weight. To that come, where
 * it did not begin at 0, the roundings of float32 sums.
 */
function assertMoved(found: Float32Array, expected: readonly number[], { start, alone, what }: Movement): void {
  const movements = expected.map((value, i) => Math.abs(value - start[i]!));
  const [farthest, largest] = [Math.max(...movements), Math.max(...[...start, ...expected].map(Math.abs))];
  found.forEach((value, i) => {
    const tolerance = 2e-5 * (alone ? movements[i]! : farthest) + (start[i] === 0 ? 0 : 1e-6 * largest);
    const error = Math.abs(value - expected[i]!);
    assert.ok(error <= tolerance, `${what}, ${i}: expected ${expected[i]}, got ${value}`);
  });
}

test.run();
