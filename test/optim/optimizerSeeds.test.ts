// Optimizers from twenty seeds, with gradients of 1e-8 to 1e3 in one weight, against Keras's (test/oracles/keras/optimizerSeeds.py).

import { test } from "uvu";
import * as assert from "uvu/assert";
import { wasmBackend } from "../../src/backends/wasm/index.js";
import { Adadelta, Adagrad, Adam, Adamax, AdamW, Lion, Nadam, RMSprop, SGD } from "../../src/optim/index.js";
import { camelCase } from "../support/camelCase.js";
import { readFixture } from "../support/kerasFixture.js";
import { runOptimizer } from "../support/optimizerRun.js";

const classes = { Adadelta, Adagrad, Adam, AdamW, Adamax, Lion, Nadam, RMSprop, SGD };

interface SeedCase {
  readonly keras: keyof typeof classes;
  readonly options: object;
  /** The weights after all steps, by seed. */
  readonly seeds: readonly (readonly number[])[];
}

const ELEMENTS = 12;

/** The script's `hashed`: a number from 0 to 1. */
function hashed(key: number): number {
  let hash = key >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return ((hash ^ (hash >>> 16)) >>> 8) / 2 ** 24;
}

const elements = Array.from({ length: ELEMENTS }, (_, element) => element);

const startsAtZero = (seed: number): boolean => seed % 2 === 0;

const startOf = (seed: number) =>
  Float32Array.from(elements, (element) => (startsAtZero(seed) ? 0 : 2 * hashed(seed * 1000003 + element) - 1));

const gradientOf = (seed: number, step: number) =>
  Float32Array.from(elements, (element) => {
    const unit = 2 * hashed(seed * 1000003 + (step + 1) * 1009 + element) - 1;
    return unit * 10 ** (element - 8);
  });

const { cases, steps } = readFixture<{ readonly cases: readonly SeedCase[]; readonly steps: number }>(
  "optimizer-seeds",
);
const backend = await wasmBackend({ threads: 1 });

for (const { keras, options, seeds } of cases) {
  test(`${keras} ${JSON.stringify(options)}: Keras's weights from ${seeds.length} seeds`, async () => {
    for (const [seed, expected] of seeds.entries()) {
      const run = { backend, shapes: [[ELEMENTS]], start: [startOf(seed)], steps };
      const found = await runOptimizer(new classes[keras](camelCase(options)), {
        ...run,
        gradients: (step) => [gradientOf(seed, step)],
      });
      found.at(-1)!.weights[0]!.forEach((value, element) => {
        // Weights that began at 0 show every digit of their movement; of the others float32 keeps seven.
        const tolerance = startsAtZero(seed) ? 2e-5 * Math.abs(expected[element]!) : 1e-6;
        const error = Math.abs(value - expected[element]!);
        assert.ok(error <= tolerance, `seed ${seed}, ${element}: expected ${expected[element]}, got ${value}`);
      });
    }
  });
}

test.run();
