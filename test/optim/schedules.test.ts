import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  constant,
  cosineDecay,
  exponentialDecay,
  inverseTimeDecay,
  piecewiseConstant,
  toSchedule,
} from "../../src/optim/schedules.js";

function close(found: number, expected: number): void {
  assert.ok(Math.abs(found - expected) < 1e-12, `expected ${expected}, got ${found}`);
}

test("a number is a constant schedule", () => {
  close(toSchedule(0.1).at(1000), 0.1);
  close(constant(0.2).at(0), 0.2);
});

test("inverse time is Keras's old decay", () => {
  const schedule = inverseTimeDecay({ initial: 1e-4, decay: 1e-4 / 20 });
  close(schedule.at(0), 1e-4);
  close(schedule.at(1820), 1e-4 / (1 + (1e-4 / 20) * 1820));
});

test("exponential decay, smooth and in stairs", () => {
  const options = { initial: 1, decayRate: 0.5, decaySteps: 10 };
  close(exponentialDecay(options).at(5), Math.SQRT1_2);
  close(exponentialDecay({ ...options, staircase: true }).at(9), 1);
  close(exponentialDecay({ ...options, staircase: true }).at(20), 0.25);
});

test("cosine decay warms up, falls, and stays", () => {
  const schedule = cosineDecay({ initial: 2, decaySteps: 100, alpha: 0.1, warmupSteps: 10 });
  close(schedule.at(0), 0);
  close(schedule.at(5), 1);
  close(schedule.at(10), 2);
  close(schedule.at(60), 2 * (0.1 + 0.9 / 2));
  close(schedule.at(110), 0.2);
  close(schedule.at(1e6), 0.2);
});

test("piecewise constant changes after each boundary", () => {
  const schedule = piecewiseConstant({ boundaries: [3, 5], values: [1, 0.5, 0.1] });
  assert.equal(
    [0, 3, 4, 5, 6].map((step) => schedule.at(step)),
    [1, 1, 0.5, 0.5, 0.1],
  );
  assert.throws(() => piecewiseConstant({ boundaries: [3], values: [1] }), /expected 2 values, got 1/);
});

test("schedules that lead nowhere are refused", () => {
  assert.throws(() => toSchedule(-1), /learning rate: expected rate to be a number of 0 or more, got -1/);
  assert.throws(() => cosineDecay({ initial: 1, decaySteps: 0 }), /cosineDecay: expected decaySteps above 0, got 0/);
  assert.throws(() => inverseTimeDecay({ initial: 1, decay: -1 }), /inverseTimeDecay: expected decay/);
  assert.throws(
    () => exponentialDecay({ initial: 1, decayRate: Number.POSITIVE_INFINITY, decaySteps: 1 }),
    /exponentialDecay: expected decayRate/,
  );
});

test.run();
