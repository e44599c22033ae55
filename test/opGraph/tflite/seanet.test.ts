// The models of one op with which TensorFlow Lite Micro tests SEANet: 16-bit activations, 8-bit weights, 64-bit biases. linnet
// computes them in real numbers.

import { basename } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { sharedPath } from "../../support/shared.js";
import { oneOpModels, runOneOpModel } from "../../support/tfliteSuite.js";
import { exceptions } from "./seanetExceptions.js";

/** Between linnet's number, rounded to an integer, and what the kernels for integers give. */
const MOST_STEPS = 2;
const PASSING = 0.85;

test("models of one op give what TensorFlow Lite's integers do, to two steps", async () => {
  const folder = sharedPath("interop/tflite/seanet-int16", "one-op models of SEANet");
  if (folder === null) return;
  const models = oneOpModels(folder);
  assert.is(models.length, 81);
  const surprises: string[] = [];
  let passed = 0;
  for (const model of models) {
    const name = basename(model);
    const failure = await failureOf(model);
    const reason = exceptions[name] ?? null;
    if (failure === null) passed += 1;
    if (failure === null && reason !== null) surprises.push(`${name} passes, and is listed as: ${reason}`);
    if (failure !== null && reason === null) surprises.push(`${name}: ${failure}`);
  }
  assert.equal(surprises, []);
  assert.ok(passed / models.length >= PASSING, `${passed} of ${models.length} pass`);
});

async function failureOf(model: string): Promise<string | null> {
  try {
    const { found, expected } = await runOneOpModel(model);
    if (found.length !== expected.length) return `expected ${expected.length} numbers, got ${found.length}`;
    const steps = expected.reduce((most, integer, place) => Math.max(most, Math.abs(integer - found[place]!)), 0);
    return steps <= MOST_STEPS ? null : `it is ${steps} steps away`;
  } catch (error) {
    return (error as Error).message;
  }
}

test.run();
